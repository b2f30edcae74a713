"""Warm transfers: officers are rung by field and order, and briefed before they speak with the caller.

The state of a transfer is here, in terms that every carrier has: what to do next is a Step, which the carrier
carries out in its own way. When this state is lost with our process, the carrier's next question is answered
with all officers at once.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from telephony.metrics import ATTEMPTS
from telephony.officers.briefing import Briefing, briefing
from telephony.officers.handover import Handover, TransferOutcome
from telephony.officers.roster import Officer, RosterFile
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import CallRecord, TransferAttempt
from voice.speaking.mouth import TextToSpeech
from voice.speaking.speech import SynthesisError

log = logging.getLogger(__name__)

RENDERING_S = 5.0
"""An officer who has picked up waits no longer for our own voice; Twilio itself gives up after 15 s."""
FORGOTTEN_S = 2 * 3600.0
"""A transfer the carrier never came back to; no consultation lasts that long."""
REPEATED_S = 600.0
"""How long the last step of an ended transfer is kept, for a carrier whose question was answered in vain."""
REPEATED_AT_MOST = 1_000
ACCEPT_KEY, DECLINE_KEY = "1", "2"
"""As the briefing says."""


class Told(Enum):
    """What came of an instruction to the carrier."""

    DONE = auto()
    CALL_OVER = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class RingOfficers:
    """RingOfficers these officers, round `number` of the transfer, from 1; each hears the briefing first."""

    officers: tuple[Officer, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Nobody can be reached: offer a message or a call back."""

    in_hours: bool


@dataclass(frozen=True, slots=True)
class RingAll:
    """RingOfficers these officers without us: of this call we know nothing any more."""

    officers: tuple[Officer, ...]


@dataclass(frozen=True, slots=True)
class EndCall:
    """End the caller's line."""


Step = RingOfficers | Offer | RingAll | EndCall


class LegInstruction(Enum):
    """What an officer's line is told after a key."""

    CONNECT = auto()
    HANG_UP = auto()
    BRIEF_AGAIN = auto()


@dataclass(frozen=True, slots=True)
class SpokenBriefing:
    """What an officer hears first."""

    codes: bytes
    """μ-law at 8 kHz in our own voice; empty when no voice that runs here could say it."""
    words: str
    """The same without anything a caller said, for a voice that is not ours."""


@dataclass(slots=True)
class _Open:
    """One transfer under way."""

    record: CallRecord
    reason: TransferReason
    handover: Handover
    briefing: Briefing
    rendering: asyncio.Task[bytes]
    since: float
    in_hours: bool
    step: Step = EndCall()
    """What the carrier was told last; told again when it asks twice."""
    legs: set[str] = field(default_factory=set)
    """Officers' lines that were answered, under the carrier's names."""


class Transfers:
    """All transfers under way."""

    def __init__(
        self,
        journal: Journal,
        roster: RosterFile,
        mouth: TextToSpeech,
        at_once: int,
        now: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        """`at_once`: how many telephones the carrier can ring together; `clock` in s, only for forgetting."""
        self._journal = journal
        self._roster = roster
        self._mouth = mouth
        self._at_once = at_once
        self._now = now
        self._clock = clock
        self._open: dict[str, _Open] = {}
        self._ended: OrderedDict[str, tuple[Step, float]] = OrderedDict()
        self._rendering: set[asyncio.Task[bytes]] = set()

    @property
    def ringing(self) -> int:
        """Callers who wait for an officer now."""
        return sum(not transfer.handover.accepted for transfer in self._open.values())

    async def begin(
        self,
        record: CallRecord,
        reason: TransferReason,
        subject: str | None,
        caller: str,
        tell: Callable[[Step], Awaitable[Told]],
    ) -> bool:
        """Takes `caller` out of the conversation to the officers for the field `subject`.

        `tell` has the carrier do the first step. False when it could not be told: the way behind the media
        connection must then lead to a person.
        """
        self._forget_lost()
        officers = self._roster.on_duty(subject)
        handover = Handover(
            officers, self._roster.ring, self._at_once, self._now, lambda attempt: self._note(record, attempt)
        )
        told = briefing(self._roster.commune(caller), reason, record.turns)
        rendering = asyncio.create_task(self._render(told.sentences if officers else ()))
        self._rendering.add(rendering)
        rendering.add_done_callback(self._rendering.discard)
        transfer = _Open(record, reason, handover, told, rendering, self._clock(), in_hours=bool(officers))
        self._open[record.call_sid] = transfer
        outcome = await tell(self._next(transfer))
        if outcome is Told.DONE:
            if officers:
                self._journal.add_briefing(record, " ".join(told.sentences))
            else:
                self._close_unreached(transfer)
            handover.rings()
            return True
        self._open.pop(record.call_sid, None)
        if outcome is Told.CALL_OVER:
            self._journal.close(record, Outcome(Ending.LEFT_WHILE_RINGING, reason))
        return outcome is Told.CALL_OVER

    async def picked_up(self, call_sid: str, leg: str, phone: str) -> SpokenBriefing | None:
        """An officer, or their machine, picked up `phone`; None when nobody waits for them any more."""
        transfer = self._open.get(call_sid)
        if transfer is None or transfer.handover.accepted:
            return None
        transfer.handover.picked_up(phone)
        transfer.legs.add(leg)
        try:
            codes = await asyncio.wait_for(asyncio.shield(transfer.rendering), RENDERING_S)
        except TimeoutError:
            codes = b""
        return SpokenBriefing(codes, " ".join(transfer.briefing.without_words))

    def pressed(self, call_sid: str, phone: str, key: str) -> LegInstruction:
        """The officer at `phone` pressed a key after the briefing."""
        transfer = self._open.get(call_sid)
        if transfer is None:
            return LegInstruction.HANG_UP
        if key == ACCEPT_KEY and transfer.handover.accept(phone):
            self._journal.close(transfer.record, Outcome(Ending.TRANSFERRED, transfer.reason))
            return LegInstruction.CONNECT
        if key in (ACCEPT_KEY, DECLINE_KEY):
            transfer.handover.decline(phone)
            return LegInstruction.HANG_UP
        return LegInstruction.BRIEF_AGAIN

    def round_over(
        self, call_sid: str, number: int, outcome: TransferOutcome, *, caller_left: bool, bridged: bool
    ) -> tuple[Step, frozenset[str]]:
        """Round `number` is over: what comes next, and officers' lines that have to be hung up.

        `outcome` is the carrier's word for a round in which nobody accepted. `bridged`: an officer has spoken
        with the caller, which only matters where we know of no transfer.
        """
        transfer = self._open.get(call_sid)
        if transfer is None:
            return self._remembered(call_sid, caller_left or bridged), frozenset()
        if number != transfer.handover.round:
            return transfer.step, frozenset()
        if transfer.handover.accepted or caller_left:
            legs = frozenset() if transfer.handover.accepted else frozenset(transfer.legs)
            transfer.step = EndCall()
            self._end(transfer)
            self._journal.close(transfer.record, Outcome(Ending.LEFT_WHILE_RINGING, transfer.reason))
            return transfer.step, legs
        transfer.handover.round_over(outcome)
        transfer.legs.clear()
        step = self._next(transfer)
        if isinstance(step, Offer):
            self._close_unreached(transfer)
        transfer.handover.rings()
        return step, frozenset()

    async def shut(self) -> None:
        """Forgets all transfers; their records are closed by the journal."""
        self._open.clear()
        for task in self._rendering:
            task.cancel()
        await asyncio.gather(*self._rendering, return_exceptions=True)

    def _next(self, transfer: _Open) -> Step:
        officers = transfer.handover.next_round()
        number = transfer.handover.round
        transfer.step = RingOfficers(officers, number) if officers else Offer(transfer.in_hours)
        return transfer.step

    def _close_unreached(self, transfer: _Open) -> None:
        # Whoever hangs up over this offer is not reported to us, so the record is closed before it; a message
        # is added to it all the same.
        self._end(transfer)
        ending = Ending.UNREACHED if transfer.in_hours else Ending.OUT_OF_HOURS
        self._journal.close(transfer.record, Outcome(ending, transfer.reason))

    def _remembered(self, call_sid: str, is_over: bool) -> Step:
        step, until = self._ended.get(call_sid, (EndCall(), 0.0))
        if until > self._clock():
            return step
        if is_over:
            return EndCall()
        # We died over it and are back: whom we rang is forgotten, the caller is not.
        return RingAll(tuple(self._roster.on_duty()))

    async def _render(self, sentences: tuple[str, ...]) -> bytes:
        try:
            said = [await self._mouth.say(sentence, private=True) for sentence in sentences]
        except SynthesisError as error:
            log.error("the briefing is left to the carrier's voice, without the caller's words: %s", error)
            return b""
        except (
            Exception
        ):  # the officer holds the line: whatever it is must not become an error of the carrier's
            log.exception("the briefing is left to the carrier's voice, without the caller's words")
            return b""
        return b"".join(part.mulaw for part in said)

    def _note(self, record: CallRecord, attempt: TransferAttempt) -> None:
        self._journal.add_transfer(record, attempt)
        if attempt.outcome:
            ATTEMPTS.labels(outcome=attempt.outcome).inc()

    def _forget(self, transfer: _Open) -> None:
        self._open.pop(transfer.record.call_sid, None)
        transfer.handover.abandon()

    def _end(self, transfer: _Open) -> None:
        """Forgets the transfer, but not yet what the carrier was told last."""
        self._forget(transfer)
        self._ended[transfer.record.call_sid] = transfer.step, self._clock() + REPEATED_S
        while len(self._ended) > REPEATED_AT_MOST:
            self._ended.popitem(last=False)

    def _forget_lost(self) -> None:
        due = self._clock() - FORGOTTEN_S
        for transfer in [known for known in self._open.values() if known.since <= due]:
            log.error("the carrier never came back to the transfer of call %s", transfer.record.call_sid)
            self._forget(transfer)
            self._journal.close(transfer.record, Outcome(Ending.LOST_IN_TRANSFER, transfer.reason))
