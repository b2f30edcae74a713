"""The media stream of one call: Twilio's websocket messages on one side, a conversation on the other.

Source: Twilio's page "Media Streams - WebSocket Messages". Inbound `connected`, `start`, `media`, `dtmf`,
`mark` and `stop`; outbound only `media`, `mark` and `clear`.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from telephony.calls.conversation import Conversation
from telephony.calls.line import Line
from telephony.metrics import CALLS, CALLS_ACTIVE, REFUSED
from telephony.records.journal import CallRecord, Journal
from telephony.twilio.rest import CallControl
from telephony.twilio.tickets import StreamTickets
from telephony.twilio.transfers import Transfers
from telephony.twilio.twiml import TOKEN_PARAMETER

log = logging.getLogger(__name__)

POLICY_VIOLATION = 1008
NORMAL_CLOSURE = 1000
KEYS = frozenset("0123456789*#")
START_S = 5.0
"""Twilio sends `connected` and `start` at once; whoever does not is no carrier."""
CALLER_LEAVES_S = 10.0
"""After a goodbye that cannot be followed by our hanging up, the caller is given this long to do it."""


@dataclass(frozen=True, slots=True)
class Watchdog:
    """When a stream is taken to be stuck; real time, since audio time stands still with the audio."""

    no_media_s: float = 15.0
    """Twilio sends a frame every 20 ms, silence too; a gap this long is a dead line."""
    longest_s: float = 20 * 60.0
    """Above the policy's own limit, which ends a call politely."""


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
        transfers: Transfers,
        converse: Callable[[Line, CallRecord], Conversation],
        watchdog: Watchdog | None = None,
    ) -> None:
        self._tickets = tickets
        self._journal = journal
        self._control = control
        self._transfers = transfers
        self._converse = converse
        self._watchdog = watchdog or Watchdog()
        self.active = 0
        """Conversations going on now."""

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
        record, caller = admitted
        line = _TwilioLine(websocket, str(start["streamSid"]), record.call_sid, self._control)
        self.active += 1
        CALLS_ACTIVE.inc()
        outcome = "failed"
        try:
            conversation = self._converse(line, record)
            outcome = await self._run(websocket, conversation)
            reason = conversation.transfer
            if reason and await self._transfers.begin(record, reason, conversation.field, caller, base):
                outcome = ""
        except Exception:
            log.exception("call %s broke off; the caller is connected to a person", record.call_sid)
        finally:
            self.active -= 1
            CALLS_ACTIVE.dec()
            if outcome:
                CALLS.labels(outcome=outcome.partition(":")[0]).inc()
                self._journal.close(record, outcome)
            await _close(websocket, NORMAL_CLOSURE)

    async def _run(self, websocket: WebSocket, conversation: Conversation) -> str:
        """Reads and talks until either is over, or the watchdog bites; trouble in either is raised."""
        talking = asyncio.create_task(conversation.run())
        reading = asyncio.create_task(_read(websocket, conversation, self._watchdog.no_media_s))
        try:
            async with asyncio.timeout(self._watchdog.longest_s):
                over, _ = await asyncio.wait({talking, reading}, return_when=asyncio.FIRST_COMPLETED)
            for task in over:
                task.result()
            if talking not in over and not reading.result():
                log.error("a stream was lost without the carrier's word; the caller is connected to a person")
                return "stream_lost"
        except TimeoutError:
            log.error("a call was stuck and is ended; the caller is connected to a person")
            return "stuck"
        finally:
            for task in (talking, reading):
                task.cancel()
            await asyncio.gather(talking, reading, return_exceptions=True)
        return conversation.outcome

    def _admit(self, start: dict[str, Any]) -> tuple[CallRecord, str] | None:
        call_sid, parameters = start.get("callSid"), start.get("customParameters")
        token = parameters.get(TOKEN_PARAMETER) if isinstance(parameters, dict) else None
        if not isinstance(call_sid, str) or not isinstance(token, str) or "streamSid" not in start:
            log.warning("refused a stream: its start message names no call or no token")
            return None
        caller = self._tickets.redeem(token, call_sid)
        if caller is None:
            log.warning(
                "refused a stream for call %s: the token is unknown, used or another call's", call_sid
            )
            return None
        record = self._journal.find(call_sid)
        return None if record is None else (record, caller)


async def _read(websocket: WebSocket, conversation: Conversation, no_media_s: float) -> bool:
    """Whether the carrier said that the stream is over, as it does when the caller hangs up.

    Raises TimeoutError when no audio has come for too long.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(no_media_s) as patience:
        while True:
            try:
                message = await _receive(websocket)
            except WebSocketDisconnect:
                return False
            match message:
                case {"event": "media", "media": {"payload": str(payload)}}:
                    patience.reschedule(loop.time() + no_media_s)
                    try:
                        conversation.hear(base64.b64decode(payload, validate=True))
                    except ValueError:
                        log.debug("skipped a media message that is not base64")
                case {"event": "mark", "mark": {"name": str(name)}}:
                    conversation.marked(name)
                case {"event": "dtmf", "dtmf": {"digit": str(digit)}} if digit in KEYS:
                    conversation.pressed(digit)
                case {"event": "stop"}:
                    return True


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
