"""Transfers on Twilio: each step of a transfer as TwiML, and Twilio's words for what came of it.

While nobody answers for us, the number's fallback at Twilio rings the officers (`helpline fallback`).
"""

import asyncio

from telephony.officers.handover import TransferOutcome
from telephony.officers.transfer import (
    EndCall,
    LegInstruction,
    Offer,
    RingAll,
    RingOfficers,
    Step,
    Told,
    Transfers,
)
from telephony.records.outcome import TransferReason
from telephony.records.record import CallRecord
from telephony.twilio import twiml
from telephony.twilio.rest import CallControl
from telephony.twilio.spoken import SpokenClips
from telephony.twilio.tickets import Ticket

_STATUS = {
    "completed": TransferOutcome.VOICEMAIL,
    "answered": TransferOutcome.VOICEMAIL,
    "busy": TransferOutcome.BUSY,
    "no-answer": TransferOutcome.NO_ANSWER,
    "canceled": TransferOutcome.CANCELED,
}
"""DialCallStatus of a round in which nobody accepted."""


class TwilioTransfers:
    """Carries out on Twilio what `transfers` decides."""

    def __init__(
        self, transfers: Transfers, control: CallControl, clips: SpokenClips, caller_id: str | None = None
    ) -> None:
        """`caller_id`: the number that officers always see, where the operator has set one."""
        self._transfers = transfers
        self._control = control
        self._clips = clips
        self._caller_id = caller_id

    async def hand_over(
        self, record: CallRecord, reason: TransferReason, field: str | None, ticket: Ticket, base: str
    ) -> bool:
        """As calls.run has it, for the call of `ticket`; `base` is our public address."""
        shown = twiml.caller_id(ticket.caller, ticket.called, self._caller_id)

        async def tell(step: Step) -> Told:
            return await self._control.redirect(record.call_sid, _document(step, base, shown))

        return await self._transfers.begin(record, reason, field, ticket.caller, tell)

    async def brief(self, base: str, call_sid: str, leg_sid: str, phone: str) -> str:
        """An officer, or their machine, picked up `phone`."""
        briefing = await self._transfers.picked_up(call_sid, leg_sid, phone)
        if briefing is None:
            return twiml.hang_up()
        name = self._clips.add(briefing.codes) if briefing.codes else None
        return twiml.brief(base, f"{base}{twiml.SPOKEN_PATH}/{name}.wav" if name else None, briefing.words)

    async def briefed(self, base: str, call_sid: str, leg_sid: str, phone: str, key: str) -> str:
        """The officer pressed a key."""
        match self._transfers.pressed(call_sid, phone, key):
            case LegInstruction.CONNECT:
                return twiml.bridge()
            case LegInstruction.HANG_UP:
                return twiml.hang_up()
            case LegInstruction.BRIEF_AGAIN:
                return await self.brief(base, call_sid, leg_sid, phone)

    async def dialed(
        self, base: str, ticket: Ticket, number: int, status: str, *, caller_left: bool, bridged: bool
    ) -> str:
        """Round `number` of ringing is over; what the caller is told next."""
        outcome = _STATUS.get(status, TransferOutcome.FAILED)
        step, legs = self._transfers.round_over(
            ticket.call_sid, number, outcome, caller_left=caller_left, bridged=bridged
        )
        await asyncio.gather(*(self._control.end(leg) for leg in legs))
        shown = twiml.caller_id(ticket.caller, ticket.called, self._caller_id)
        return _document(step, base, shown)


def _document(step: Step, base: str, caller_id: str | None) -> str:
    match step:
        case RingOfficers(officers, number):
            return twiml.ring(base, officers, number, caller_id)
        case Offer(in_hours):
            return twiml.offer(base, in_hours)
        case RingAll(officers):
            return twiml.answer_with_person(base, officers, caller_id)
        case EndCall():
            return twiml.hang_up()
