"""The addresses that Twilio calls for the caller's way in: the call, its stream and its record."""

import logging
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request, Response, WebSocket
from fastapi.responses import JSONResponse

from telephony.calls.admission import Admission, Admittance
from telephony.metrics import REFUSED
from telephony.officers.roster import Officer
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome
from telephony.twilio import twiml
from telephony.twilio.forms import SignedForms, refusal, xml
from telephony.twilio.signature import SignatureCheck
from telephony.twilio.stream import POLICY_VIOLATION, MediaStreams
from telephony.twilio.tickets import StreamTickets

log = logging.getLogger(__name__)

RECORD_PATH = "/twilio/calls/{call_sid}"


class Webhooks:
    """Answers Twilio; whatever is not signed is refused with 403."""

    def __init__(
        self,
        signature: SignatureCheck,
        tickets: StreamTickets,
        journal: Journal,
        streams: MediaStreams,
        officers: Callable[[], Sequence[Officer]],
        admission: Admission,
        caller_id: str | None = None,
    ) -> None:
        """`caller_id`: the number that officers always see, where the operator has set one."""
        self._signature = signature
        self._forms = SignedForms(signature)
        self._tickets = tickets
        self._journal = journal
        self._streams = streams
        self._officers = officers
        self._admission = admission
        self._caller_id = caller_id

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route(twiml.VOICE_PATH, self.voice, methods=["POST"])
        router.add_api_route(RECORD_PATH, self.record, methods=["GET"])
        router.add_api_websocket_route(twiml.STREAM_PATH, self.stream)
        return router

    async def voice(self, request: Request) -> Response:
        """An incoming call."""
        form = await self._forms.read(request)
        if isinstance(form, Response):
            return form
        call_sid, caller, called = form.get("CallSid", ""), form.get("From", ""), form.get("To", "")
        if not call_sid:
            return Response("CallSid is missing", status_code=400)
        record = self._journal.open(call_sid, caller)
        base = self._signature.public_address(request)
        shown = twiml.caller_id(caller, called, self._caller_id)
        match self._admission.admit(caller, called):
            case Admittance.TURNED_AWAY:
                self._close(call_sid, Ending.TURNED_AWAY, "its number has called too often")
                return xml(twiml.turn_away())
            case Admittance.OFFICERS:
                self._close(call_sid, Ending.OVERFLOW, "no conversation can begin now")
                return xml(twiml.answer_with_person(base, self._officers(), shown))
            case Admittance.CONVERSATION:
                stream_url = self._signature.stream_address(request) + twiml.STREAM_PATH
                token = self._tickets.issue(record.call_sid, caller, called)
                return xml(twiml.answer_with_stream(base, stream_url, token, self._officers(), shown))

    async def stream(self, websocket: WebSocket) -> None:
        """The media stream; an unsigned upgrade is answered 403."""
        if not self._signature.accepts(websocket, {}):
            REFUSED.labels(reason="signature").inc()
            await websocket.close(POLICY_VIOLATION)
            return
        await websocket.accept()
        await self._streams.serve(websocket, self._signature.public_address(websocket))

    async def record(self, request: Request, call_sid: str) -> Response:
        """What was heard and decided in a call, for whoever holds the account's token."""
        if not self._signature.accepts(request, {}, is_twilios=False):
            REFUSED.labels(reason="signature").inc()
            return refusal()
        record = self._journal.find(call_sid)
        if record is None:
            return JSONResponse({"error": f"no call {call_sid}"}, status_code=404)
        return JSONResponse(record.as_json())

    def _close(self, call_sid: str, ending: Ending, why: str) -> None:
        log.warning("call %s is not answered by a conversation: %s", call_sid, why)
        record = self._journal.find(call_sid)
        if record is not None and record.ended is None:
            self._journal.close(record, Outcome(ending))
