"""The ear of a counter that nobody has turned to: listens for the wake phrase and keeps nothing else."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from telephony.counter.wake import WakePhrase
from voice.channel import WIDE_BAND
from voice.hearing.hearing import Hearing, RecognitionError
from voice.hearing.recognition import BusyError, SharedRecognition
from voice.samples import Samples
from voice.turns.endpointing import SpeechResumed
from voice.turns.turns import Turn, TurnDetector
from voice.turns.vad import VoiceActivityDetector

log = logging.getLogger(__name__)

HELD_BYTES = 10 * 2 * WIDE_BAND.rate
"""Audio kept while an utterance is being recognised, 10 s: a busier machine could not keep up anyway."""

BUSY_AT = 4
"""Utterances waiting for the recogniser from which on the counter stops eavesdropping for a moment: those who
are known to be talking to us come first."""


class Attention:
    """Follows one microphone between visits; `woken` is told of words that were meant for the helpline."""

    def __init__(
        self,
        detector: VoiceActivityDetector,
        recognition: SharedRecognition,
        wake: WakePhrase,
        noticed: Callable[[str], None],
        woken: Callable[[Hearing], None],
    ) -> None:
        """`woken` gets the utterance without the wake phrase and without what came before it; `noticed` gets
        its words a little earlier, while whoever speaks may still go on."""
        self._detector = detector
        self._recognition = recognition
        self._wake = wake
        self._noticed = noticed
        self._woken = woken
        self._turns = TurnDetector(detector, rate=WIDE_BAND.rate)
        self._held: deque[bytes] = deque()
        self._early: asyncio.Task[Hearing | None] | None = None
        self._weighing: asyncio.Task[None] | None = None

    @property
    def hears_talk(self) -> bool:
        """Whether somebody speaks, to whomever."""
        return self._turns.speaking

    def hear(self, pcm: bytes) -> None:
        """The next audio."""
        self._held.append(pcm)
        while sum(map(len, self._held)) > HELD_BYTES:
            self._held.popleft()
        self._listen()

    def turn_away(self) -> list[bytes]:
        """Stops listening and forgets; gives the audio that came after the utterance in hand."""
        for task in (self._early, self._weighing):
            if task is not None:
                task.cancel()
        self._early = self._weighing = None
        held, self._held = list(self._held), deque()
        self._turns = TurnDetector(self._detector, rate=WIDE_BAND.rate)
        return held

    def _listen(self) -> None:
        while self._held and self._weighing is None:
            for event in self._turns.feed(WIDE_BAND.decode(self._held.popleft())):
                match event:
                    case Turn(samples=samples, ended=False):
                        self._early = asyncio.create_task(self._weigh_early(samples))
                        self._early.add_done_callback(_seen)
                    case SpeechResumed() if self._early is not None:
                        self._early.cancel()
                        self._early = None
                    case Turn(samples=samples):
                        self._weighing = asyncio.create_task(self._weigh(samples, self._early))
                        self._weighing.add_done_callback(_logged)
                        self._early = None

    async def _weigh_early(self, samples: Samples) -> Hearing | None:
        hearing = await self._addressed(samples, early=True)
        if hearing is not None:
            self._noticed(hearing.text)
        return hearing

    async def _weigh(self, samples: Samples, early: asyncio.Task[Hearing | None] | None) -> None:
        """Whatever goes wrong with one utterance, the next is listened to."""
        hearing = None
        try:
            hearing = await self._meant_for_us(samples, early)
        except RecognitionError as error:
            log.warning("an utterance at a counter was not heard: %s", error)
        except Exception:
            log.exception("an utterance at a counter was not heard; the counter listens on")
        self._weighing = None
        if hearing is not None:
            self._woken(hearing)
        else:
            self._listen()

    async def _meant_for_us(
        self, samples: Samples, early: asyncio.Task[Hearing | None] | None
    ) -> Hearing | None:
        if early is not None:
            try:
                return await early
            except BusyError as error:
                log.debug("not heard early: %s", error)
        return await self._addressed(samples, early=False)

    async def _addressed(self, samples: Samples, *, early: bool) -> Hearing | None:
        if self._recognition.waiting > BUSY_AT:
            raise BusyError("an utterance at a counter is skipped, for callers are waiting to be heard")
        hearing = await self._recognition.recognize(samples, early=early)
        return await self._recognition.think(partial(question_in, hearing, self._wake))


def _seen(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()  # Told by whoever waits for it; the speaker may have gone on, and nobody does.


def _logged(task: asyncio.Task[Any]) -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("a counter could not turn to whoever spoke to it", exc_info=error)


def question_in(hearing: Hearing, wake: WakePhrase) -> Hearing | None:
    """`hearing` without the wake phrase and all before it; None when the phrase was not said.

    Its score stays that of the whole utterance, for a phrase is found by ear inside a longer one too: of 18
    recorded questions behind a wake phrase each scored best among seven, with 51 nats against 54 alone.
    Blocks for some 30 ms where the ear is asked. Raises RecognitionError.
    """
    found = wake.find(hearing.text, hearing.score)
    return replace(hearing, text=found.question) if found else None


class AttentiveRecognition:
    """Hears for a visit under way: a wake phrase said again is no part of the question."""

    def __init__(self, recognition: SharedRecognition, wake: WakePhrase) -> None:
        self._recognition = recognition
        self._wake = wake
        self.addressed = False
        """Whether the latest words were meant for the helpline beyond doubt."""

    async def recognize(self, samples: Samples, *, early: bool = False) -> Hearing:
        """As Recognition has it."""
        hearing = await self._recognition.recognize(samples, early=early)
        question = await self._recognition.think(partial(question_in, hearing, self._wake))
        self.addressed = question is not None
        return question or hearing
