"""What is too old is deleted, at the carrier first, and never because a clock jumped."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from telephony.records.record import Message, MessageKind
from telephony.records.retention import FAILURES, Retention
from telephony.records.rows import call_row, message_row
from telephony.records.store import RecordStore
from tests.doubles.call_samples import NOON, Clock, a_record, sqlite_in

KEEP = timedelta(days=180)
YEAR = timedelta(days=365)


class Times:
    """A clock on the wall that can be set, and one that only goes on."""

    def __init__(self, now: datetime) -> None:
        self.wall, self.seconds = Clock(now), 0.0

    def pass_(self, **span: float) -> None:
        self.wall.pass_(**span)
        self.seconds += timedelta(**span).total_seconds()

    def set(self, now: datetime) -> None:
        self.wall.now = now


class Carrier:
    """Keeps recordings; some it does not give up."""

    def __init__(self, *kept: str, stubborn: tuple[str, ...] = ()) -> None:
        self.kept, self.stubborn = set(kept), set(stubborn)
        self.asked: list[str] = []
        self.seen: list[bool] = []
        self.still_known: Callable[[], bool] = lambda: False

    def delete(self, recording_sid: str) -> bool:
        self.asked.append(recording_sid)
        self.seen.append(self.still_known())
        if recording_sid in self.stubborn:
            return False
        self.kept.discard(recording_sid)
        return True


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    store = RecordStore(sqlite_in(tmp_path))
    store.start()
    yield store
    store.close()


def call(store: RecordStore, call_sid: str, started: datetime, recording: str | None = None) -> None:
    record = a_record(call_sid, started=started)
    store.write([call_row(record, store.run)])
    if recording:
        message = Message("1001", MessageKind.MESSAGE, started, "", recording, 3.0)
        store.write([message_row(record, 0, message)])


def left(store: RecordStore) -> list[str]:
    return sorted(record.call_sid for record in store.calls())


def run(retention: Retention) -> None:
    retention.look()
    while retention.has_work:
        retention.step()


def retention_of(store: RecordStore, times: Times, carrier: Carrier | None = None) -> Retention:
    return Retention(store, KEEP, times.wall, lambda: times.seconds, carrier)


# The carrier first


def test_a_recording_is_deleted_at_the_carrier_before_its_call_is_forgotten(store: RecordStore) -> None:
    call(store, "CA-old", NOON - timedelta(days=181), "RE1")
    call(store, "CA-lately", NOON - timedelta(days=2), "RE2")
    carrier = Carrier("RE1", "RE2")
    carrier.still_known = lambda: store.find("CA-old") is not None
    run(retention_of(store, Times(NOON), carrier))
    assert carrier.kept == {"RE2"}
    assert carrier.seen == [True]
    assert left(store) == ["CA-lately"]


def test_a_carrier_that_cannot_be_reached_costs_no_reference_and_is_asked_again_the_next_day(
    store: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    call(store, "CA-old", NOON - timedelta(days=181), "RE1")
    call(store, "CA-older", NOON - timedelta(days=190))
    call(store, "CA-lately", NOON - timedelta(days=2))
    times, carrier = Times(NOON), Carrier("RE1", stubborn=("RE1",))
    retention = retention_of(store, times, carrier)
    run(retention)
    assert left(store) == ["CA-lately", "CA-old"], "what holds no recording goes all the same"
    times.pass_(hours=23)
    run(retention)
    assert carrier.asked == ["RE1"]
    for _ in range(2):
        times.pass_(hours=24)
        run(retention)
    assert carrier.asked == ["RE1"] * 3
    assert caplog.text.count("could not be deleted at the carrier") == 1
    carrier.stubborn.clear()
    times.pass_(days=1)
    run(retention)
    assert left(store) == ["CA-lately"]


def test_a_carrier_that_refuses_everything_is_not_asked_for_everything(store: RecordStore) -> None:
    sids = [f"RE{number}" for number in range(20)]
    for sid in sids:
        call(store, f"CA-{sid}", NOON - timedelta(days=200), sid)
    call(store, "CA-lately", NOON - timedelta(days=2))
    carrier = Carrier(*sids, stubborn=tuple(sids))
    run(retention_of(store, Times(NOON), carrier))
    assert len(carrier.asked) == FAILURES
    assert len(left(store)) == 21


def test_without_a_way_to_the_carrier_the_calls_it_holds_recordings_of_are_kept(
    store: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    call(store, "CA-old", NOON - timedelta(days=181), "RE1")
    call(store, "CA-lately", NOON - timedelta(days=2))
    run(retention_of(store, Times(NOON)))
    assert left(store) == ["CA-lately", "CA-old"]
    assert "HELPLINE_TWILIO_ACCOUNT_SID" in caplog.text


# The clock


def test_a_clock_that_is_a_year_ahead_at_start_and_then_right_again_deletes_nothing(
    store: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    for age in (1, 30, 170):
        call(store, f"CA{age}", NOON - timedelta(days=age), f"RE{age}")
    carrier, times = Carrier("RE1", "RE30", "RE170"), Times(NOON + YEAR)
    retention = retention_of(store, times, carrier)
    run(retention)
    call(store, "CA-stamped-wrongly", times.wall())
    times.pass_(hours=3)
    run(retention)
    times.set(NOON + timedelta(hours=3))
    for _ in range(3):
        times.pass_(days=1)
        run(retention)
    assert left(store) == ["CA-stamped-wrongly", "CA1", "CA170", "CA30"]
    assert carrier.asked == []
    assert "nothing is deleted yet" in caplog.text


def test_starting_again_and_again_under_a_wrong_clock_deletes_nothing(store: RecordStore) -> None:
    call(store, "CA1", NOON - timedelta(days=1))
    times = Times(NOON + YEAR)
    for number in range(4):
        run(retention_of(store, times))
        call(store, f"CA-wrong-{number}", times.wall())
        times.pass_(hours=5)
    assert "CA1" in left(store)


def test_a_clock_that_jumps_while_the_service_runs_deletes_nothing_on_that_day(store: RecordStore) -> None:
    call(store, "CA1", NOON - timedelta(days=2))
    times = Times(NOON)
    retention = retention_of(store, times)
    run(retention)
    times.set(NOON + YEAR)
    times.pass_(days=1)
    run(retention)
    assert left(store) == ["CA1"]
    times.set(NOON + timedelta(days=1))
    times.pass_(days=1)
    run(retention)
    assert left(store) == ["CA1"]


def test_a_service_that_honestly_stood_still_deletes_at_the_second_look(store: RecordStore) -> None:
    call(store, "CA1", NOON - YEAR, "RE1")
    times, carrier = Times(NOON), Carrier("RE1")
    retention = retention_of(store, times, carrier)
    run(retention)
    times.pass_(hours=23)
    run(retention)
    assert left(store) == ["CA1"]
    times.pass_(hours=1)
    run(retention)
    assert left(store) == []
    assert carrier.kept == set()


def test_a_clock_behind_deletes_later_and_no_more(store: RecordStore) -> None:
    call(store, "CA-old", NOON - timedelta(days=181))
    call(store, "CA1", NOON - timedelta(days=1))
    run(retention_of(store, Times(NOON - timedelta(days=30))))
    assert left(store) == ["CA-old", "CA1"]


def test_calls_made_every_day_are_deleted_day_by_day_without_a_word(
    store: RecordStore, caplog: pytest.LogCaptureFixture
) -> None:
    times = Times(NOON)
    retention = retention_of(store, times)
    with caplog.at_level(logging.WARNING):
        for day in range(185):
            call(store, f"CA{day:03}", times.wall())
            run(retention)
            times.pass_(days=1)
    assert left(store) == [f"CA{day:03}" for day in range(4, 185)]
    assert caplog.text == ""
