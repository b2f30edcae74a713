"""One caller's conversation: hears the line, lets the policy decide, speaks, until somebody ends it.

It knows no carrier. Audio time is its clock: patience is counted in frames received, so a test runs a long
call as fast as it can feed frames.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from handbook import conduct
from handbook.book import Handbook
from handbook.entries import Procedure
from handbook.matching import Decision, Matcher
from telephony.journal import CallRecord, Journal, Turn
from telephony.listening import BrokeIn, Listener, PatienceEnded, Said
from telephony.metrics import REPLY_SECONDS, TURNS
from telephony.policy import (
    Action,
    Asked,
    Event,
    HangUp,
    Listen,
    Played,
    Policy,
    Pressed,
    Say,
    Silent,
    Transfer,
    Troubled,
)
from voice.hearing import Hearing, RecognitionError
from voice.mouth import Mouth
from voice.recognition import RecognitionQueue
from voice.turns import TurnEnded
from voice.vad import SpeechDetector

log = logging.getLogger(__name__)


class Line(Protocol):
    """What a conversation can do to the caller's line."""

    async def play(self, codes: bytes) -> None:
        """Queues μ-law audio behind what is already playing."""
        ...

    async def mark(self, name: str) -> None:
        """Asks to be told when everything queued so far was played."""
        ...

    async def clear(self) -> None:
        """Stops playing and forgets what is queued; outstanding marks come back at once."""
        ...

    async def hang_up(self) -> None:
        """Ends the call."""
        ...


@dataclass(frozen=True, slots=True)
class Faculties:
    """What all conversations of a service share."""

    handbook: Handbook
    matcher: Matcher
    speech_detector: SpeechDetector
    recognition: RecognitionQueue
    mouth: Mouth


@dataclass(frozen=True, slots=True)
class _Utterance:
    ended: TurnEnded
    known_at: float
    """Clock, in s, when the turn was known to be over."""


class _Interruption:
    """Our voice is to stop."""


class Conversation:
    """Feed it with `hear`, `marked` and `pressed`; `run` returns when the call is over for us."""

    def __init__(
        self,
        line: Line,
        faculties: Faculties,
        policy: Policy,
        record: CallRecord,
        journal: Journal,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._line = line
        self._faculties = faculties
        self._policy = policy
        self._record = record
        self._journal = journal
        self._clock = clock
        self._listener = Listener(faculties.speech_detector)
        self._happenings: asyncio.Queue[Event | _Utterance | _Interruption] = asyncio.Queue()
        self._outstanding_mark: str | None = None
        self._marks = 0
        self._interrupted = False
        self._reply_to: tuple[Turn, _Utterance] | None = None
        self.outcome = "caller_hung_up"
        """How the call ended, for the record; true at any moment the caller may leave."""

    def hear(self, codes: bytes) -> None:
        """The next μ-law bytes of the caller, in order."""
        for heard in self._listener.feed(codes):
            match heard:
                case Said(turn):
                    self._happenings.put_nowait(_Utterance(turn, self._clock()))
                case BrokeIn():
                    self._interrupt()
                case PatienceEnded():
                    self._happenings.put_nowait(Silent())

    def marked(self, name: str) -> None:
        """A mark came back: the audio before it was played, or cleared."""
        if name == self._outstanding_mark:
            self._outstanding_mark = None
            self._listener.falls_silent()
            self._happenings.put_nowait(Played())

    def pressed(self, key: str) -> None:
        """The caller pressed a key."""
        self._listener.waits(None)
        if self._outstanding_mark:
            self._interrupt()
        self._happenings.put_nowait(Pressed(key))

    async def run(self) -> None:
        """Conducts the call to its end; when it returns the carrier must take the caller to a person.

        Raises SynthesisError when no voice works any more, which must lead to a person too.
        """
        actions = self._policy.start()
        while True:
            for action in actions:
                if await self._act(action):
                    return
            actions = await self._react(await self._happenings.get())

    async def _react(self, happened: Event | _Utterance | _Interruption) -> list[Action]:
        if isinstance(happened, _Interruption):
            await self._line.clear()
            return []
        if not isinstance(happened, _Utterance):
            return self._policy.on(happened)
        turn, event = await self._understand(happened)
        actions = self._policy.on(event)
        turn.said = tuple(s for action in actions if isinstance(action, Say) for s in action.sentences)
        self._journal.add_turn(self._record, turn)
        self._reply_to = (turn, happened)
        TURNS.labels(decision=turn.decision or "none").inc()
        return actions

    async def _act(self, action: Action) -> bool:
        """Whether the call is over for us."""
        match action:
            case Say(sentences):
                await self._say(sentences)
            case Listen(patience_ms):
                self._listener.waits(patience_ms)
            case Transfer(reason):
                self.outcome = f"transferred: {reason}"
                return True
            case HangUp():
                self.outcome = "finished"
                await self._line.hang_up()
                return True
        return False

    async def _understand(self, utterance: _Utterance) -> tuple[Turn, Event]:
        try:
            hearing = await self._faculties.recognition.recognize(utterance.ended.samples)
        except RecognitionError as error:
            log.error("call %s: hearing failed, handing over to a person: %s", self._record.call_sid, error)
            return self._turn(utterance, None, None, None), Troubled()
        steering = conduct.recognize(hearing.text)
        if steering is not None or not hearing.text:
            return self._turn(utterance, hearing, steering, None), Asked(hearing.text, steering, None)
        started = self._clock()
        decision = await asyncio.to_thread(
            self._faculties.matcher.decide, hearing.text, subject=self._policy.subject, score=hearing.score
        )
        turn = self._turn(utterance, hearing, None, decision)
        turn.match_ms = (self._clock() - started) * 1000
        return turn, Asked(hearing.text, None, decision)

    def _turn(
        self,
        utterance: _Utterance,
        hearing: Hearing | None,
        steering: conduct.Conduct | None,
        decision: Decision | None,
    ) -> Turn:
        entry = self._faculties.handbook[decision.entry] if decision and decision.entry else None
        title = (entry.name if isinstance(entry, Procedure) else entry.title) if entry else None
        return Turn(
            heard=hearing.text if hearing else "",
            engine=hearing.engine if hearing else None,
            hearing_confidence=hearing.confidence if hearing else 0.0,
            decision=decision.verdict if decision else steering,
            entry=entry.id if entry else None,
            title=title,
            aspects=tuple(decision.aspects) if decision else (),
            confidence=decision.confidence if decision else 0.0,
            audio_ms=utterance.ended.end_ms - utterance.ended.start_ms,
            pause_ms=utterance.ended.at_ms - utterance.ended.end_ms,
            recognition_ms=hearing.recognition_ms if hearing else 0.0,
        )

    async def _say(self, sentences: tuple[str, ...]) -> None:
        self._marks += 1
        mark = f"said-{self._marks}"
        self._interrupted = False
        self._outstanding_mark = mark
        self._listener.speaks()
        for sentence in sentences:
            started = self._clock()
            said = await self._faculties.mouth.say(sentence)
            if self._interrupted:
                break
            await self._line.play(said.mulaw)
            self._note_reply(said.voice, (self._clock() - started) * 1000)
        await self._line.mark(mark)

    def _note_reply(self, voice: str, synthesis_ms: float) -> None:
        if self._reply_to is None:
            return
        turn, utterance = self._reply_to
        self._reply_to = None
        turn.voice, turn.first_audio_ms = voice, synthesis_ms
        self._journal.renew_turn(self._record, turn)
        REPLY_SECONDS.observe(turn.pause_ms / 1000 + self._clock() - utterance.known_at)

    def _interrupt(self) -> None:
        self._interrupted = True
        self._happenings.put_nowait(_Interruption())
