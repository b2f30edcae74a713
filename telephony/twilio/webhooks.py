"""The addresses that Twilio calls."""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Request, Response, WebSocket
from fastapi.responses import JSONResponse

from telephony.journal import Journal, mask_number
from telephony.metrics import CALLS, REFUSED
from telephony.officers import Officer
from telephony.twilio import twiml
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
        messages: Path,
        max_calls: int,
        now: Callable[[], datetime],
    ) -> None:
        self._signature = signature
        self._tickets = tickets
        self._journal = journal
        self._streams = streams
        self._officers = officers
        self._messages = messages
        self._max_calls = max_calls
        self._now = now

    def router(self) -> APIRouter:
        """All routes under /twilio."""
        router = APIRouter()
        router.add_api_route(twiml.VOICE_PATH, self.voice, methods=["POST"])
        router.add_api_route(twiml.DIALED_PATH, self.dialed, methods=["POST"])
        router.add_api_route(twiml.MESSAGE_PATH, self.message, methods=["POST"])
        router.add_api_route(RECORD_PATH, self.record, methods=["GET"])
        router.add_api_websocket_route(twiml.STREAM_PATH, self.stream)
        return router

    async def voice(self, request: Request) -> Response:
        """An incoming call."""
        form = await self._signed_form(request)
        if form is None:
            return _forbidden()
        call_sid = form.get("CallSid", "")
        if not call_sid:
            return Response("CallSid is missing", status_code=400)
        record = self._journal.open(call_sid, form.get("From", ""))
        officers = self._officers()
        if self._streams.active >= self._max_calls:
            log.warning(
                "call %s goes straight to the officers: %d calls are open", call_sid, self._streams.active
            )
            self._journal.close(record, "overflow")
            CALLS.labels(outcome="overflow").inc()
            return _xml(twiml.answer_with_person(officers))
        stream_url = self._signature.stream_address(request) + twiml.STREAM_PATH
        return _xml(twiml.answer_with_stream(stream_url, self._tickets.issue(call_sid), officers))

    async def stream(self, websocket: WebSocket) -> None:
        """The media stream; an unsigned upgrade is answered 403."""
        if not self._signature.accepts(websocket, {}):
            REFUSED.labels(reason="signature").inc()
            await websocket.close(POLICY_VIOLATION)
            return
        await websocket.accept()
        await self._streams.serve(websocket)

    async def dialed(self, request: Request) -> Response:
        """The officers' telephones were rung."""
        form = await self._signed_form(request)
        if form is None:
            return _forbidden()
        status = form.get("DialCallStatus", "")
        log.info("call %s: dialling the officers ended %s", form.get("CallSid", "?"), status)
        return _xml(twiml.after_dial(reached=status == "completed"))

    async def message(self, request: Request) -> Response:
        """A caller left a message (or hung up over it)."""
        form = await self._signed_form(request)
        if form is None:
            return _forbidden()
        taken = bool(form.get("RecordingSid"))
        if taken:
            self._keep_message(form)
        return _xml(twiml.after_message(taken))

    async def record(self, request: Request, call_sid: str) -> Response:
        """What was heard and decided in a call, for whoever holds the account's token."""
        if not self._signature.accepts(request, {}):
            REFUSED.labels(reason="signature").inc()
            return _forbidden()
        record = self._journal.find(call_sid)
        if record is None:
            return JSONResponse({"error": f"no call {call_sid}"}, status_code=404)
        return JSONResponse(record.as_json())

    def _keep_message(self, form: dict[str, str]) -> None:
        line = {
            "time": self._now().isoformat(),
            "call_sid": form.get("CallSid"),
            "caller": mask_number(form.get("From", "")),
            "recording_sid": form.get("RecordingSid"),
            "seconds": form.get("RecordingDuration"),
        }
        self._messages.parent.mkdir(parents=True, exist_ok=True)
        with self._messages.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        log.warning("a caller left message %s; listen to it at Twilio and call back", line["recording_sid"])

    async def _signed_form(self, request: Request) -> dict[str, str] | None:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if self._signature.accepts(request, form):
            return form
        REFUSED.labels(reason="signature").inc()
        return None


def _forbidden() -> Response:
    return Response("this address answers only requests signed by Twilio", status_code=403)


def _xml(document: str) -> Response:
    return Response(document, media_type="application/xml")
