"""What Twilio is allowed to do, and what it is told: webhooks, signatures, the media stream's admission."""

import logging
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from twilio.request_validator import RequestValidator

from telephony.admission import Admission
from telephony.conversation import Line
from telephony.dialogue import TransferReason
from telephony.journal import CallRecord, Journal
from telephony.officers import Hours, Officer, RosterFile
from telephony.twilio.rest import CallControl
from telephony.twilio.signature import SignatureCheck
from telephony.twilio.spoken import SpokenClips
from telephony.twilio.stream import MediaStreams, Watchdog
from telephony.twilio.tickets import LIFETIME_S, StreamTickets
from telephony.twilio.transfer_webhooks import TransferWebhooks
from telephony.twilio.transfers import Transfers
from telephony.twilio.webhooks import Webhooks

TOKEN = "a-token-only-the-test-knows"
PUBLIC = "https://hotline.example"
CALLER = "+84912345678"
ON_DUTY = Officer(name="An", phone="+84900000001", hours=Hours.parse("mon-sun 00:00-24:00"))


class ScriptedConversation:
    """Stands where the real conversation does, and ends at once or on the first frame."""

    def __init__(self, line: Line, record: CallRecord) -> None:
        self.line, self.record = line, record
        self.outcome = "caller_hung_up"
        self.transfer: TransferReason | None = None
        self.field = None
        self.heard = b""

    def hear(self, codes: bytes) -> None:
        self.heard += codes

    def marked(self, name: str) -> None: ...

    def pressed(self, key: str) -> None:
        if key == "9":
            raise RuntimeError("a fault in the middle of a call")

    async def run(self) -> None:
        await self.line.play(b"\xff" * 160)
        await self.line.mark("said-1")
        self.outcome, self.transfer = "transferred: unmatched", TransferReason.UNMATCHED


class ListeningConversation(ScriptedConversation):
    """One that only listens, until the caller leaves."""

    async def run(self) -> None:
        import asyncio

        await asyncio.Event().wait()


@dataclass
class Switchboard:
    """The webhooks of one helpline and what the test wants to look at."""

    client: TestClient
    journal: Journal
    clock: list[float]
    officers: list[Officer]
    streams: MediaStreams
    conversations: list[ScriptedConversation] = field(default_factory=list)
    conversation: type[ScriptedConversation] = ScriptedConversation

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


@pytest.fixture
def switchboard(tmp_path: Path) -> Iterator[Switchboard]:
    yield from build(tmp_path, TOKEN)


ROSTER = f"""
officers:
  - {{name: An, phone: "{ON_DUTY.phone}", hours: "mon-sun 00:00-24:00"}}
"""


class NoVoice:
    """A mouth that is never asked."""


def build(
    folder: Path, token: str | None, max_calls: int = 30, watchdog: Watchdog | None = None
) -> Iterator[Switchboard]:
    clock, officers = [0.0], [ON_DUTY]

    def now() -> datetime:
        return datetime(2026, 1, 5, 9, tzinfo=UTC)

    path = folder / "officers.yaml"
    path.write_text(ROSTER, encoding="utf-8")
    roster = RosterFile(path, now)
    journal = Journal(now)
    tickets = StreamTickets(lambda: clock[0])
    signature = SignatureCheck(token, PUBLIC)
    clips = SpokenClips(lambda: clock[0])
    mouth: Any = NoVoice()
    control = CallControl(None, None, None)
    transfers = Transfers(control, journal, roster, mouth, clips, now, lambda: clock[0])

    def converse(line: Line, record: CallRecord) -> Any:
        board.conversations.append(board.conversation(line, record))
        return board.conversations[-1]

    streams = MediaStreams(tickets, journal, control, transfers, converse, watchdog)
    admission = Admission(max_calls, lambda: streams.active, lambda: clock[0], calls_a_caller=5)
    webhooks = Webhooks(signature, tickets, journal, streams, lambda: officers, admission)
    app = FastAPI()
    app.include_router(webhooks.router())
    app.include_router(TransferWebhooks(signature, transfers, journal, roster, clips, now).router())
    with TestClient(app) as client:
        board = Switchboard(client, journal, clock, officers, streams)
        yield board


def test_a_signed_call_is_given_a_stream_and_behind_it_the_way_to_a_person(switchboard: Switchboard) -> None:
    response = switchboard.call()
    assert [verb.tag for verb in response] == ["Connect", "Say", "Dial", "Say", "Say", "Record", "Say"]
    dial = response.find("Dial")
    assert dial is not None
    assert "action" not in dial.attrib, "a dead server would end the call there"
    assert all("url" not in number.attrib for number in dial), "nor may it be needed for the bridge"
    stream = response.find("./Connect/Stream")
    assert stream is not None
    assert stream.attrib["url"] == "wss://hotline.example/twilio/stream"
    assert [number.text for number in response.iterfind("./Dial/Number")] == [ON_DUTY.phone]


def test_out_of_hours_the_message_recorder_stands_where_the_officers_were(switchboard: Switchboard) -> None:
    switchboard.officers.clear()
    tags = [verb.tag for verb in switchboard.call()]
    assert tags[0] == "Connect"
    assert "Record" in tags
    assert "Dial" not in tags


@pytest.mark.parametrize(
    "path",
    [
        "/twilio/voice", "/twilio/dialed", "/twilio/briefing", "/twilio/briefed", "/twilio/offered",
        "/twilio/message", "/twilio/leg",
    ],
)  # fmt: skip
def test_a_forged_or_missing_signature_is_refused(switchboard: Switchboard, path: str) -> None:
    assert switchboard.post(path, token="forged", CallSid="CA1").status_code == 403
    assert switchboard.client.post(path, data={"CallSid": "CA1"}).status_code == 403


def test_a_changed_parameter_breaks_the_signature(switchboard: Switchboard) -> None:
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + "/twilio/voice", {"CallSid": "CA1"})
    headers = {"X-Twilio-Signature": signature}
    assert (
        switchboard.client.post("/twilio/voice", data={"CallSid": "CA2"}, headers=headers).status_code == 403
    )


def test_without_a_token_everything_is_refused_with_a_clear_log_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for board in build(tmp_path, None):
        with caplog.at_level(logging.ERROR):
            assert board.post("/twilio/voice", CallSid="CA1").status_code == 403
        assert "HELPLINE_TWILIO_AUTH_TOKEN is not set" in caplog.text
        with pytest.raises(WebSocketDisconnect), board.stream():
            pass


def test_an_unsigned_upgrade_is_refused_with_403(switchboard: Switchboard) -> None:
    with pytest.raises(WebSocketDisconnect), switchboard.client.websocket_connect("/twilio/stream"):
        pass
    with pytest.raises(WebSocketDisconnect), switchboard.stream(token="forged"):
        pass


def test_a_stream_with_its_ticket_is_served_and_closed_when_the_conversation_is_over(
    switchboard: Switchboard,
) -> None:
    ticket = ticket_of(switchboard.call("CA7"))
    with switchboard.stream() as stream:
        stream.send_json({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        stream.send_json(start_message("CA7", ticket))
        assert stream.receive_json()["event"] == "media"
        assert stream.receive_json() == {"event": "mark", "streamSid": "MZ1", "mark": {"name": "said-1"}}
        assert stream.receive()["type"] == "websocket.close"
    record = switchboard.journal.find("CA7")
    assert record is not None
    assert record.outcome == "transferred: unmatched"
    assert switchboard.streams.active == 0


def refused(stream: Any) -> bool:
    message = stream.receive()
    return bool(message["type"] == "websocket.close" and message["code"] == 1008)


def test_a_ticket_of_another_call_is_refused(switchboard: Switchboard) -> None:
    ticket = ticket_of(switchboard.call("CA1"))
    switchboard.call("CA2")
    with switchboard.stream() as stream:
        stream.send_json(start_message("CA2", ticket))
        assert refused(stream)
    assert not switchboard.conversations


def test_a_replayed_stream_is_refused(switchboard: Switchboard) -> None:
    ticket = ticket_of(switchboard.call("CA1"))
    with switchboard.stream() as stream:
        stream.send_json(start_message("CA1", ticket))
        stream.receive_json()
    with switchboard.stream() as stream:
        stream.send_json(start_message("CA1", ticket))
        assert refused(stream)
    assert len(switchboard.conversations) == 1


def test_a_ticket_expires(switchboard: Switchboard) -> None:
    ticket = ticket_of(switchboard.call("CA1"))
    switchboard.clock[0] += LIFETIME_S
    with switchboard.stream() as stream:
        stream.send_json(start_message("CA1", ticket))
        assert refused(stream)


@pytest.mark.parametrize(
    "start",
    [
        {"event": "start", "start": {}},
        {"event": "start", "streamSid": "MZ1", "start": {"callSid": 7, "customParameters": {"token": "x"}}},
        {"event": "start", "streamSid": "MZ1", "start": {"callSid": "CA1", "customParameters": "x"}},
        {"event": "start", "streamSid": "MZ1", "start": {"callSid": "CA1", "customParameters": {}}},
    ],
)
def test_a_start_message_without_call_or_ticket_is_refused(
    switchboard: Switchboard, start: dict[str, Any]
) -> None:
    switchboard.call("CA1")
    with switchboard.stream() as stream:
        stream.send_json(start)
        assert refused(stream)


def test_malformed_messages_in_the_stream_are_survived(switchboard: Switchboard) -> None:
    switchboard.conversation = ListeningConversation
    ticket = ticket_of(switchboard.call("CA1"))
    with switchboard.stream() as stream:
        stream.send_text("no json")
        stream.send_bytes(b"\x00\xff")
        stream.send_json([1, 2])
        stream.send_json(start_message("CA1", ticket))
        for message in (
            {},
            {"event": "media"},
            {"event": "media", "media": {"payload": "***"}},
            {"event": 5},
        ):
            stream.send_json(message)
        stream.send_json({"event": "media", "media": {"payload": "/////w=="}})
        stream.send_json({"event": "stop"})
        assert stream.receive()["type"] == "websocket.close"
    assert switchboard.conversations[0].heard == b"\xff" * 4
    record = switchboard.journal.find("CA1")
    assert record is not None
    assert record.outcome == "caller_hung_up"


def test_a_fault_in_a_conversation_closes_the_stream_so_that_a_person_follows(
    switchboard: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    switchboard.conversation = ListeningConversation
    ticket = ticket_of(switchboard.call("CA1"))
    with switchboard.stream() as stream:
        stream.send_json(start_message("CA1", ticket))
        stream.send_json({"event": "dtmf", "dtmf": {"digit": "9"}})
        assert stream.receive()["type"] == "websocket.close"
    assert "the caller is connected to a person" in caplog.text


def test_when_too_many_calls_are_open_the_next_goes_straight_to_the_officers(tmp_path: Path) -> None:
    for board in build(tmp_path, TOKEN, max_calls=1):
        board.conversation = ListeningConversation
        ticket = ticket_of(board.call("CA1"))
        with board.stream() as stream:
            stream.send_json(start_message("CA1", ticket))
            stream.send_json({"event": "mark", "mark": {"name": "none"}})
            while not board.conversations:
                pass
            assert [verb.tag for verb in board.call("CA2")][:2] == ["Say", "Dial"]
            record = board.journal.find("CA2")
            assert record is not None
            assert record.outcome == "overflow"
            stream.send_json({"event": "stop"})
            assert stream.receive()["type"] == "websocket.close"


def test_a_caller_who_rings_again_and_again_is_turned_away_for_a_while(switchboard: Switchboard) -> None:
    for number in range(5):
        switchboard.call(f"CA{number}")
    assert [verb.tag for verb in switchboard.call("CA6")] == ["Say", "Hangup"]
    record = switchboard.journal.find("CA6")
    assert record is not None
    assert record.outcome == "turned_away"
    switchboard.clock[0] += 600
    assert switchboard.call("CA7").find("Connect") is not None


def test_a_stream_without_audio_is_ended_and_leads_to_a_person(tmp_path: Path) -> None:
    for board in build(tmp_path, TOKEN, watchdog=Watchdog(no_media_s=0.02)):
        board.conversation = ListeningConversation
        with board.stream() as stream:
            stream.send_json(start_message("CA1", ticket_of(board.call("CA1"))))
            assert stream.receive()["type"] == "websocket.close"
        record = board.journal.find("CA1")
        assert record is not None
        assert record.outcome == "stuck"


def test_a_stream_longer_than_any_call_is_ended(tmp_path: Path) -> None:
    for board in build(tmp_path, TOKEN, watchdog=Watchdog(longest_s=0.02)):
        board.conversation = ListeningConversation
        with board.stream() as stream:
            stream.send_json(start_message("CA1", ticket_of(board.call("CA1"))))
            assert stream.receive()["type"] == "websocket.close"
        record = board.journal.find("CA1")
        assert record is not None
        assert record.outcome == "stuck"


def test_a_body_that_is_too_large_or_no_form_is_refused_unread(switchboard: Switchboard) -> None:
    assert switchboard.client.post("/twilio/voice", content=b"a" * 20_000).status_code == 413
    assert switchboard.client.post("/twilio/voice", content=b"\xff\xfe=1").status_code == 400
    fields = "&".join(f"a{number}=1" for number in range(300))
    assert switchboard.client.post("/twilio/voice", content=fields).status_code == 400


def test_a_message_is_kept_once_and_its_number_read_out_digit_by_digit(switchboard: Switchboard) -> None:
    switchboard.call("CA1")
    form = {"CallSid": "CA1", "From": CALLER, "RecordingSid": "RE1", "RecordingDuration": "12"}
    first = switchboard.post("/twilio/message", **form).text
    record = switchboard.journal.find("CA1")
    assert record is not None
    (message,) = record.messages
    assert (message.recording_sid, message.seconds) == ("RE1", 12)
    assert ", ".join(message.reference) in first
    assert switchboard.post("/twilio/message", **form).text == first
    assert len(record.messages) == 1


def test_a_recording_of_nothing_is_no_message(switchboard: Switchboard) -> None:
    switchboard.call("CA1")
    form = {"CallSid": "CA1", "From": CALLER, "RecordingSid": "RE1", "RecordingDuration": "0"}
    assert "chưa nhận được lời nhắn" in switchboard.post("/twilio/message", **form).text
    record = switchboard.journal.find("CA1")
    assert record is not None
    assert not record.messages


def test_a_call_back_is_promised_only_to_a_number_that_is_known(switchboard: Switchboard) -> None:
    switchboard.call("CA1")
    promised = switchboard.post("/twilio/offered", CallSid="CA1", From=CALLER, Digits="2").text
    record = switchboard.journal.find("CA1")
    assert record is not None
    (callback,) = record.messages
    assert ", ".join(callback.reference) in promised
    withheld = switchboard.post("/twilio/offered", CallSid="CA2", From="anonymous", Digits="2").text
    assert "<Record" in withheld


def test_a_line_rung_without_a_briefing_is_in_the_record(switchboard: Switchboard) -> None:
    switchboard.call("CA1")
    form = {"CallSid": "CA9", "ParentCallSid": "CA1", "To": ON_DUTY.phone, "CallStatus": "no-answer"}
    assert switchboard.post("/twilio/leg", **form).status_code == 204
    record = switchboard.journal.find("CA1")
    assert record is not None
    assert [(attempt.officer, attempt.outcome) for attempt in record.transfers] == [("An", "no_answer")]


def test_twilio_asking_about_a_transfer_that_is_lost_leads_to_the_recorder(switchboard: Switchboard) -> None:
    missed = ET.fromstring(
        switchboard.post("/twilio/dialed?round=1", CallSid="CA1", DialCallStatus="busy").text
    )
    assert "Record" in [verb.tag for verb in missed]
    assert "<Hangup" in switchboard.post("/twilio/briefing", CallSid="CA9", ParentCallSid="CA1").text


def test_the_record_of_a_call_is_shown_only_to_holders_of_the_token(switchboard: Switchboard) -> None:
    switchboard.call("CA1")
    path = "/twilio/calls/CA1"
    assert switchboard.client.get(path).status_code == 403
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, {})
    shown = switchboard.client.get(path, headers={"X-Twilio-Signature": signature})
    assert shown.json()["call_sid"] == "CA1"
    assert CALLER not in shown.text


def test_no_log_line_holds_the_token_or_a_whole_number(
    switchboard: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ticket = ticket_of(switchboard.call("CA1"))
        with switchboard.stream() as stream:
            stream.send_json(start_message("CA1", ticket))
            stream.receive_json()
        switchboard.post("/twilio/voice", token="forged", CallSid="CA1", From=CALLER)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("telephony"))
    assert ours
    for secret in (TOKEN, CALLER, ticket):
        assert secret not in ours
