"""What the database keeps of calls, on SQLite and on PostgreSQL."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, text

from telephony.records.outcome import Ending, Outcome
from telephony.records.record import (
    CallRecord,
    Message,
    MessageKind,
    RefusedRequest,
    TransferAttempt,
)
from telephony.records.references import FIRST_REFERENCE
from telephony.records.rows import (
    call_row,
    message_row,
    refused_row,
    transfer_row,
    turn_row,
)
from telephony.records.store import RecordStore, UnavailableError
from tests.doubles.call_samples import (
    DATABASES,
    NOON,
    a_record,
    a_turn,
    database,
)


@pytest.fixture(params=DATABASES)
def address(request: Any, tmp_path: Path) -> Iterator[URL]:
    with database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def store(address: URL) -> Iterator[RecordStore]:
    store = RecordStore(address)
    store.start()
    yield store
    store.close()


def write(store: RecordStore, record: CallRecord, run: int | None = None) -> None:
    rows = [call_row(record, store.run if run is None else run)]
    rows += [turn_row(record, place, turn) for place, turn in enumerate(record.turns)]
    rows += [transfer_row(record, attempt) for attempt in record.transfers]
    rows += [message_row(record, place, message) for place, message in enumerate(record.messages)]
    store.write(rows)


def a_full_record() -> CallRecord:
    return a_record(
        turns=[
            a_turn(at=NOON),
            a_turn("lệ phí bao nhiêu", at=NOON + timedelta(seconds=9), aspects=("fee", "time")),
        ],
        transfers=[TransferAttempt("Nguyễn An", 0, NOON, NOON + timedelta(seconds=20), "busy")],
        messages=[Message("1001", MessageKind.MESSAGE, NOON, "gọi lại giúp", "RE1", 12.5)],
        ended=NOON + timedelta(seconds=40),
        outcome=Outcome.parse("transferred: unmatched"),
        briefing="Câu hỏi nghe được là: lệ phí bao nhiêu.",
    )


def test_a_call_comes_back_as_it_was_recorded(store: RecordStore) -> None:
    write(store, a_full_record())
    assert list(store.calls()) == [a_full_record()]


def test_writing_a_row_again_renews_it(store: RecordStore) -> None:
    record = a_record(turns=[a_turn(at=NOON)])
    write(store, record)
    spoken = replace(record.turns[0], voice="espeak", first_audio_ms=31.0)
    store.write([turn_row(record, 0, spoken)])
    found = store.find("CA1")
    assert found is not None
    assert found.turns == [spoken]


def test_calls_are_listed_newest_first_and_since_a_moment(store: RecordStore) -> None:
    for hour in range(4):
        write(store, a_record(f"CA{hour}", started=NOON + timedelta(hours=hour)))
    assert [record.call_sid for record in store.calls()] == ["CA3", "CA2", "CA1", "CA0"]
    recent = store.calls(since=NOON + timedelta(hours=2), limit=5)
    assert [record.call_sid for record in recent] == ["CA3", "CA2"]
    assert [record.call_sid for record in store.calls(limit=1)] == ["CA3"]


def test_a_call_is_found_by_its_sid_and_by_the_reference_of_its_message(store: RecordStore) -> None:
    write(store, a_full_record())
    for key in ("CA1", "1001"):
        found = store.find(key)
        assert found is not None
        assert found.call_sid == "CA1"
    assert store.find("1002") is None


def test_only_calls_older_than_the_limit_are_deleted_with_all_about_them(
    store: RecordStore, address: URL
) -> None:
    write(store, replace(a_full_record(), call_sid="CA-old", started=NOON - timedelta(days=181)))
    write(store, a_full_record())
    store.forget_recording("RE1")
    assert store.purge(NOON - timedelta(days=180)) == 1
    assert [record.call_sid for record in store.calls()] == ["CA1"]
    engine = create_engine(address)
    with engine.connect() as connection:
        for table in ("turns", "transfers", "messages"):
            sids = connection.execute(text(f"SELECT DISTINCT call_sid FROM {table}")).scalars().all()
            assert sids == ["CA1"]
    engine.dispose()


def test_a_call_whose_recording_lies_at_the_carrier_is_kept_until_that_has_gone(store: RecordStore) -> None:
    write(store, a_full_record())
    later = NOON + timedelta(days=1)
    assert store.expired_recordings(NOON) == []
    assert store.expired_recordings(later) == ["RE1"]
    assert store.purge(later) == 0
    store.forget_recording("RE1")
    assert store.expired_recordings(later) == []
    assert store.purge(later) == 1


def test_one_call_is_forgotten_with_all_about_it(store: RecordStore, address: URL) -> None:
    write(store, a_full_record())
    write(store, a_record("CA2"))
    store.forget("CA1")
    assert [record.call_sid for record in store.calls()] == ["CA2"]
    engine = create_engine(address)
    with engine.connect() as connection:
        for table in ("turns", "transfers", "messages"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    engine.dispose()


def test_the_newest_call_up_to_a_moment_is_found(store: RecordStore) -> None:
    assert store.newest(NOON) is None
    for hour in range(3):
        write(store, a_record(f"CA{hour}", started=NOON + timedelta(hours=hour)))
    assert store.newest(NOON + timedelta(minutes=90)) == NOON + timedelta(hours=1)


def test_a_call_of_a_run_that_is_gone_is_closed_at_its_last_sign_of_life(address: URL) -> None:
    first = RecordStore(address)
    first.start()
    write(first, a_record("CA-quiet"))
    write(first, a_record("CA-talked", turns=[a_turn(at=NOON + timedelta(seconds=50))]))
    write(first, a_record("CA-over", ended=NOON + timedelta(seconds=5), outcome=Outcome.parse("finished")))
    first.close()
    second = RecordStore(address)
    second.start()
    calls = {record.call_sid: (record.outcome, record.ended) for record in second.calls()}
    second.close()
    assert calls == {
        "CA-quiet": (Outcome(Ending.CRASHED), NOON),
        "CA-talked": (Outcome(Ending.CRASHED), NOON + timedelta(seconds=50)),
        "CA-over": (Outcome(Ending.FINISHED), NOON + timedelta(seconds=5)),
    }


def test_a_second_service_leaves_the_calls_of_a_living_one_open(store: RecordStore, address: URL) -> None:
    write(store, a_record())
    second = RecordStore(address)
    second.start()
    [record] = second.calls()
    second.close()
    assert record.ended is None
    [record] = store.calls()
    assert record.outcome is None


def test_no_two_runs_get_the_same_reference_numbers(store: RecordStore, address: URL) -> None:
    second = RecordStore(address)
    second.start()
    blocks = [store.reserve_references(3), second.reserve_references(2), store.reserve_references(2)]
    second.close()
    assert [number for block in blocks for number in block] == list(
        range(FIRST_REFERENCE, FIRST_REFERENCE + 7)
    )


def test_a_database_in_order_counts_its_calls_and_is_not_changed_by_being_examined(
    store: RecordStore,
) -> None:
    write(store, a_full_record())
    write(store, a_record("CA-open"))
    before = store.reserve_references(1)
    health = store.health()
    assert (health.is_current, health.calls, health.open_calls, health.fault) == (True, 2, 1, None)
    assert not health.waits_for_readers
    assert store.reserve_references(1)[0] == before[0] + 1


def test_refused_requests_are_kept_by_cause_and_deleted_when_they_are_old(store: RecordStore) -> None:
    old = RefusedRequest("account", "another account", None, NOON, NOON)
    again = RefusedRequest("address", "set it", "https://x.example", NOON, NOON + timedelta(days=9), 4)
    store.write([refused_row(old), refused_row(replace(again, count=3)), refused_row(again)])
    assert store.refused() == [again, old]
    store.purge(NOON + timedelta(days=1))
    assert store.refused() == [again]


def test_a_row_that_the_database_refuses_does_not_hold_up_the_others(
    store: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    good, orphan = a_record("CA1"), a_record("CA-unknown")
    with caplog.at_level(logging.ERROR):
        store.write(
            [
                turn_row(orphan, 0, a_turn("chuyện riêng")),
                call_row(good, store.run),
                turn_row(good, 0, a_turn()),
            ]
        )
    [record] = store.calls()
    assert (record.call_sid, len(record.turns)) == ("CA1", 1)
    assert "CA-unknown" in caplog.text
    assert "chuyện riêng" not in caplog.text


def test_a_locked_database_is_reported_and_nothing_half_written(tmp_path: Path) -> None:
    with database("sqlite", tmp_path) as url:
        store = RecordStore(url.update_query_dict({"timeout": "0.05"}))
        store.start()
        other = create_engine(url)
        with other.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(UnavailableError, match="locked"):
                write(store, a_full_record())
        write(store, a_full_record())
        assert list(store.calls()) == [a_full_record()]
        other.dispose()
        store.close()


def test_a_full_disk_is_reported_as_such(tmp_path: Path) -> None:
    with database("sqlite", tmp_path) as url:
        store = RecordStore(url)
        store.start()
        with store._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite's own stand-in for a full disk
            connection.rollback()
        record = a_record(turns=[a_turn("a" * 100_000)])
        with pytest.raises(UnavailableError, match="full"):
            write(store, record)
        store.close()


def test_deleted_words_do_not_stay_in_the_file(tmp_path: Path) -> None:
    with database("sqlite", tmp_path) as url:
        store = RecordStore(url)
        store.start()
        write(store, a_record(turns=[a_turn("chim sẻ đậu mái nhà")]))
        store.purge(NOON + timedelta(days=1))
        store.close()
        for file in tmp_path.iterdir():
            assert "chim sẻ đậu mái nhà".encode() not in file.read_bytes()
