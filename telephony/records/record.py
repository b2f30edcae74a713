"""What is recorded of a call."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from telephony.records.masking import mask


@dataclass(slots=True)
class Turn:
    """One utterance of the caller and what came of it; times in ms."""

    heard: str
    engine: str | None
    hearing_confidence: float
    decision: str | None
    entry: str | None
    title: str | None
    aspects: tuple[str, ...]
    confidence: float
    said: tuple[str, ...] = ()
    voice: str | None = None
    audio_ms: float = 0.0
    pause_ms: float = 0.0
    """End of the caller's speech to the decision that the turn is over."""
    recognition_ms: float = 0.0
    match_ms: float = 0.0
    first_audio_ms: float = 0.0
    """Synthesis of the first sentence of the reply, near zero when it was cached."""
    at: datetime | None = None
    """When it was decided; the journal fills it in."""


@dataclass(slots=True)
class TransferAttempt:
    """One officer who was rung for a call."""

    officer: str
    """Name; the number stays in the roster."""
    order: int
    """Place in the call's sequence of attempts, from 0; adding the same place again renews the attempt."""
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None
    """Such as "accepted" or "busy"; None while it rings."""


class MessageKind(StrEnum):
    """What a caller without an officer asked for."""

    MESSAGE = "message"
    CALLBACK = "callback"


@dataclass(slots=True)
class Message:
    """What a caller left for the officers."""

    reference: str
    """Digits, read out to the caller."""
    kind: MessageKind
    left: datetime
    text: str = ""
    recording_sid: str | None = None
    seconds: float | None = None
    """Length of the recording."""


@dataclass(slots=True)
class CallRecord:
    """One call from ringing to its end."""

    call_sid: str
    caller: str
    """Masked."""
    started: datetime
    channel: str = "phone"
    ended: datetime | None = None
    outcome: str | None = None
    turns: list[Turn] = field(default_factory=list)
    transfers: list[TransferAttempt] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The record with plain JSON values, times in ISO 8601 and personal data masked."""
        plain: dict[str, Any] = _plain(asdict(self))
        for turn in plain["turns"]:
            turn["heard"] = mask(turn["heard"])
        for message in plain["messages"]:
            message["text"] = mask(message["text"])
        return plain


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
