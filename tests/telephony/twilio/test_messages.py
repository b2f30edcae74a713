"""What callers leave behind, and what is told about officers' lines."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from telephony.numbers import WITHHELD
from telephony.twilio.twiml import NO_NUMBER
from tests.doubles.switchboard import (
    CALLER,
    ON_DUTY,
    TOKEN,
    Switchboard,
    build,
)


@pytest.fixture
def switchboard(tmp_path: Path) -> Iterator[Switchboard]:
    yield from build(tmp_path, TOKEN)


def test_a_body_that_is_too_large_or_no_form_is_refused_unread(switchboard: Switchboard) -> None:
    assert switchboard.client.post("/twilio/voice", content=b"a" * 70_000).status_code == 413
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


@pytest.mark.parametrize(
    "caller",
    ["", "anonymous", "Restricted", "unavailable", "sip:lan@pbx.example", "+840912345678", *sorted(WITHHELD)],
)
def test_no_call_back_is_promised_to_a_number_that_nobody_sees(switchboard: Switchboard, caller: str) -> None:
    answer = switchboard.post("/twilio/offered", CallSid="CA2", From=caller, Digits="2").text
    assert NO_NUMBER in answer
    assert "<Record" in answer
    record = switchboard.journal.find("CA2")
    assert record is None or not record.messages


def test_a_line_rung_without_a_briefing_is_in_the_record(switchboard: Switchboard) -> None:
    switchboard.call("CA1")
    form = {"CallSid": "CA9", "ParentCallSid": "CA1", "To": ON_DUTY.phone, "CallStatus": "no-answer"}
    assert switchboard.post("/twilio/leg", **form).status_code == 204
    record = switchboard.journal.find("CA1")
    assert record is not None
    assert [(attempt.officer, attempt.outcome) for attempt in record.transfers] == [("An", "no_answer")]


def test_when_we_died_over_the_ringing_and_are_back_all_officers_are_rung(switchboard: Switchboard) -> None:
    form = {"CallSid": "CA1", "DialCallStatus": "completed", "DialBridged": "false"}
    missed = ET.fromstring(switchboard.post("/twilio/dialed?round=1", **form).text)
    assert [number.text for number in missed.iterfind("./Dial/Number")] == [ON_DUTY.phone]
    assert "Record" in [verb.tag for verb in missed]
    for over in ({"DialBridged": "true"}, {"CallStatus": "completed"}):
        answer = ET.fromstring(switchboard.post("/twilio/dialed?round=1", **form | over).text)
        assert [verb.tag for verb in answer] == ["Hangup"], "they have spoken, or the caller has left"
    assert "<Hangup" in switchboard.post("/twilio/briefing", CallSid="CA9", ParentCallSid="CA1").text
