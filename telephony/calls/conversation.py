"""One caller's conversation: hears the line, lets the policy decide, speaks, until somebody ends it.

It knows no carrier. Audio time is its clock: patience is counted in frames received, so a test runs a long
call as fast as it can feed frames.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from handbook.book.entries import Procedure
from handbook.matching import conduct
from handbook.matching.matcher import Decision
from telephony.calls.dialogue import (
    Action,
    Asked,
    Event,
    HangUp,
    Listen,
    Overtime,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
    TransferReason,
    Troubled,
)
from telephony.calls.engines import Engines
from telephony.calls.line import Line
from telephony.calls.listening import (
    BrokeIn,
    Listener,
    PatienceEnded,
    Said,
    is_noise,
)
from telephony.calls.policy import Policy
from telephony.calls.speaking import Speaker
from telephony.metrics import REPLY_SECONDS, TURNS
from telephony.records.journal import CallRecord, Journal, Turn
from telephony.understanding.understanding import Understanding
from voice.channel import TELEPHONE, Channel
from voice.hearing.hearing import Hearing, RecognitionError
from voice.hearing.recognition import Recognition
from voice.turns.endpointing import Completeness, Expectation
from voice.turns.turns import TurnEnded

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Utterance:
    said: Said
    known_at: float
    """Clock, in s, when the turn was known to be over."""


class _Interruption:
    """Our voice is to stop."""


class Conversation:
    """Feed it with `hear`, `marked` and `pressed`; `run` returns when the call is over for us."""

    def __init__(
        self,
        line: Line,
        engines: Engines,
        policy: Policy,
        record: CallRecord,
        journal: Journal,
        clock: Callable[[], float] = time.perf_counter,
        channel: Channel = TELEPHONE,
        recognition: Recognition | None = None,
        partial: Callable[[str], None] | None = None,
    ) -> None:
        """`channel` is how the caller's audio comes in, `recognition` who hears it if not everybody's, and
        `partial` gets the words of a turn that may still go on."""
        self._line = line
        self._engines = engines
        self._policy = policy
        self._record = record
        self._journal = journal
        self._clock = clock
        self._channel = channel
        self._understanding = Understanding(engines.matcher)
        self._listener = Listener(
            engines.speech_detector,
            recognition or engines.recognition,
            channel,
            self._completeness,
            partial,
        )
        self._speaker = Speaker(line, engines.mouth, self._listener, clock, self._note_reply)
        self._happenings: asyncio.Queue[Event | _Utterance | _Interruption] = asyncio.Queue()
        self._reply_to: tuple[Turn, _Utterance] | None = None
        self._heard_ms = 0.0
        self.transfer: TransferReason | None = None
        """Why the caller is to be handed to a person, once that is decided."""
        self.outcome = "caller_hung_up"
        """How the call ended, for the record; true at any moment the caller may leave."""

    @property
    def field(self) -> str | None:
        """The handbook's field that the call is about, so far as it is known."""
        subject = self._policy.subject
        return self._engines.handbook[subject].field if subject else None

    def hear(self, codes: bytes) -> None:
        """The next bytes of the caller's channel, in order."""
        passed_ms = self._channel.duration_ms(codes)
        self._count_time(passed_ms)
        self._speaker.passed(passed_ms)
        for heard in self._listener.feed(codes):
            match heard:
                case Said():
                    self._happenings.put_nowait(_Utterance(heard, self._clock()))
                case BrokeIn():
                    self._interrupt()
                case PatienceEnded():
                    self._happenings.put_nowait(Silent())

    @property
    def caller_speaks(self) -> bool:
        """Whether the caller is in the middle of a turn."""
        return self._listener.caller_speaks

    @property
    def is_talked_over(self) -> bool:
        """Whether the caller has begun to speak over us, by which they may or may not mean to stop us."""
        return self._listener.is_talked_over

    def told(self, hearing: Hearing) -> None:
        """Words of the caller that are known already: typed, or heard before the conversation began."""
        self._listener.waits(None)
        if self._speaker.speaking:
            self._interrupt()
        turn = TurnEnded(np.zeros(0, dtype=np.float32), 0, round(hearing.audio_ms), round(hearing.audio_ms))
        said = Said(turn, asyncio.create_task(_known(hearing)), broke_in=False)
        self._happenings.put_nowait(_Utterance(said, self._clock()))

    def marked(self, name: str) -> None:
        """A mark came back: the audio before it was played, or cleared."""
        if self._speaker.marked(name):
            self._happenings.put_nowait(Played())

    def pressed(self, key: str) -> None:
        """The caller pressed a key."""
        self._listener.waits(None)
        if self._speaker.speaking:
            self._interrupt()
        self._happenings.put_nowait(Pressed(key))

    async def run(self) -> None:
        """Conducts the call to its end; when it returns the carrier must take the caller to a person.

        Raises SynthesisError when no voice works any more, which must lead to a person too.
        """
        actions = self._policy.start()
        try:
            while True:
                for action in actions:
                    if await self._act(action):
                        return
                actions = await self._react(await self._happenings.get())
        finally:
            self._listener.close()

    async def _react(self, happened: Event | _Utterance | _Interruption) -> list[Action]:
        if isinstance(happened, Played) and self._speaker.speaking:
            return []  # It was stopped for what is being said by now, and says nothing about that.
        if isinstance(happened, _Interruption):
            await self._speaker.fall_silent()
            return []
        if not isinstance(happened, _Utterance):
            return self._policy.on(happened)
        turn, event = await self._understand(happened)
        if happened.said.broke_in and self._is_aside(event):
            return [] if await self._speaker.resume() else [self._policy.pending]
        if isinstance(event, Asked) and event.conduct is None and is_noise(happened.said.turn, event.text):
            self._listener.waits_on()
            return []
        actions = self._policy.on(event)
        turn.said = tuple(s for action in actions if isinstance(action, Say) for s in action.sentences)
        self._journal.add_turn(self._record, turn)
        self._reply_to = (turn, happened)
        TURNS.labels(decision=turn.decision or "none").inc()
        return actions

    async def _act(self, action: Action) -> bool:
        """Whether the call is over for us."""
        match action:
            case Say():
                await self._speaker.say(action)
            case Listen(patience_ms):
                self._listener.expects(self._policy.expectation)
                self._listener.waits(patience_ms)
            case Transfer(reason):
                self.transfer, self.outcome = reason, f"transferred: {reason}"
                return True
            case HangUp():
                self.outcome = "finished"
                await self._line.hang_up()
                return True
        return False

    async def _understand(self, utterance: _Utterance) -> tuple[Turn, Event]:
        try:
            hearing = await utterance.said.hearing
        except RecognitionError as error:
            log.error("call %s: hearing failed, handing over to a person: %s", self._record.call_sid, error)
            return self._turn(utterance, None, None, None), Troubled()
        policy = self._policy
        understood = await asyncio.to_thread(
            self._understanding.understand, hearing, policy.subject, policy.expectation, policy.choices
        )
        turn = self._turn(utterance, hearing, understood.steering, understood.decision)
        turn.match_ms = understood.match_ms if understood.decision else 0.0
        return turn, Asked(hearing.text, understood.steering, understood.decision, understood.option)

    def _completeness(self, hearing: Hearing) -> Completeness:
        policy = self._policy
        return self._understanding.completeness(hearing, policy.subject, policy.expectation, policy.choices)

    def _is_aside(self, event: Event) -> bool:
        """Whether what stopped our voice was no more than a sign of listening, or a noise."""
        if not isinstance(event, Asked) or self._policy.expectation is Expectation.YES_NO:
            return False
        return not event.text or event.conduct is conduct.Conduct.YES

    def _turn(
        self,
        utterance: _Utterance,
        hearing: Hearing | None,
        steering: conduct.Conduct | None,
        decision: Decision | None,
    ) -> Turn:
        entry = self._engines.handbook[decision.entry] if decision and decision.entry else None
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
            audio_ms=utterance.said.turn.end_ms - utterance.said.turn.start_ms,
            pause_ms=utterance.said.turn.at_ms - utterance.said.turn.end_ms,
            recognition_ms=hearing.recognition_ms if hearing else 0.0,
        )

    def _note_reply(self, voice: str, synthesis_ms: float) -> None:
        if self._reply_to is None:
            return
        turn, utterance = self._reply_to
        self._reply_to = None
        turn.voice, turn.first_audio_ms = voice, synthesis_ms
        self._journal.renew_turn(self._record, turn)
        REPLY_SECONDS.observe(turn.pause_ms / 1000 + self._clock() - utterance.known_at)

    def _count_time(self, passed_ms: float) -> None:
        limit_ms = self._policy.limits.call_ms
        if self._heard_ms < limit_ms <= self._heard_ms + passed_ms:
            self._interrupt()
            self._happenings.put_nowait(Overtime())
        self._heard_ms += passed_ms

    def _interrupt(self) -> None:
        self._speaker.interrupt()
        self._happenings.put_nowait(_Interruption())


async def _known(hearing: Hearing) -> Hearing:
    return hearing
