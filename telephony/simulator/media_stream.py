"""The caller's line during <Connect><Stream>: 20 ms frames both ways in real time over a websocket.

Pacing follows an absolute schedule (frame n is due at start + n · 20 ms), so a late frame delays no other.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from itertools import count, cycle

from websockets.exceptions import ConnectionClosed

from telephony.simulator import stream_messages
from telephony.simulator.clock import Clock
from telephony.simulator.loudness import is_audible
from telephony.simulator.person import HangUp, Person, Step
from telephony.simulator.playback import Playback
from telephony.simulator.rest import LiveCall
from telephony.simulator.sockets import (
    NotOpenedError,
    OpenSocket,
    Socket,
    StreamTarget,
)
from telephony.simulator.spurts import Spurts
from telephony.simulator.stream_messages import (
    ClearMessage,
    MarkMessage,
    ProtocolError,
    StreamMessages,
)
from telephony.simulator.timeline import CallLog, EventKind, Turn
from telephony.simulator.utterance import Utterance
from voice.mulaw import FRAME_MS

_FRAME_S = FRAME_MS / 1000


class LineEnd(Enum):
    """What ended the stream."""

    NOT_OPENED = auto()
    CLOSED_BY_HELPLINE = auto()
    HUNG_UP_BY_REST = auto()
    REDIRECTED = auto()
    """The REST API gave the call other instructions."""
    HUNG_UP_BY_CALLER = auto()


class Line:
    """One stream of one call."""

    def __init__(
        self,
        messages: StreamMessages,
        person: Person,
        utterances: Sequence[Utterance],
        noise: Sequence[bytes],
        call: LiveCall,
        log: CallLog,
        clock: Clock,
        open_socket: OpenSocket,
    ) -> None:
        self._messages = messages
        self._person = person
        self._utterances = utterances
        self._noise = cycle(noise)
        self._call = call
        self._log = log
        self._clock = clock
        self._open = open_socket
        self._playback = Playback()
        self._spurts = Spurts()
        self._warned = False
        self.hang_up: HangUp | None = None
        """Why the caller hung up, if that ended the stream."""

    async def run(self, target: StreamTarget) -> LineEnd:
        """Stays on the stream to its end; a refusal or a broken socket is an end, not an error."""
        try:
            socket = await self._open(target)
        except NotOpenedError as error:
            self._log.problem(f"the stream could not be opened: {error}", 31920)
            return LineEnd.NOT_OPENED
        self._log.add(EventKind.STREAM_OPENED, "the stream is open", stream_sid=self._messages.stream_sid)
        receiving = asyncio.create_task(self._receive(socket))
        try:
            await socket.send(self._messages.connected())
            await socket.send(self._messages.start(target.parameters))
            end = await self._talk(socket, receiving)
            if end is not LineEnd.CLOSED_BY_HELPLINE:
                # A socket that breaks now changes nothing: whoever hung up is gone.
                with suppress(ConnectionClosed):
                    await socket.send(self._messages.stop())
        except ConnectionClosed:
            end = LineEnd.CLOSED_BY_HELPLINE
        finally:
            await socket.close()
            await receiving
            if spurt := self._spurts.end():
                self._log.helpline_spoke(spurt)
        self._report_end(socket, end)
        return end

    async def _talk(self, socket: Socket, receiving: asyncio.Task[None]) -> LineEnd:
        start = self._clock.now()
        self._person.picks_up(start)
        timeline = self._log.timeline
        timeline.recording.skip_to(self._log.t())
        for n in count():
            await self._clock.sleep_until(start + n * _FRAME_S)
            now = self._clock.now()
            timeline.worst_lag_ms = max(timeline.worst_lag_ms, (now - start - n * _FRAME_S) * 1000)
            if self._call.hung_up:
                return LineEnd.HUNG_UP_BY_REST
            if self._call.redirect:
                return LineEnd.REDIRECTED
            if receiving.done():
                return LineEnd.CLOSED_BY_HELPLINE
            played = self._playback.advance(FRAME_MS)
            audible = is_audible(played.audio)
            if spurt := self._spurts.hear(self._log.t(), audible):
                self._log.helpline_spoke(spurt)
            await self._return_marks(socket, played.marks)
            step = self._person.step(now, audible=audible, audible_waiting=self._playback.audible_waiting)
            if step.unanswered:
                self._log.add(EventKind.UNANSWERED, "the caller heard nothing and gave up waiting")
            if step.hang_up:
                self.hang_up = step.hang_up
                return LineEnd.HUNG_UP_BY_CALLER
            frame = self._frame(step)
            timeline.recording.add(played.audio, frame)
            await self._press(socket, step)
            await socket.send(self._messages.media(frame))
        raise AssertionError("a call ends")

    def _frame(self, step: Step) -> bytes:
        """What the caller says in this frame; notes where the speech of a turn begins and ends."""
        if step.turn is None:
            return next(self._noise)
        utterance = self._utterances[step.turn]
        t = self._log.t()
        if step.frame == utterance.speech.start:
            # A frame can be sent only when its last sample has been spoken.
            self._log.timeline.turns.append(Turn(utterance.label, t - _FRAME_S))
        if step.frame == utterance.speech.stop - 1:
            turn = self._log.timeline.turns[-1]
            turn.spoke_to = t
            self._log.add(EventKind.CALLER_SPOKE, f"the caller said {turn.label}", turn.spoke_from, t)
        return utterance.frames[step.frame]

    async def _press(self, socket: Socket, step: Step) -> None:
        key = None if step.turn is None else self._utterances[step.turn].keys.get(step.frame)
        if key:
            self._log.add(EventKind.DTMF, f"the caller pressed {key}", key=key)
            await socket.send(self._messages.dtmf(key))

    async def _receive(self, socket: Socket) -> None:
        try:
            async for text in socket:
                await self._obey(socket, text)
        except ConnectionClosed:
            return

    async def _obey(self, socket: Socket, text: str | bytes) -> None:
        try:
            message = stream_messages.read(text, self._messages.stream_sid)
            if isinstance(message, MarkMessage):
                await self._return_marks(socket, self._playback.mark(message.mark.name))
            elif isinstance(message, ClearMessage):
                self._log.add(
                    EventKind.CLEAR, "the helpline fell silent", dropped_ms=self._playback.waiting_ms
                )
                await self._return_marks(socket, self._playback.clear())
            else:
                self._playback.feed(message.audio())
        except ProtocolError as error:
            # Twilio docs, warning 31951: sent once per stream.
            if not self._warned:
                self._log.problem(f"invalid stream message ignored: {error}", 31951)
            self._warned = True

    async def _return_marks(self, socket: Socket, names: tuple[str, ...]) -> None:
        for name in names:
            self._log.add(EventKind.MARK, f"mark {name} was reached", name=name)
            await socket.send(self._messages.mark(name))

    def _report_end(self, socket: Socket, end: LineEnd) -> None:
        by = {
            LineEnd.CLOSED_BY_HELPLINE: "the helpline",
            LineEnd.HUNG_UP_BY_REST: "the carrier, on the helpline's REST request",
            LineEnd.REDIRECTED: "the carrier, as the helpline gave the call other instructions",
            LineEnd.HUNG_UP_BY_CALLER: "the carrier, as the caller hung up",
        }[end]
        self._log.timeline.missing_frames += self._playback.missing_frames
        turns = self._log.timeline.turns
        if turns and turns[-1].spoke_to is None:
            text = f"the caller was saying {turns[-1].label} when the stream closed"
            self._log.add(EventKind.CALLER_SPOKE, text, turns[-1].spoke_from, self._log.t())
        self._log.add(
            EventKind.STREAM_CLOSED,
            f"the stream was closed by {by}",
            by=end.name.lower(),
            code=socket.close_code,
            # Closing before the last words were played cuts them off: worth seeing.
            unplayed_ms=self._playback.waiting_ms,
        )
