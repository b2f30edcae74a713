"""The ear of one conversation: the bytes of the line in, what the caller did out.

The audio is the clock: patience is counted in audio received. What may be a whole turn is recognised while
the pause lasts, so that at its end the words are there.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from voice import mulaw
from voice.channel import TELEPHONE, Channel, for_hearing
from voice.hearing.hearing import Hearing
from voice.hearing.recognition import BusyError, Recognition
from voice.samples import Samples
from voice.turns.echo import EchoGuard
from voice.turns.endpointing import Completeness, Expectation, SpeechResumed
from voice.turns.turns import Turn, TurnDetector
from voice.turns.vad import VoiceActivityDetector

log = logging.getLogger(__name__)

T = TypeVar("T")

BARGE_IN_MS = 600
"""Speech this long over our own voice is meant to interrupt; a "dạ" or a cough is shorter."""
NOISE_MS = 400
"""A shorter turn without a word in it was a noise."""
UNSURE_SPEECH = 0.6
"""Below this mean probability of speech it may have been the voices and cups of a café: so are 42 of 42 turns
of half an hour in one, at four levels, beside 12 of 88 people's clips and 13 of 42 single words."""
UNSURE_WORDS = 0.18
"""Confidence below which the words of what was hardly speech are made up: those of all 4 turns in that café
that had any, and of 2 clips and a single word, all of them misheard."""


@dataclass(frozen=True, slots=True)
class FinishedTurn:
    """The caller has finished a turn."""

    turn: Turn
    hearing: asyncio.Task[Hearing]
    """What was heard, mostly ready already. Raises RecognitionError."""
    broke_in: bool
    """Whether this turn stopped our voice."""
    known_at: float
    """Clock, in s, when the turn was known to be over."""


def is_noise(turn: Turn, text: str) -> bool:
    """Whether a turn in which `text` was heard was a noise, and not somebody whom we did not understand."""
    length_ms = turn.end_ms - turn.start_ms
    return not text and (length_ms < NOISE_MS or turn.speech_probability < UNSURE_SPEECH)


class BrokeIn:
    """The caller speaks over us and means it."""


class PatienceEnded:
    """The caller said nothing for as long as we were ready to wait."""


Heard = FinishedTurn | BrokeIn | PatienceEnded


class Listener:
    """Follows the caller's line; is told what of our own voice can be heard there."""

    def __init__(
        self,
        detector: VoiceActivityDetector,
        recognition: Recognition,
        channel: Channel = TELEPHONE,
        completeness: Callable[[Hearing], Awaitable[Completeness]] | None = None,
        partial: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`completeness` says how finished an utterance sounds, while the caller may have finished; `partial`
        is called with the words of a turn so far; `clock` in s tells when a turn was known to be over."""
        self._clock = clock
        self._recognition = recognition
        self._channel = channel
        self._completeness = completeness
        self._partial = partial
        self._turns = TurnDetector(detector, rate=channel.rate)
        self._own_voice = EchoGuard(channel.rate)
        self._early: asyncio.Task[Hearing] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._patience_ms: float | None = None
        self._patience_left_ms: float | None = None
        self._helpline_speaks = False
        self._broken_into = False

    def speaks(self) -> None:
        """Our own voice begins: a short word of the caller is no turn now, a longer one breaks in."""
        self._helpline_speaks, self._broken_into = True, False
        self._patience_ms = None

    def plays(self, codes: bytes) -> None:
        """This μ-law audio of our own voice was sent to the line, behind what was sent before."""
        voice = mulaw.decode(codes)
        if self._channel.rate != mulaw.TELEPHONE_RATE:
            voice = for_hearing(voice, mulaw.TELEPHONE_RATE)
        self._own_voice.plays(voice, self._turns.now_ms)

    def falls_silent(self) -> None:
        """Our own voice has ended, or was stopped."""
        self._helpline_speaks = False
        self._own_voice.stops(self._turns.now_ms)
        self._turns.replied()
        # What has just begun may be the end of our voice; if it is the caller, the pre-roll keeps it.
        if not self._turns.speaking or self._hears_itself():
            self._turns.drop()

    def waits(self, patience_ms: float | None) -> None:
        """From now on PatienceEnded follows `patience_ms` of silence; None waits for ever."""
        self._patience_ms = patience_ms

    @property
    def caller_speaks(self) -> bool:
        """Whether the caller is in the middle of a turn."""
        return self._turns.speaking

    @property
    def is_talked_over(self) -> bool:
        """Whether somebody seems to speak while we do: a "dạ", the beginning of more, a noise, our echo."""
        return self._helpline_speaks and self._turns.stirring

    def waits_on(self) -> None:
        """The last turn was none: the patience that was left before it goes on."""
        self._patience_ms = self._patience_left_ms

    def expects(self, expectation: Expectation) -> None:
        """Says what kind of turn was asked for; holds until the next call."""
        self._turns.expects(expectation)

    def close(self) -> None:
        """The call is over: what is being recognised is no longer wanted."""
        for task in tuple(self._tasks):
            task.cancel()

    def feed(self, codes: bytes) -> list[Heard]:
        """What the line's next bytes, in order, have made known. To be called in the event loop."""
        samples = self._channel.decode(codes)
        heard: list[Heard] = []
        for event in self._turns.feed(samples):
            match event:
                case Turn(ended=False):
                    self._may_have_ended(event)
                case SpeechResumed():
                    self._give_up()
                case Turn() if self._attends:
                    self._patience_left_ms, self._patience_ms = self._patience_ms, None
                    hearing = self._start(self._hear(event, self._early))
                    heard.append(FinishedTurn(event, hearing, self._broken_into, self._clock()))
                    self._early = None
        if self._helpline_speaks and not self._broken_into and self._turns.speech_ms >= BARGE_IN_MS:
            if self._hears_itself():
                self._turns.drop()
            else:
                self._broken_into = True
                heard.append(BrokeIn())
        if not self._turns.speaking and self._is_out_of_patience(len(samples) * 1000 / self._channel.rate):
            heard.append(PatienceEnded())
        return heard

    @property
    def _attends(self) -> bool:
        return self._broken_into or not self._helpline_speaks

    def _may_have_ended(self, turn: Turn) -> None:
        if self._hears_itself():
            self._turns.drop()
        elif self._attends:
            self._early = self._start(self._hear_early(turn.samples))

    def _hears_itself(self) -> bool:
        return self._own_voice.is_echo(self._turns.speech(BARGE_IN_MS), self._turns.speech_end_ms)

    async def _hear_early(self, samples: Samples) -> Hearing:
        hearing = await self._recognition.recognize(samples, early=True)
        self._start(self._judge(hearing, asyncio.current_task()))
        return hearing

    async def _judge(self, hearing: Hearing, early: asyncio.Task[Hearing] | None) -> None:
        if self._partial is not None and hearing.text and early is self._early:
            self._partial(hearing.text)
        if self._completeness is None:
            return
        completeness = await self._completeness(hearing)
        if early is self._early:
            self._turns.sounds(completeness)

    async def _hear(self, turn: Turn, early: asyncio.Task[Hearing] | None) -> Hearing:
        hearing = await self._recognized(turn.samples, early)
        if turn.speech_probability < UNSURE_SPEECH and hearing.confidence < UNSURE_WORDS:
            return replace(hearing, text="", confidence=0.0)
        return hearing

    async def _recognized(self, samples: Samples, early: asyncio.Task[Hearing] | None) -> Hearing:
        if early is not None:
            try:
                return await early
            except BusyError as error:
                log.debug("not heard early: %s", error)
        return await self._recognition.recognize(samples)

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # Seen: whether anybody waits for it is not certain.

    def _give_up(self) -> None:
        if self._early is not None:
            self._early.cancel()
            self._early = None

    def _is_out_of_patience(self, passed_ms: float) -> bool:
        if self._patience_ms is None:
            return False
        self._patience_ms -= passed_ms
        if self._patience_ms > 0:
            return False
        self._patience_ms = None
        return True
