"""The background writer: a call never waits, and a disk in trouble costs no record."""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from telephony.records import writer as writer_module
from telephony.records.models import Base
from telephony.records.record import Message, MessageKind
from telephony.records.references import ReferenceNumbers
from telephony.records.retention import Retention
from telephony.records.rows import call_row, message_row, turn_row
from telephony.records.store import RecordStore, UnavailableError
from telephony.records.writer import RecordWriter
from tests.doubles.call_samples import (
    NOON,
    Clock,
    a_record,
    a_turn,
    sqlite_in,
)

SOON = 0.01
HALF_A_YEAR = timedelta(days=180)


class FullDisk(RecordStore):
    """A database whose disk is full until the test makes room."""

    def __init__(self, folder: Path) -> None:
        super().__init__(sqlite_in(folder))
        self.full = False
        self.attempts = threading.Semaphore(0)
        self.batches: list[list[tuple[object, ...]]] = []

    def write(self, rows: Sequence[Base]) -> None:
        self.attempts.release()
        if self.full:
            raise UnavailableError("database or disk is full")
        self.batches.append([row.key for row in rows])
        super().write(rows)


def start(store: RecordStore) -> RecordWriter:
    clock = Clock()
    retention = Retention(store, HALF_A_YEAR, clock, clock=lambda: 0.0)
    writer = RecordWriter(store, ReferenceNumbers(clock), retention, retry_s=SOON)
    writer.start()
    return writer


def stored(folder: Path) -> list[tuple[str, int]]:
    store = RecordStore(sqlite_in(folder))
    found = sorted((record.call_sid, len(record.turns)) for record in store.calls())
    store.close()
    return found


def test_records_wait_out_a_full_disk_and_are_then_written_in_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = FullDisk(tmp_path)
    writer = start(store)
    store.full = True
    record = a_record()
    writer.put(call_row(record, store.run))
    assert store.attempts.acquire(timeout=5)
    for position in range(3):
        writer.put(turn_row(record, position, a_turn()))
    assert store.attempts.acquire(timeout=5)
    store.full = False
    assert writer.flush()
    writer.shut()
    assert stored(tmp_path) == [("CA1", 3)]
    keys = [key for batch in store.batches for key in batch]
    assert keys == [("calls", "CA1"), *(("turns", "CA1", position) for position in range(3))]
    assert "database or disk is full" in caplog.text
    assert "free space" in caplog.text
    assert "written again" in caplog.text


def test_a_writer_says_what_is_wrong_while_it_cannot_write_or_cannot_keep_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FullDisk(tmp_path)
    writer = start(store)
    assert writer.fault is None
    store.full = True
    writer.put(call_row(a_record(), store.run))
    for _ in range(2):
        assert store.attempts.acquire(timeout=5)
    assert "attempts to write failed, 1 rows wait" in (writer.fault or "")
    store.full = False
    assert writer.flush()
    assert writer.fault is None
    monkeypatch.setattr(writer_module, "LAGGING", 0)
    assert writer.fault == "0 rows wait to be written"
    writer.shut()


def test_a_row_renewed_while_it_waits_is_written_once_as_it_is_last(tmp_path: Path) -> None:
    store = FullDisk(tmp_path)
    writer = start(store)
    store.full = True
    record = a_record()
    writer.put(call_row(record, store.run))
    writer.put(turn_row(record, 0, a_turn()))
    assert store.attempts.acquire(timeout=5)
    writer.put(turn_row(record, 0, a_turn(voice="espeak")))
    store.full = False
    assert writer.flush()
    [found] = store.calls()
    writer.shut()
    assert found.turns == [a_turn(voice="espeak")]


def test_a_locked_database_makes_nobody_wait_but_the_writer(tmp_path: Path) -> None:
    store = RecordStore(sqlite_in(tmp_path).update_query_dict({"timeout": "0.01"}))
    writer = start(store)
    with closing(sqlite3.connect(tmp_path / "helpline.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.put(call_row(a_record(), store.run))
        assert not writer.flush(within_s=0.05)
        other.execute("ROLLBACK")
    assert writer.flush()
    writer.shut()
    assert stored(tmp_path) == [("CA1", 0)]


def test_a_service_starts_although_its_database_is_locked_and_catches_up(tmp_path: Path) -> None:
    path = tmp_path / "helpline.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        store = RecordStore(sqlite_in(tmp_path).update_query_dict({"timeout": "0.01"}))
        writer = start(store)
        writer.put(call_row(a_record(), store.run))
        other.execute("ROLLBACK")
    assert writer.flush()
    writer.shut()
    assert stored(tmp_path) == [("CA1", 0)]


def test_what_cannot_be_written_before_the_end_is_counted_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = FullDisk(tmp_path)
    writer = start(store)
    store.full = True
    writer.put(call_row(a_record(), store.run))
    writer.shut()
    assert "stops with 1 records that could not be written" in caplog.text


def test_what_is_still_being_written_at_the_end_is_counted_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Stuck(FullDisk):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.free = threading.Event()

        def write(self, rows: Sequence[Base]) -> None:
            self.attempts.release()
            self.free.wait(60)
            super().write(rows)

    store = Stuck(tmp_path)
    writer = start(store)
    writer.put(call_row(a_record("CA1"), store.run))
    assert store.attempts.acquire(timeout=5)
    writer.put(call_row(a_record("CA2"), store.run))
    writer.shut(within_s=SOON)
    assert "stops with 2 records that could not be written" in caplog.text
    store.free.set()
    assert writer.flush()
    writer.shut()


def test_a_run_that_the_database_has_lost_is_announced_again_before_anything_is_written(
    tmp_path: Path,
) -> None:
    class Forgetful(FullDisk):
        def __init__(self, folder: Path) -> None:
            super().__init__(folder)
            self.told: list[str] = []

        def hold_presence(self) -> None:
            self.told.append("here")
            super().hold_presence()

        def write(self, rows: Sequence[Base]) -> None:
            self.told.append("rows")
            super().write(rows)

    store = Forgetful(tmp_path)
    writer = start(store)
    for sid in ("CA1", "CA2"):
        writer.put(call_row(a_record(sid), store.run))
        assert writer.flush()
    writer.shut()
    assert store.told[:4] == ["here", "rows", "here", "rows"]


def test_a_carrier_that_takes_its_time_holds_up_no_record(tmp_path: Path) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Slow:
        def delete(self, recording_sid: str) -> bool:
            asked.set()
            return answer.wait(60)

    store = RecordStore(sqlite_in(tmp_path))
    store.start()
    clock = Clock(NOON + timedelta(days=200))
    left = Message("1001", MessageKind.MESSAGE, NOON, "", "RE1", 3.0)
    store.write([call_row(a_record("CA-old"), store.run), message_row(a_record("CA-old"), 0, left)])
    store.write([call_row(a_record("CA-lately", started=clock() - timedelta(days=2)), store.run)])
    retention = Retention(store, HALF_A_YEAR, clock, lambda: 0.0, Slow())
    writer = RecordWriter(store, ReferenceNumbers(clock), retention, retry_s=SOON)
    writer.start()
    writer.put(call_row(a_record("CA1", started=clock()), store.run))
    assert asked.wait(5)
    assert writer.flush(), "what was put before the carrier was asked is written"
    writer.put(call_row(a_record("CA2", started=clock()), store.run))
    answer.set()
    assert writer.flush()
    writer.shut()
    assert [sid for sid, _ in stored(tmp_path)] == ["CA-lately", "CA1", "CA2"]


def test_waiting_records_have_a_limit_and_passing_it_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer_module, "PENDING_LIMIT", 2)
    store = FullDisk(tmp_path)
    writer = start(store)
    store.full = True
    with caplog.at_level(logging.ERROR):
        for number in range(6):
            writer.put(call_row(a_record(f"CA{number}"), store.run))
            assert store.attempts.acquire(timeout=5)
    store.full = False
    assert writer.flush()
    writer.shut()
    assert stored(tmp_path) == [("CA0", 0), ("CA1", 0)]
    assert caplog.text.count("new ones are lost") == 1


def test_a_fault_nobody_foresaw_costs_no_record(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(FullDisk):
        def write(self, rows: Sequence[Base]) -> None:
            if not self.batches:
                self.batches.append([])
                raise ZeroDivisionError
            super().write(rows)

    store = Faulty(tmp_path)
    writer = start(store)
    writer.put(call_row(a_record(), store.run))
    assert writer.flush()
    writer.shut()
    assert stored(tmp_path) == [("CA1", 0)]
    assert "ZeroDivisionError" in caplog.text
