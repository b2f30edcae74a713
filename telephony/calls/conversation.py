"""One caller's conversation: hears the line, lets the policy decide, speaks, until somebody ends it.

It knows no carrier. Audio time is its clock: patience is counted in frames received, so a test runs a long
call as fast as it can feed frames.
"""

import asyncio
import logging
import time
from collections.abc import Callable

import numpy as np

from handbook.book.entries import Procedure
from handbook.language.steering import Conduct
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Interrupted,
    Listen,
    Overtime,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
    Troubled,
)
from telephony.calls.engines import Engines
from telephony.calls.line import Line
from telephony.calls.listening import (
    BrokeIn,
    FinishedTurn,
    Listener,
    PatienceEnded,
    is_noise,
)
from telephony.calls.policy import Policy
from telephony.calls.speaking import Speaker
from telephony.metrics import REPLY_SECONDS, TURNS
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import CallRecord, Turn
from telephony.understanding.understanding import Understanding, Understood
from voice.channel import TELEPHONE, Channel
from voice.hearing.hearing import Hearing, RecognitionError
from voice.hearing.recognition import Recognition
from voice.turns import turns
from voice.turns.endpointing import Completeness, Expectation

log = logging.getLogger(__name__)


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
        self._understanding = Understanding(
            engines.matcher, engines.handbook.language, engines.recognition.think, clock
        )
        self._listener = Listener(
            engines.speech_detector,
            recognition or engines.recognition,
            channel,
            self._completeness,
            partial,
            clock,
        )
        self._speaker = Speaker(line, engines.mouth, self._listener, clock, self._note_reply)
        self._happenings: asyncio.Queue[Event | FinishedTurn] = asyncio.Queue()
        self._reply_to: tuple[Turn, FinishedTurn] | None = None
        self._heard_ms = 0.0
        self.paused = False
        """Whether the line holds back what it was sent, as a page does while somebody talks over it."""
        self.transfer: TransferReason | None = None
        """Why the caller is to be handed to a person, once that is decided."""
        self.outcome = Outcome(Ending.CALLER_HUNG_UP)
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
        if not self.paused and (overdue := self._speaker.passed(passed_ms)):
            log.debug("call %s: a mark did not come back", self._record.call_sid)
            self.marked(overdue)
        for heard in self._listener.feed(codes):
            match heard:
                case FinishedTurn():
                    self._happenings.put_nowait(heard)
                case BrokeIn():
                    self._speaker.interrupt()
                case PatienceEnded():
                    self._happenings.put_nowait(Silent())

    def silence(self, ms: float) -> None:
        """Nothing came in for so long."""
        self.hear(self._channel.silent(ms))

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
            self._speaker.interrupt()
        length_ms = round(hearing.audio_ms)
        turn = turns.Turn(np.zeros(0, dtype=np.float32), 0, length_ms, length_ms)
        known = asyncio.create_task(_known(hearing))
        self._happenings.put_nowait(FinishedTurn(turn, known, broke_in=False, known_at=self._clock()))

    def marked(self, name: str) -> None:
        """A mark came back: the audio before it was played, or cleared."""
        if self._speaker.marked(name):
            self._happenings.put_nowait(Interrupted() if self._speaker.interrupted else Played())

    def pressed(self, key: str) -> None:
        """The caller pressed a key."""
        self._listener.waits(None)
        if self._speaker.speaking:
            self._speaker.interrupt()
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

    async def _react(self, happened: Event | FinishedTurn) -> list[Action]:
        if isinstance(happened, Played | Interrupted) and self._speaker.speaking:
            return []  # It was stopped for what is being said by now, and says nothing about that.
        if not isinstance(happened, FinishedTurn):
            return self._policy.on(happened)
        turn, event = await self._understand(happened)
        if happened.broke_in and self._is_aside(event):
            return [] if await self._speaker.resume() else [self._policy.pending]
        if isinstance(event, Understood) and event.conduct is None and is_noise(happened.turn, event.text):
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
                self.transfer, self.outcome = reason, Outcome(Ending.TRANSFERRED, reason)
                return True
            case HangUp():
                self.outcome = Outcome(Ending.FINISHED)
                await self._line.hang_up()
                return True
        return False

    async def _understand(self, said: FinishedTurn) -> tuple[Turn, Event]:
        hearing = None
        try:
            hearing = await said.hearing
            understood = await self._understanding.understand(hearing, self._policy.context)
        except RecognitionError as error:
            log.error("call %s: hearing failed, handing over to a person: %s", self._record.call_sid, error)
            return self._turn(said, hearing, None), Troubled()
        return self._turn(said, hearing, understood), understood

    async def _completeness(self, hearing: Hearing) -> Completeness:
        return await self._understanding.completeness(hearing, self._policy.context)

    def _is_aside(self, event: Event) -> bool:
        """Whether what stopped our voice was no more than a sign of listening, or a noise."""
        if not isinstance(event, Understood) or self._policy.expectation is Expectation.YES_NO:
            return False
        return not event.text or event.conduct in (Conduct.YES, Conduct.HESITATION)

    def _turn(self, said: FinishedTurn, hearing: Hearing | None, understood: Understood | None) -> Turn:
        decision = understood.decision if understood else None
        steering = understood.conduct if understood else None
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
            audio_ms=said.turn.end_ms - said.turn.start_ms,
            pause_ms=said.turn.at_ms - said.turn.end_ms,
            recognition_ms=hearing.recognition_ms if hearing else 0.0,
            match_ms=understood.match_ms if understood else 0.0,
        )

    def _note_reply(self, voice: str, synthesis_ms: float) -> None:
        if self._reply_to is None:
            return
        turn, said = self._reply_to
        self._reply_to = None
        turn.voice, turn.first_audio_ms = voice, synthesis_ms
        self._journal.renew_turn(self._record, turn)
        REPLY_SECONDS.observe(turn.pause_ms / 1000 + self._clock() - said.known_at)

    def _count_time(self, passed_ms: float) -> None:
        limit_ms = self._policy.limits.call_ms
        if self._heard_ms < limit_ms <= self._heard_ms + passed_ms:
            self._speaker.interrupt()
            self._happenings.put_nowait(Overtime())
        self._heard_ms += passed_ms


async def _known(hearing: Hearing) -> Hearing:
    return hearing
