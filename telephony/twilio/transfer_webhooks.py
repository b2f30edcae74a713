"""The addresses that Twilio calls on the way to an officer, and when none is there."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fastapi import APIRouter, Request, Response

from telephony.numbers import is_callable
from telephony.officers.handover import TransferOutcome
from telephony.officers.roster import RosterFile
from telephony.records.journal import Journal
from telephony.records.record import CallRecord, TransferAttempt
from telephony.twilio import twiml
from telephony.twilio.forms import SignedForms, xml
from telephony.twilio.signature import SignatureCheck
from telephony.twilio.spoken import SpokenClips
from telephony.twilio.tickets import Ticket
from telephony.twilio.transfers import TwilioTransfers

_LEG_STATUS = {
    "completed": TransferOutcome.ACCEPTED,
    "busy": TransferOutcome.BUSY,
    "no-answer": TransferOutcome.NO_ANSWER,
    "canceled": TransferOutcome.CANCELED,
}
"""CallStatus of an officer's line that was rung without a briefing."""
_LONG_ENOUGH_TO_BE_ONE = 1
"""Seconds; a shorter recording is the click of a receiver."""


class TransferWebhooks:
    """Answers Twilio; whatever is not signed is refused with 403."""

    def __init__(
        self,
        signature: SignatureCheck,
        transfers: TwilioTransfers,
        journal: Journal,
        roster: RosterFile,
        clips: SpokenClips,
        now: Callable[[], datetime],
    ) -> None:
        self._signature = signature
        self._forms = SignedForms(signature)
        self._transfers = transfers
        self._journal = journal
        self._roster = roster
        self._clips = clips
        self._now = now

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        for path, answer in (
            (twiml.DIALED_PATH, self.dialed),
            (twiml.BRIEFING_PATH, self.briefing),
            (twiml.BRIEFED_PATH, self.briefed),
            (twiml.OFFERED_PATH, self.offered),
            (twiml.MESSAGE_PATH, self.message),
            (twiml.LEG_PATH, self.leg),
        ):
            router.add_api_route(path, answer, methods=["POST"])
        router.add_api_route(twiml.SPOKEN_PATH + "/{name}.wav", self.spoken, methods=["GET"])
        return router

    async def dialed(self, request: Request) -> Response:
        """A round of ringing is over."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        number = request.query_params.get(twiml.ROUND_PARAMETER, "")
        document = await self._transfers.dialed(
            self._signature.public_address(request),
            Ticket(form.get("CallSid", ""), form.get("From", ""), form.get("To", ""), 0.0),
            int(number) if number.isdecimal() else 0,
            form.get("DialCallStatus", ""),
            caller_left=form.get("CallStatus") in ("completed", "canceled"),
            bridged=form.get("DialBridged") == "true",
        )
        return xml(document)

    async def briefing(self, request: Request) -> Response:
        """An officer's line was answered."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        call_sid, leg_sid = form.get("ParentCallSid", ""), form.get("CallSid", "")
        base = self._signature.public_address(request)
        return xml(await self._transfers.brief(base, call_sid, leg_sid, form.get("To", "")))

    async def briefed(self, request: Request) -> Response:
        """The officer pressed a key."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        call_sid, leg_sid = form.get("ParentCallSid", ""), form.get("CallSid", "")
        key = form.get("Digits", "")
        base = self._signature.public_address(request)
        return xml(await self._transfers.briefed(base, call_sid, leg_sid, form.get("To", ""), key))

    async def spoken(self, name: str) -> Response:
        """A rendered briefing; its name is the permission, for Twilio signs no request for audio."""
        clip = self._clips.find(name)
        if clip is None:
            return Response("there is no such recording", status_code=404)
        return Response(clip, media_type="audio/wav", headers={"Cache-Control": "private, max-age=600"})

    async def offered(self, request: Request) -> Response:
        """A caller whom nobody can take chose between a message and a call back."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        base = self._signature.public_address(request)
        if form.get("Digits") != twiml.CALLBACK_KEY:
            return xml(twiml.take_message(base))
        if not is_callable(form.get("From", "")):
            return xml(twiml.take_message(base, twiml.NO_NUMBER))
        return xml(twiml.callback_noted(self._journal.add_callback(self._record(form))))

    async def message(self, request: Request) -> Response:
        """A caller left a message (or hung up over it)."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        seconds = form.get("RecordingDuration", "")
        length = int(seconds) if seconds.isdecimal() else None
        recording_sid = form.get("RecordingSid")
        if not recording_sid or (length is not None and length < _LONG_ENOUGH_TO_BE_ONE):
            return xml(twiml.no_message())
        record = self._record(form)
        return xml(
            twiml.message_taken(
                self._journal.add_message(record, recording_sid=recording_sid, seconds=length)
            )
        )

    async def leg(self, request: Request) -> Response:
        """A line rung without a briefing is over: only the record needs to know."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        record = self._journal.find(form.get("ParentCallSid", ""))
        officer = self._roster.officer(form.get("To", ""))
        if record is not None and officer is not None:
            outcome = _LEG_STATUS.get(form.get("CallStatus", ""), TransferOutcome.FAILED)
            if outcome is TransferOutcome.ACCEPTED:
                self._journal.reached(record)
            now = self._now()
            self._journal.add_transfer(
                record, TransferAttempt(officer.name, len(record.transfers), now, now, outcome)
            )
        return Response(status_code=204)

    def _record(self, form: Mapping[str, str]) -> CallRecord:
        return self._journal.open(form.get("CallSid", ""), form.get("From", ""))
