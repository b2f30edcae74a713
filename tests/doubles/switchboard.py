"""The webhooks of one helpline, asked as Twilio asks."""

import asyncio
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from telephony.calls.admission import Admission
from telephony.calls.line import Line
from telephony.calls.run import Calls, WatchdogLimits
from telephony.officers.roster import Hours, Officer, RosterFile
from telephony.officers.transfer import Transfers
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import CallRecord
from telephony.twilio.rest import CallControl
from telephony.twilio.signature import SignatureCheck
from telephony.twilio.spoken import SpokenClips
from telephony.twilio.stream import MediaStreams
from telephony.twilio.tickets import StreamTickets
from telephony.twilio.transfer_webhooks import TransferWebhooks
from telephony.twilio.transfers import TwilioTransfers
from telephony.twilio.webhooks import Webhooks
from tests.doubles.plain_mouth import PlainMouth

TOKEN = "a-token-only-the-test-knows"
PUBLIC = "https://hotline.example"
CALLER = "+84912345678"
ON_DUTY = Officer(name="An", phone="+84900000001", hours=Hours.parse("mon-sun 00:00-24:00"))


class ScriptedConversation:
    """Stands where the real conversation does, and ends at once or on the first frame."""

    def __init__(self, line: Line, record: CallRecord) -> None:
        self.line, self.record = line, record
        self.outcome = Outcome(Ending.CALLER_HUNG_UP)
        self.transfer: TransferReason | None = None
        self.field: str | None = None
        self.heard = b""

    def hear(self, codes: bytes) -> None:
        self.heard += codes

    def silence(self, ms: float) -> None: ...

    def marked(self, name: str) -> None: ...

    def pressed(self, key: str) -> None:
        if key == "9":
            raise RuntimeError("a fault in the middle of a call")

    async def run(self) -> None:
        await self.line.play(b"\xff" * 160)
        await self.line.mark("said-1")
        self.transfer = TransferReason.UNMATCHED
        self.outcome = Outcome(Ending.TRANSFERRED, self.transfer)


class ListeningConversation(ScriptedConversation):
    """One that only listens, until the caller leaves."""

    async def run(self) -> None:
        await asyncio.Event().wait()


@dataclass
class Switchboard:
    """The webhooks of one helpline and what the test wants to look at."""

    client: TestClient
    journal: Journal
    clock: list[float]
    officers: list[Officer]
    calls: Calls
    conversations: list[ScriptedConversation] = field(default_factory=list)
    conversation: type[ScriptedConversation] = ScriptedConversation
    began: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released for each conversation that begins."""

    def post(self, path: str, token: str = TOKEN, **form: str) -> Any:
        signature = RequestValidator(token).compute_signature(PUBLIC + path, form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signature})

    def call(self, call_sid: str = "CA1") -> ET.Element:
        response = self.post("/twilio/voice", CallSid=call_sid, From=CALLER)
        assert response.status_code == 200
        return ET.fromstring(response.text)

    def stream(self, token: str = TOKEN) -> Any:
        url = PUBLIC.replace("https", "wss") + "/twilio/stream"
        signature = RequestValidator(token).compute_signature(url, {})
        return self.client.websocket_connect("/twilio/stream", headers={"X-Twilio-Signature": signature})


def start_message(call_sid: str, ticket: str) -> dict[str, Any]:
    return {
        "event": "start",
        "streamSid": "MZ1",
        "start": {"streamSid": "MZ1", "callSid": call_sid, "customParameters": {"token": ticket}},
    }


def ticket_of(response: ET.Element) -> str:
    parameter = response.find("./Connect/Stream/Parameter")
    assert parameter is not None
    return parameter.attrib["value"]


ROSTER = f"""
officers:
  - {{name: An, phone: "{ON_DUTY.phone}", hours: "mon-sun 00:00-24:00"}}
"""


def build(
    folder: Path, *tokens: str, max_calls: int = 30, limits: WatchdogLimits | None = None
) -> Iterator[Switchboard]:
    clock, officers = [0.0], [ON_DUTY]

    def now() -> datetime:
        return datetime(2026, 1, 5, 9, tzinfo=UTC)

    path = folder / "officers.yaml"
    path.write_text(ROSTER, encoding="utf-8")
    roster = RosterFile(path, now)
    journal = Journal(now)
    signature = SignatureCheck(tokens, PUBLIC)
    clips = SpokenClips(lambda: clock[0])
    control = CallControl(None, None, None)
    transfers = Transfers(journal, roster, PlainMouth(), 10, now, lambda: clock[0])
    on_twilio = TwilioTransfers(transfers, control, clips)

    def converse(line: Line, record: CallRecord) -> ScriptedConversation:
        board.conversations.append(board.conversation(line, record))
        board.began.release()
        return board.conversations[-1]

    calls = Calls(journal, converse, limits)
    tickets = StreamTickets(lambda: clock[0])
    streams = MediaStreams(tickets, journal, control, calls, on_twilio.hand_over)
    admission = Admission(max_calls, lambda: calls.active, lambda: clock[0], calls_a_caller=5)
    webhooks = Webhooks(signature, tickets, journal, streams, lambda: officers, admission)
    app = FastAPI()
    app.include_router(webhooks.router())
    app.include_router(TransferWebhooks(signature, on_twilio, journal, roster, clips, now).router())
    with TestClient(app) as client:
        board = Switchboard(client, journal, clock, officers, calls)
        yield board
