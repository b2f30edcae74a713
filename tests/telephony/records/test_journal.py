"""The journal: what every part of a call writes to, in memory at once and in the database soon after."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from telephony.records.database import RecordsError
from telephony.records.journal import KEPT_CALLS, Journal
from telephony.records.outcome import Ending, Outcome
from telephony.records.record import CallRecord, MessageKind, TransferAttempt
from telephony.records.store import RecordStore
from tests.doubles.call_samples import (
    NOON,
    Clock,
    a_turn,
    sqlite_in,
)

CALLER = "+84912345678"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Iterator[Journal]:
    journal = Journal(clock, RecordStore(sqlite_in(tmp_path)))
    yield journal
    journal.shut()


def stored(folder: Path) -> list[CallRecord]:
    store = RecordStore(sqlite_in(folder))
    found = list(store.calls())
    store.close()
    return found


def test_a_call_is_stored_with_all_that_happened_in_it(
    journal: Journal, clock: Clock, tmp_path: Path
) -> None:
    record = journal.open("CA1", CALLER)
    turn = a_turn()
    journal.add_turn(record, turn)
    turn.voice, turn.first_audio_ms = "espeak", 30.0
    journal.renew_turn(record, turn)
    attempt = TransferAttempt("Nguyễn An", 0, clock())
    journal.add_transfer(record, attempt)
    clock.pass_(seconds=20)
    attempt.ended, attempt.outcome = clock(), "no_answer"
    journal.add_transfer(record, attempt)
    journal.add_callback(record)
    journal.close(record, Outcome.parse("unreached: unmatched"))
    assert journal.flush()
    [found] = stored(tmp_path)
    assert found == record
    assert found.turns == [a_turn(at=NOON, voice="espeak", first_audio_ms=30.0)]
    assert [(t.officer, t.outcome) for t in found.transfers] == [("Nguyễn An", "no_answer")]
    assert (found.ended, str(found.outcome)) == (NOON + timedelta(seconds=20), "unreached: unmatched")


def test_a_turn_is_in_the_database_before_the_call_ends(journal: Journal, tmp_path: Path) -> None:
    record = journal.open("CA1", CALLER, channel="counter")
    journal.add_turn(record, a_turn())
    assert journal.flush()
    [found] = stored(tmp_path)
    assert (found.channel, found.ended, len(found.turns)) == ("counter", None, 1)


def test_a_repeated_webhook_gets_the_same_record(journal: Journal) -> None:
    assert journal.open("CA1", CALLER) is journal.open("CA1", CALLER)


def test_the_first_ending_stands(journal: Journal) -> None:
    record = journal.open("CA1", CALLER)
    journal.close(record, Outcome.parse("finished"))
    journal.close(record, Outcome.parse("failed"))
    assert str(record.outcome) == "finished"


def test_what_was_heard_is_plain_for_the_briefing_and_masked_everywhere_else(
    journal: Journal, tmp_path: Path
) -> None:
    heard = "tên tôi là Trần Văn Bình, số điện thoại 0912345678"
    record = journal.open("CA1", CALLER)
    journal.add_turn(record, a_turn(heard))
    assert record.turns[0].heard == heard
    assert record.as_json()["turns"][0]["heard"] == "tên tôi là [tên], số điện thoại [số]"
    journal.add_message(record, text="nhắn anh Trần Văn Bình gọi 0912345678")
    journal.close(record, Outcome.parse("finished"))
    assert record.turns[0].heard == "tên tôi là [tên], số điện thoại [số]"
    journal.shut()
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        for secret in ("Bình", "0912345678", "912345678"):
            assert secret.encode() not in content


def test_references_are_digits_that_only_grow_and_go_on_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    given: list[str] = []
    for run in range(3):
        journal = Journal(clock, RecordStore(sqlite_in(tmp_path)))
        for call in range(25):  # more than one block, fetched while numbers are being given
            given.append(journal.add_message(journal.open(f"CA{run}-{call}", CALLER), text="gọi lại"))
            journal.flush()
        journal.shut()
    assert all(reference.isdecimal() and len(reference) == 4 for reference in given)
    assert given == sorted(set(given))


def test_the_same_recording_and_a_second_wish_to_be_called_back_keep_their_reference(
    journal: Journal,
) -> None:
    record = journal.open("CA1", CALLER)
    first = journal.add_message(record, recording_sid="RE1", seconds=12.0)
    assert journal.add_message(record, recording_sid="RE1", seconds=12.0) == first
    assert journal.add_message(record, recording_sid="RE2") != first
    assert journal.add_callback(record) == journal.add_callback(record)
    assert [message.kind for message in record.messages] == [
        MessageKind.MESSAGE,
        MessageKind.MESSAGE,
        MessageKind.CALLBACK,
    ]


def test_after_a_restart_a_webhook_finds_its_call_and_adds_to_it(tmp_path: Path, clock: Clock) -> None:
    before = Journal(clock, RecordStore(sqlite_in(tmp_path)))
    record = before.open("CA1", CALLER)
    before.add_transfer(record, TransferAttempt("Nguyễn An", 0, clock(), clock(), "busy"))
    before.shut()
    after = Journal(clock, RecordStore(sqlite_in(tmp_path)))
    found = after.open("CA1", CALLER)
    assert str(found.outcome) == "service_stopped"
    after.add_transfer(
        found, TransferAttempt("Trần Bình", len(found.transfers), clock(), clock(), "accepted")
    )
    after.shut()
    [stored_call] = stored(tmp_path)
    assert [attempt.officer for attempt in stored_call.transfers] == ["Nguyễn An", "Trần Bình"]
    assert stored_call.started == NOON


def test_calls_past_their_retention_are_deleted_at_start_and_once_a_day(tmp_path: Path, clock: Clock) -> None:
    def started() -> Journal:
        store = RecordStore(sqlite_in(tmp_path))
        return Journal(clock, store, retention=timedelta(days=3), clock=lambda: clock().timestamp())

    first = started()
    first.close(first.open("CA-monday", CALLER), Outcome.parse("finished"))
    first.shut()
    clock.pass_(days=2)
    second = started()
    second.close(second.open("CA-wednesday", CALLER), Outcome.parse("finished"))
    assert second.flush()
    assert {call.call_sid for call in stored(tmp_path)} == {"CA-monday", "CA-wednesday"}
    clock.pass_(days=2)
    second.close(second.open("CA-friday", CALLER), Outcome.parse("finished"))
    assert second.flush()
    assert {call.call_sid for call in stored(tmp_path)} == {"CA-wednesday", "CA-friday"}
    second.shut()
    clock.pass_(days=3)
    started().shut()
    assert [call.call_sid for call in stored(tmp_path)] == ["CA-friday"]


def test_calls_that_nothing_has_ended_are_told(journal: Journal) -> None:
    first, _, ended = (journal.open(sid, CALLER) for sid in ("CA1", "CA2", "CA3"))
    journal.close(ended, Outcome.parse("finished"))
    assert [record.call_sid for record in journal.open_calls()] == ["CA1", "CA2"]
    journal.close(first, Outcome.parse("finished"))
    assert [record.call_sid for record in journal.open_calls()] == ["CA2"]


def test_ended_calls_leave_memory_and_open_ones_stay(journal: Journal) -> None:
    open_call = journal.open("CA-open", CALLER)
    for number in range(KEPT_CALLS + 20):
        journal.close(journal.open(f"CA{number}", CALLER), Outcome.parse("finished"))
    assert journal.find("CA-open") is open_call
    assert journal.find("CA0") is None
    assert journal.find(f"CA{KEPT_CALLS + 19}") is not None


@pytest.mark.slow
def test_a_thousand_calls_hold_no_more_files_and_connections_than_fifty(journal: Journal) -> None:
    open_files = Path("/proc/self/fd")
    if not open_files.exists():
        pytest.skip("this system does not list open files")

    def calls(first: int, last: int) -> int:
        for number in range(first, last):
            record = journal.open(f"CA{number}", CALLER)
            journal.add_turn(record, a_turn())
            journal.add_transfer(record, TransferAttempt("An", 0, NOON, NOON, "accepted"))
            journal.add_message(record, text="gọi lại")
            journal.close(record, Outcome.parse("finished"))
            if number % 50 == 49:  # so few are written in time on any machine
                assert journal.flush()
        return len(list(open_files.iterdir()))

    after_fifty = calls(0, 50)
    assert calls(50, 1000) == after_fifty


def test_a_journal_without_a_database_keeps_its_calls_in_memory(clock: Clock) -> None:
    journal = Journal(clock)
    record = journal.open("CA1", CALLER)
    assert journal.add_callback(record) == "1001"
    journal.shut()
    assert str(record.outcome) == "service_stopped"


def test_a_call_cut_off_by_a_crash_is_found_closed(tmp_path: Path, clock: Clock) -> None:
    store = RecordStore(sqlite_in(tmp_path))
    journal = Journal(clock, store)
    journal.open("CA1", CALLER)
    assert journal.flush()
    store._presence.release()  # what the system does to a process that is killed
    after = Journal(clock, RecordStore(sqlite_in(tmp_path)))
    found = after.find("CA1")
    after.shut()
    journal.shut()
    assert found is not None
    assert found.outcome == Outcome(Ending.CRASHED)


def test_a_database_that_can_never_be_used_stops_the_service_with_the_reason(
    tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordsError, match="HELPLINE_DATA"):
        Journal(clock, RecordStore(sqlite_in(tmp_path / "file")))
