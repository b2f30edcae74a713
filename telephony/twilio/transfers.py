"""Warm transfers on Twilio: the officers are rung by field and order, and briefed before the bridge.

The state of a transfer is ours; when it is lost with our process, Twilio's next question is answered with all
officers at once, and while nobody answers, the number's fallback at Twilio rings them (`helpline fallback`).
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from telephony.calls.dialogue import TransferReason
from telephony.metrics import ATTEMPTS, CALLS
from telephony.officers.briefing import briefing
from telephony.officers.handover import Handover, TransferOutcome
from telephony.officers.roster import RosterFile
from telephony.records.journal import CallRecord, Journal, TransferAttempt
from telephony.twilio import twiml
from telephony.twilio.rest import CallControl, Update
from telephony.twilio.spoken import SpokenClips
from voice.speaking.mouth import Mouth
from voice.speaking.speech import SynthesisError

log = logging.getLogger(__name__)

RENDERING_S = 5.0
"""An officer who has picked up waits no longer for our own voice; Twilio itself gives up after 15 s."""
FORGOTTEN_S = 2 * 3600.0
"""A transfer Twilio never came back to; no consultation lasts that long."""

_STATUS = {
    "completed": TransferOutcome.VOICEMAIL,
    "answered": TransferOutcome.VOICEMAIL,
    "busy": TransferOutcome.BUSY,
    "no-answer": TransferOutcome.NO_ANSWER,
    "canceled": TransferOutcome.CANCELED,
}
"""DialCallStatus of a round in which nobody accepted."""


@dataclass(slots=True)
class _Open:
    """One transfer under way."""

    record: CallRecord
    reason: TransferReason
    base: str
    handover: Handover
    sentences: tuple[str, ...]
    clips: asyncio.Task[list[str]]
    since: float
    in_hours: bool
    document: str = ""
    """What the caller was told last; told again when Twilio asks twice."""
    legs: set[str] = field(default_factory=set)
    """Officers' lines that were answered."""


class Transfers:
    """All transfers under way."""

    def __init__(
        self,
        control: CallControl,
        journal: Journal,
        roster: RosterFile,
        mouth: Mouth,
        clips: SpokenClips,
        now: Callable[[], datetime],
        clock: Callable[[], float],
    ) -> None:
        """`clock` in seconds, only for forgetting."""
        self._control = control
        self._journal = journal
        self._roster = roster
        self._mouth = mouth
        self._clips = clips
        self._now = now
        self._clock = clock
        self._open: dict[str, _Open] = {}
        self._rendering: set[asyncio.Task[list[str]]] = set()

    @property
    def ringing(self) -> int:
        """Callers who wait for an officer now."""
        return sum(not transfer.handover.accepted for transfer in self._open.values())

    async def begin(
        self, record: CallRecord, reason: TransferReason, subject: str | None, caller: str, base: str
    ) -> bool:
        """Takes a caller out of the stream to the officers for the field `subject`.

        `base` is our public address. False when Twilio could not be told: the verbs behind the stream must
        then lead to a person.
        """
        self._forget_lost()
        officers = self._roster.on_duty(subject)
        handover = Handover(
            officers, self._roster.ring, twiml.MAX_NUMBERS, self._now, lambda a: self._note(record, a)
        )
        sentences = briefing(self._roster.commune(caller), reason, record.turns)
        rendering = asyncio.create_task(self._render(sentences if officers else ()))
        self._rendering.add(rendering)
        rendering.add_done_callback(self._rendering.discard)
        transfer = _Open(
            record, reason, base, handover, sentences, rendering, self._clock(), in_hours=bool(officers)
        )
        self._open[record.call_sid] = transfer
        update = await self._control.redirect(record.call_sid, self._next(transfer))
        if update is Update.DONE:
            if officers:
                self._journal.add_briefing(record, " ".join(sentences))
            handover.rings()
            return True
        self._open.pop(record.call_sid, None)
        if update is Update.CALL_OVER:
            self._close(record, "left_while_ringing")
        return update is Update.CALL_OVER

    async def brief(self, call_sid: str, leg_sid: str, phone: str) -> str:
        """An officer, or their machine, picked up `phone`."""
        transfer = self._open.get(call_sid)
        if transfer is None:
            return twiml.hang_up()
        transfer.handover.picked_up(phone)
        transfer.legs.add(leg_sid)
        try:
            clips = await asyncio.wait_for(asyncio.shield(transfer.clips), RENDERING_S)
        except TimeoutError:
            clips = []
        return twiml.brief([f"{transfer.base}{twiml.SPOKEN_PATH}/{c}.wav" for c in clips], transfer.sentences)

    async def briefed(self, call_sid: str, leg_sid: str, phone: str, key: str) -> str:
        """The officer pressed a key."""
        transfer = self._open.get(call_sid)
        if transfer is None:
            return twiml.hang_up()
        if key == twiml.ACCEPT_KEY and transfer.handover.accept(phone):
            self._close(transfer.record, f"transferred: {transfer.reason}")
            return twiml.bridge()
        if key in (twiml.ACCEPT_KEY, twiml.DECLINE_KEY):
            transfer.handover.decline(phone)
            return twiml.hang_up()
        return await self.brief(call_sid, leg_sid, phone)

    async def dialed(
        self, call_sid: str, number: int, status: str, caller_left: bool, bridged: bool = False
    ) -> str:
        """Round `number` of ringing is over; what the caller is told next.

        `bridged`: an officer has spoken with the caller, which only matters where we know of no transfer.
        """
        transfer = self._open.get(call_sid)
        if transfer is None:
            # We died over it and are back: whom we rang is forgotten, the caller is not.
            if bridged or caller_left:
                return twiml.hang_up()
            return twiml.answer_with_person(self._roster.on_duty())
        if number != transfer.handover.round:
            return transfer.document
        if transfer.handover.accepted or caller_left:
            self._drop(transfer)
            self._close(transfer.record, "left_while_ringing")
            if not transfer.handover.accepted:
                await asyncio.gather(*(self._control.end(leg) for leg in transfer.legs))
            return twiml.hang_up()
        transfer.handover.round_over(_STATUS.get(status, TransferOutcome.FAILED))
        transfer.legs.clear()
        document = self._next(transfer)
        transfer.handover.rings()
        return document

    async def shut(self) -> None:
        """Forgets all transfers; their records are closed by the journal."""
        self._open.clear()
        for task in self._rendering:
            task.cancel()
        await asyncio.gather(*self._rendering, return_exceptions=True)

    def _next(self, transfer: _Open) -> str:
        officers = transfer.handover.next_round()
        if officers:
            transfer.document = twiml.ring(transfer.base, officers, transfer.handover.round)
        else:
            # Whoever hangs up over this offer is not reported to us, so the record is closed before it; a
            # message is added to it all the same.
            self._drop(transfer)
            outcome = "unreached" if transfer.in_hours else "out_of_hours"
            self._close(transfer.record, f"{outcome}: {transfer.reason}")
            transfer.document = twiml.offer(transfer.base, transfer.in_hours)
        return transfer.document

    async def _render(self, sentences: tuple[str, ...]) -> list[str]:
        try:
            said = [await self._mouth.say(sentence) for sentence in sentences]
        except SynthesisError as error:
            log.error("the briefing is left to the carrier's voice: %s", error)
            return []
        codes = b"".join(part.mulaw for part in said)
        return [self._clips.add(codes)] if codes else []

    def _note(self, record: CallRecord, attempt: TransferAttempt) -> None:
        self._journal.add_transfer(record, attempt)
        if attempt.outcome:
            ATTEMPTS.labels(outcome=attempt.outcome).inc()

    def _close(self, record: CallRecord, outcome: str) -> None:
        if record.ended is None:
            self._journal.close(record, outcome)
            CALLS.labels(outcome=outcome.partition(":")[0]).inc()

    def _drop(self, transfer: _Open) -> None:
        self._open.pop(transfer.record.call_sid, None)
        transfer.handover.abandon()

    def _forget_lost(self) -> None:
        due = self._clock() - FORGOTTEN_S
        for transfer in [known for known in self._open.values() if known.since <= due]:
            log.error("Twilio never came back to the transfer of call %s", transfer.record.call_sid)
            self._drop(transfer)
            self._close(transfer.record, "lost_in_transfer")
