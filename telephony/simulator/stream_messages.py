"""The messages of a two-way media stream, as in Twilio docs, "Media Streams - WebSocket Messages"."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voice.mulaw import FRAME_MS, TELEPHONE_RATE


class ProtocolError(Exception):
    """The helpline sent what earns Twilio's warning 31951, "Stream - Protocol - Invalid Message"."""


class FromHelpline(BaseModel):
    # Twilio docs, warning 31951: a missing or an extra field makes a message invalid.
    model_config = ConfigDict(extra="forbid")
    streamSid: str


class _Payload(BaseModel):
    model_config = ConfigDict(extra="forbid")
    payload: str


class _Name(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class MediaMessage(FromHelpline):
    event: Literal["media"]
    media: _Payload

    def audio(self) -> bytes:
        """The μ-law audio. Raises ProtocolError when the payload is not base64."""
        try:
            return base64.b64decode(self.media.payload, validate=True)
        except binascii.Error as error:
            raise ProtocolError(f"the payload of a media message is not base64: {error}") from error


class MarkMessage(FromHelpline):
    event: Literal["mark"]
    mark: _Name


class ClearMessage(FromHelpline):
    event: Literal["clear"]


Message = MediaMessage | MarkMessage | ClearMessage
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="event")])


def read(text: str | bytes, stream_sid: str) -> Message:
    """One message of the helpline. Raises ProtocolError for anything but valid media, mark and clear."""
    if isinstance(text, bytes):
        raise ProtocolError("a binary message; Twilio takes text only")
    try:
        message = _MESSAGE.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "message"
        raise ProtocolError(f"{place}: {first['msg']} (in {text[:80]!r})") from error
    if message.streamSid != stream_sid:
        raise ProtocolError(f"streamSid is {message.streamSid!r}, this stream is {stream_sid!r}")
    return message


class StreamMessages:
    """Writes the carrier's messages of one stream, numbered."""

    def __init__(self, stream_sid: str, call_sid: str, account_sid: str) -> None:
        self.stream_sid = stream_sid
        self._call_sid = call_sid
        self._account_sid = account_sid
        self._sequence = 0
        self._chunk = 0

    def connected(self) -> str:
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, parameters: Mapping[str, str]) -> str:
        return self._numbered(
            "start",
            {
                "accountSid": self._account_sid,
                "streamSid": self.stream_sid,
                "callSid": self._call_sid,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": TELEPHONE_RATE, "channels": 1},
                "customParameters": dict(parameters),
            },
        )

    def media(self, frame: bytes) -> str:
        """One 20 ms frame of the caller; its timestamp is its place in the stream, in ms."""
        self._chunk += 1
        return self._numbered(
            "media",
            {
                "track": "inbound",
                "chunk": str(self._chunk),
                "timestamp": str((self._chunk - 1) * FRAME_MS),
                "payload": base64.b64encode(frame).decode(),
            },
        )

    def mark(self, name: str) -> str:
        return self._numbered("mark", {"name": name})

    def dtmf(self, key: str) -> str:
        return self._numbered("dtmf", {"track": "inbound_track", "digit": key})

    def stop(self) -> str:
        return self._numbered("stop", {"accountSid": self._account_sid, "callSid": self._call_sid})

    def _numbered(self, event: str, body: dict[str, Any]) -> str:
        self._sequence += 1
        return json.dumps(
            {
                "event": event,
                "sequenceNumber": str(self._sequence),
                event: body,
                "streamSid": self.stream_sid,
            }
        )
