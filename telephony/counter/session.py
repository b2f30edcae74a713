"""One open counter page: its words and audio go to a visit, or, between visits, to the wake phrase."""

import asyncio
from collections.abc import Callable
from typing import Any

from telephony.counter.attention import Attention
from telephony.counter.departure import Departure
from telephony.counter.messages import (
    Ask,
    CallOfficer,
    FromPage,
    Heard,
    Next,
    Ping,
    Press,
    Talk,
    Used,
)
from telephony.counter.page_line import PageLine
from telephony.counter.screen import Screen, State
from telephony.counter.visit import CounterContext, Visit
from voice.channel import WIDE_BAND
from voice.hearing.hearing import Hearing

TYPED = "typed"
"""Stands where a record names the recogniser."""
OFFICER_KEY = "0"


class CounterSession:
    """Feed it with `hear` and `told`; it draws on the page by `send` and `send_audio`, which never block."""

    def __init__(
        self,
        counter: str,
        context: CounterContext,
        send: Callable[[dict[str, Any]], None],
        send_audio: Callable[[bytes], None],
    ) -> None:
        self._counter = counter
        self._context = context
        self._send = send
        self._screen = Screen(context.engines.handbook, send)
        self._line = PageLine(send, send_audio, self._screen.cleared)
        self._attention = Attention(
            context.engines.speech_detector,
            context.engines.recognition,
            context.wake,
            self._noticed,
            self._turned_to,
        )
        self._visit: Visit | None = None
        self._departure = Departure()

    def open(self) -> None:
        """The page is there."""
        self._send({"type": "hello", "counter": self._counter, "phrase": self._context.wake.phrase})
        self._screen.history(self._context.history.of(self._counter))
        self._screen.show(State.WAITING)

    async def close(self) -> None:
        """The page is gone."""
        self._attention.turn_away()
        if self._visit is not None:
            self._visit.task.cancel()
            await asyncio.gather(self._visit.task, return_exceptions=True)

    def hear(self, pcm: bytes) -> None:
        """The next audio of the microphone, whole samples of 16-bit PCM at 16 kHz."""
        if self._visit is None:
            self._attention.hear(pcm)
            if self._departure.passed(WIDE_BAND.duration_ms(pcm), self._attention.hears_talk):
                self._clear()
        else:
            self._visit.hear(pcm)

    def told(self, message: FromPage) -> None:
        """A message of the page."""
        match message:
            case Ask(text=text):
                self._turned_to(Hearing(text, 1.0, TYPED, 0.0, 0.0))
            case Talk():
                self._enter()
            case Press(key=key):
                self._enter().conversation.pressed(key)
            case CallOfficer():
                self._enter().conversation.pressed(OFFICER_KEY)
            case Heard(mark=mark):
                if self._visit is not None:
                    self._visit.conversation.marked(mark)
            case Next():
                self._next()
            case Used():
                self._departure.used()
            case Ping():
                self._send({"type": "pong"})

    def _noticed(self, words: str) -> None:
        self._screen.show(State.HEARING)
        self._screen.partial(words)

    def _turned_to(self, hearing: Hearing) -> None:
        self._enter().take(hearing)

    def _enter(self) -> Visit:
        """The visit going on, or a new one that hears what was said since the wake phrase."""
        if self._visit is None:
            held = self._attention.turn_away()
            visit = self._visit = Visit(self._counter, self._context, self._screen, self._line)
            visit.task.add_done_callback(lambda task: self._left(visit))
            for pcm in held:
                visit.hear(pcm)
        return self._visit

    def _left(self, visit: Visit) -> None:
        if self._visit is not visit:
            return
        self._visit = None
        self._departure.used()
        if visit.citizen_left:
            self._clear()
        if not visit.task.cancelled():
            self._screen.show(State.WAITING)

    def _next(self) -> None:
        visit, self._visit = self._visit, None
        if visit is not None:
            visit.task.cancel()
        self._clear()
        self._screen.show(State.WAITING)

    def _clear(self) -> None:
        self._departure.gone()
        self._context.history.leave(self._counter)
        self._screen.leave()
        self._screen.history(self._context.history.of(self._counter))
