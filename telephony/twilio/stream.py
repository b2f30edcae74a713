"""The media stream of one call: Twilio's websocket messages in terms that every carrier has.

Source: Twilio's page "Media Streams - WebSocket Messages". Inbound `connected`, `start`, `media`, `dtmf`,
`mark` and `stop`; outbound only `media`, `mark` and `clear`.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from telephony.calls.run import Audio, CallerLeft, Calls, Key, Marked, Media
from telephony.metrics import REFUSED
from telephony.records.journal import Journal
from telephony.records.outcome import TransferReason
from telephony.records.record import CallRecord
from telephony.twilio.rest import CallControl
from telephony.twilio.tickets import StreamTickets, Ticket
from telephony.twilio.twiml import TOKEN_PARAMETER

log = logging.getLogger(__name__)

POLICY_VIOLATION = 1008
NORMAL_CLOSURE = 1000
KEYS = frozenset("0123456789*#")
START_S = 5.0
"""Twilio sends `connected` and `start` at once; whoever does not is no carrier."""
CALLER_LEAVES_S = 10.0
"""After a goodbye that cannot be followed by our hanging up, the caller is given this long to do it."""

HandOver = Callable[[CallRecord, TransferReason, str | None, Ticket, str], Awaitable[bool]]
"""As in calls.run, with who calls whom, and our public address."""


class _TwilioLine:
    """The caller's line as a conversation sees it."""

    def __init__(self, websocket: WebSocket, stream_sid: str, call_sid: str, control: CallControl) -> None:
        self._websocket = websocket
        self._stream_sid = stream_sid
        self._call_sid = call_sid
        self._control = control

    async def play(self, codes: bytes) -> None:
        payload = base64.b64encode(codes).decode("ascii")
        await self._send({"event": "media", "media": {"payload": payload}})

    async def mark(self, name: str) -> None:
        await self._send({"event": "mark", "mark": {"name": name}})

    async def clear(self) -> None:
        await self._send({"event": "clear"})

    async def hang_up(self) -> None:
        # While we hold the stream open the verbs behind it do not run: the caller is not sent on to a person.
        await self._control.end(self._call_sid)
        await asyncio.sleep(CALLER_LEAVES_S)

    async def _send(self, message: dict[str, Any]) -> None:
        if self._websocket.client_state is WebSocketState.CONNECTED:
            await self._websocket.send_json({"streamSid": self._stream_sid, **message})


class MediaStreams:
    """Serves the stream of each call; closing it for any reason leads the caller to a person."""

    def __init__(
        self,
        tickets: StreamTickets,
        journal: Journal,
        control: CallControl,
        calls: Calls,
        hand_over: HandOver,
    ) -> None:
        self._tickets = tickets
        self._journal = journal
        self._control = control
        self._calls = calls
        self._hand_over = hand_over

    async def serve(self, websocket: WebSocket, base: str) -> None:
        """Runs one accepted websocket to its end; `base` is our public address."""
        try:
            start = await asyncio.wait_for(_receive_start(websocket), START_S)
        except (TimeoutError, WebSocketDisconnect):
            log.warning("refused a stream: no start message within %.0f s", START_S)
            await _close(websocket, POLICY_VIOLATION)
            return
        admitted = self._admit(start)
        if admitted is None:
            REFUSED.labels(reason="ticket").inc()
            await _close(websocket, POLICY_VIOLATION)
            return
        record, ticket = admitted
        line = _TwilioLine(websocket, str(start["streamSid"]), record.call_sid, self._control)

        async def hand_over(record: CallRecord, reason: TransferReason, field: str | None) -> bool:
            return await self._hand_over(record, reason, field, ticket, base)

        try:
            await self._calls.run(record, line, _media(websocket), hand_over)
        finally:
            await _close(websocket, NORMAL_CLOSURE)

    def _admit(self, start: dict[str, Any]) -> tuple[CallRecord, Ticket] | None:
        call_sid, parameters = start.get("callSid"), start.get("customParameters")
        token = parameters.get(TOKEN_PARAMETER) if isinstance(parameters, dict) else None
        if not isinstance(call_sid, str) or not isinstance(token, str) or "streamSid" not in start:
            log.warning("refused a stream: its start message names no call or no token")
            return None
        ticket = self._tickets.redeem(token, call_sid)
        if ticket is None:
            log.warning(
                "refused a stream for call %s: the token is unknown, used or another call's", ascii(call_sid)
            )
            return None
        record = self._journal.find(call_sid)
        return None if record is None else (record, ticket)


async def _media(websocket: WebSocket) -> Media:
    """What the stream brings, until the carrier says that it is over, as when the caller hangs up."""
    while True:
        try:
            message = await _receive(websocket)
        except WebSocketDisconnect:
            return
        match message:
            case {"event": "media", "media": {"payload": str(payload)}}:
                try:
                    yield Audio(base64.b64decode(payload, validate=True))
                except ValueError:
                    log.debug("skipped a media message that is not base64")
            case {"event": "mark", "mark": {"name": str(name)}}:
                yield Marked(name)
            case {"event": "dtmf", "dtmf": {"digit": str(digit)}} if digit in KEYS:
                yield Key(digit)
            case {"event": "stop"}:
                yield CallerLeft()
                return


async def _receive_start(websocket: WebSocket) -> dict[str, Any]:
    while True:
        match await _receive(websocket):
            case {"event": "start", "start": dict(start)} as message:
                return {"streamSid": message.get("streamSid", start.get("streamSid")), **start}


async def _receive(websocket: WebSocket) -> Any:
    """The next message; None for one that is no JSON. Raises WebSocketDisconnect."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL_CLOSURE))
    try:
        return json.loads(message.get("text") or "")
    except (ValueError, RecursionError):
        return None


async def _close(websocket: WebSocket, code: int) -> None:
    if (
        websocket.client_state is WebSocketState.CONNECTED
        and websocket.application_state is WebSocketState.CONNECTED
    ):
        try:
            await websocket.close(code)
        except (RuntimeError, WebSocketDisconnect):
            log.debug("the stream was closed from the other side first")
