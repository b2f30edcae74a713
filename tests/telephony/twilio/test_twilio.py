"""What Twilio is allowed to do, and what it is told: webhooks, signatures, the media stream's admission."""

import json
import logging
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.datastructures import ImmutableMultiDict
from starlette.websockets import WebSocketDisconnect
from twilio.request_validator import RequestValidator

from telephony.calls.run import WatchdogLimits
from telephony.logs import CallFilter
from telephony.twilio.tickets import LIFETIME_S
from tests.doubles.switchboard import (
    CALLER,
    ON_DUTY,
    PUBLIC,
    TOKEN,
    ListeningConversation,
    Switchboard,
    build,
    start_message,
    ticket_of,
)


@pytest.fixture
def switchboard(tmp_path: Path) -> Iterator[Switchboard]:
    yield from build(tmp_path, TOKEN)


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


def post(switchboard: Switchboard, fields: list[tuple[str, str]], token: str = TOKEN) -> int:
    """What a webhook with these fields, signed by Twilio's rule, is answered."""
    signed = RequestValidator(token).compute_signature(f"{PUBLIC}/twilio/voice", ImmutableMultiDict(fields))
    headers = {"X-Twilio-Signature": signed, "Content-Type": "application/x-www-form-urlencoded"}
    answer = switchboard.client.post("/twilio/voice", content=urlencode(fields), headers=headers)
    return int(answer.status_code)


def test_a_field_that_comes_twice_is_signed_with_all_its_values(switchboard: Switchboard) -> None:
    call = [("CallSid", "CA1"), ("From", CALLER)]
    assert post(switchboard, [*call, ("SipHeader_X-Tag", "b"), ("SipHeader_X-Tag", "a")]) == 200
    assert post(switchboard, [*call, ("SipHeader_X-Tag", "a"), ("SipHeader_X-Tag", "a")]) == 200
    assert post(switchboard, [*call, ("SipHeader_X-Tag", "")], token="forged") == 403


def test_results_of_add_ons_are_no_reason_to_refuse_a_call(switchboard: Switchboard) -> None:
    results = json.dumps({"results": "ế" * 3_000})
    assert post(switchboard, [("CallSid", "CA1"), ("From", CALLER), ("AddOns", results)]) == 200


def test_while_the_token_is_rotated_both_are_accepted_and_none_else(tmp_path: Path) -> None:
    for board in build(tmp_path, TOKEN, "the-old-token"):
        for number, token in enumerate((TOKEN, "the-old-token")):
            assert board.post("/twilio/voice", token=token, CallSid=f"CA{number}").status_code == 200
            with board.stream(token=token):
                pass
        assert board.post("/twilio/voice", token=f"{TOKEN},the-old-token", CallSid="CA9").status_code == 403


def test_without_a_token_everything_is_refused_with_a_clear_log_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for board in build(tmp_path):
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
    assert str(record.outcome) == "transfer_failed: unmatched"
    assert switchboard.calls.active == 0


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
    assert str(record.outcome) == "caller_hung_up"


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
            assert board.began.acquire(timeout=5)
            assert [verb.tag for verb in board.call("CA2")][:2] == ["Say", "Dial"]
            record = board.journal.find("CA2")
            assert record is not None
            assert str(record.outcome) == "overflow"
            stream.send_json({"event": "stop"})
            assert stream.receive()["type"] == "websocket.close"


def test_a_caller_who_rings_again_and_again_is_turned_away_for_a_while(switchboard: Switchboard) -> None:
    for number in range(5):
        switchboard.call(f"CA{number}")
    assert [verb.tag for verb in switchboard.call("CA6")] == ["Say", "Hangup"]
    record = switchboard.journal.find("CA6")
    assert record is not None
    assert str(record.outcome) == "turned_away"
    switchboard.clock[0] += 600
    assert switchboard.call("CA7").find("Connect") is not None


@pytest.mark.parametrize("caller", ["", "anonymous", "+266696687", "sip:lan@pbx.example"])
def test_callers_whose_number_is_not_seen_are_not_taken_for_one(
    switchboard: Switchboard, caller: str
) -> None:
    for number in range(20):
        answer = switchboard.post("/twilio/voice", CallSid=f"CA{number}", From=caller, To="+842433334444")
        document = ET.fromstring(answer.text)
        assert document.find("Connect") is not None
        dial = document.find("Dial")
        assert dial is not None
        assert dial.attrib["callerId"] == "+842433334444", (
            "the carrier rings nobody for a number that is none"
        )


def test_the_callers_own_number_is_shown_to_officers_where_there_is_one(switchboard: Switchboard) -> None:
    dial = switchboard.call().find("Dial")
    assert dial is not None
    assert "callerId" not in dial.attrib


def test_every_line_of_the_log_that_a_webhook_writes_bears_the_call(
    switchboard: Switchboard, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(CallFilter())
    for number in range(6):
        switchboard.call(f"CA{number}")
    [line] = [record for record in caplog.records if "called too often" in record.getMessage()]
    assert getattr(line, "call", "") == "[CA5] "


def test_a_stream_longer_than_any_call_is_ended(tmp_path: Path) -> None:
    for board in build(tmp_path, TOKEN, limits=WatchdogLimits(longest_s=0.02)):
        board.conversation = ListeningConversation
        with board.stream() as stream:
            stream.send_json(start_message("CA1", ticket_of(board.call("CA1"))))
            assert stream.receive()["type"] == "websocket.close"
        record = board.journal.find("CA1")
        assert record is not None
        assert str(record.outcome) == "stuck"


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
