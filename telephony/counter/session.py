"""One open counter page: its words and audio go to a visit, or, between visits, to the wake phrase."""

import asyncio
from collections.abc import Callable
from typing import Any

from telephony.counter.attention import Attention
from telephony.counter.line import PageLine
from telephony.counter.messages import Ask, CallOfficer, FromPage, Heard, Ping, Press, Talk
from telephony.counter.screen import Screen, State
from telephony.counter.visit import Desk, Visit
from voice.hearing import Hearing

TYPED = "typed"
"""Stands where a record names the recogniser."""
OFFICER_KEY = "0"


class CounterSession:
    """Feed it with `hear` and `told`; it draws on the page by `send` and `send_audio`, which never block."""

    def __init__(
        self,
        counter: str,
        desk: Desk,
        send: Callable[[dict[str, Any]], None],
        send_audio: Callable[[bytes], None],
    ) -> None:
        self._counter = counter
        self._desk = desk
        self._send = send
        self._screen = Screen(desk.faculties.handbook, send)
        self._line = PageLine(send, send_audio, self._screen.cleared)
        self._attention = Attention(
            desk.faculties.speech_detector,
            desk.faculties.recognition,
            desk.wake,
            self._noticed,
            self._turned_to,
        )
        self._visit: Visit | None = None

    def open(self) -> None:
        """The page is there."""
        self._send({"type": "hello", "counter": self._counter, "phrase": self._desk.wake.phrase})
        self._screen.history(self._desk.history.of(self._counter))
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
            self._visit = Visit(self._counter, self._desk, self._screen, self._line)
            self._visit.task.add_done_callback(self._left)
            for pcm in held:
                self._visit.hear(pcm)
        return self._visit

    def _left(self, task: asyncio.Task[None]) -> None:
        self._visit = None
        if not task.cancelled():
            self._screen.show(State.WAITING)
