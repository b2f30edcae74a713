"""A caller asks to be forgotten: the recording goes first, then the call, and the log says so."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from telephony.records.database import RecordsError
from telephony.records.forgetting import forget_call
from telephony.records.record import CallRecord, Message, MessageKind
from telephony.records.rows import call_row, message_row, turn_row
from telephony.records.store import RecordStore
from tests.doubles.call_samples import NOON, a_record, a_turn, sqlite_in


class Carrier:
    """Deletes recordings, or does not."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.asked: list[str] = []

    def delete(self, recording_sid: str) -> bool:
        self.asked.append(recording_sid)
        return not self.refuses


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    store = RecordStore(sqlite_in(tmp_path))
    store.start()
    for record in (a_call("CA1"), a_record("CA2", ended=NOON), a_record("CA-open")):
        store.write([call_row(record, store.run)])
        store.write([turn_row(record, place, turn) for place, turn in enumerate(record.turns)])
        store.write([message_row(record, place, left) for place, left in enumerate(record.messages)])
    yield store
    store.close()


def a_call(call_sid: str) -> CallRecord:
    left = Message("1001", MessageKind.MESSAGE, NOON, "gọi lại giúp", "RE1", 3.0)
    return a_record(call_sid, ended=NOON, turns=[a_turn("chim sẻ đậu mái nhà", at=NOON)], messages=[left])


@pytest.mark.parametrize("key", ["CA1", "1001"])
def test_a_call_is_forgotten_with_its_recording_and_nothing_else_is(
    key: str, store: RecordStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    carrier = Carrier()
    with caplog.at_level(logging.DEBUG, logger="telephony"):
        assert forget_call(store, key, carrier) == "CA1"
    assert carrier.asked == ["RE1"]
    assert sorted(record.call_sid for record in store.calls()) == ["CA-open", "CA2"]
    assert "CA1 was deleted on request" in caplog.text
    assert "1001" not in caplog.text
    store.close()
    for file in tmp_path.iterdir():
        assert "chim sẻ".encode() not in file.read_bytes()


def test_a_recording_that_the_carrier_keeps_keeps_the_call_too(store: RecordStore) -> None:
    with pytest.raises(RecordsError, match="RE1 could not be deleted at the carrier"):
        forget_call(store, "CA1", Carrier(refuses=True))
    found = store.find("CA1")
    assert found is not None
    assert [message.recording_sid for message in found.messages] == ["RE1"]


def test_a_call_going_on_is_not_torn_away_from_its_service(store: RecordStore) -> None:
    with pytest.raises(RecordsError, match="going on"):
        forget_call(store, "CA-open", Carrier())
    assert store.find("CA-open") is not None


def test_a_call_that_nobody_knows_is_told(store: RecordStore) -> None:
    with pytest.raises(RecordsError, match="no call has"):
        forget_call(store, "CA9", Carrier())
