"""One open counter page: its words and audio go to a visit, or, between visits, to the wake phrase."""

import asyncio
import itertools
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
from telephony.records.outcome import Ending
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
        self._send_audio = send_audio
        self._screen = Screen(context.engines.handbook, send)
        self._attention = Attention(
            context.engines.speech_detector,
            context.engines.recognition,
            context.wake,
            self._noticed,
            self._turned_to,
        )
        self._visit: Visit | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._visits = itertools.count(1)
        self._departure = Departure()
        self._winding_down = False

    def open(self) -> None:
        """The page is there."""
        self._send({"type": "hello", "counter": self._counter, "phrase": self._context.wake.phrase})
        self._screen.history(self._context.history.of(self._counter))
        self._screen.show(State.WAITING)

    def wind_down(self) -> None:
        """The service is about to stop: a visit under way goes on, and no other begins."""
        self._winding_down = True
        self._attention.turn_away()
        self._send({"type": "closing"})

    @property
    def visited(self) -> bool:
        """Whether a visit is going on."""
        return self._visit is not None

    async def close(self) -> None:
        """The page is gone."""
        self._attention.turn_away()
        self._cut_off(Ending.SERVICE_STOPPED if self._winding_down else Ending.PAGE_CLOSED)
        if self._leaving is not None:
            await asyncio.gather(self._leaving, return_exceptions=True)

    def hear(self, pcm: bytes) -> None:
        """The next audio of the microphone, whole samples of 16-bit PCM at 16 kHz."""
        if self._visit is None:
            if not self._winding_down:
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
                self._press(key)
            case CallOfficer():
                self._press(OFFICER_KEY)
            case Heard(mark=mark):
                if self._visit is not None:
                    self._visit.marked(mark)
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
        if visit := self._enter():
            visit.take(hearing)

    def _press(self, key: str) -> None:
        if visit := self._enter():
            visit.conversation.pressed(key)

    def _enter(self) -> Visit | None:
        """The visit going on, or a new one that hears what was said since the wake phrase; None when the
        service is about to stop, which the page is told again."""
        if self._visit is None and self._winding_down:
            self._send({"type": "closing"})
        elif self._visit is None:
            held = self._attention.turn_away()
            line = PageLine(next(self._visits), self._send, self._send_audio, self._screen.cleared)
            visit = self._visit = Visit(self._counter, self._context, self._screen, line, self._leaving)
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
        self._cut_off(Ending.NEXT_CITIZEN)
        self._clear()
        self._screen.show(State.WAITING)

    def _cut_off(self, ending: Ending) -> None:
        visit, self._visit = self._visit, None
        if visit is not None:
            visit.cut_off(ending)
            self._leaving = visit.task

    def _clear(self) -> None:
        self._departure.gone()
        self._context.history.leave(self._counter)
        self._screen.leave()
        self._screen.history(self._context.history.of(self._counter))
