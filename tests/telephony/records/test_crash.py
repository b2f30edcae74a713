"""kill -9 in the middle of calls: what was finished is stored, and the next start closes every call."""

import itertools
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome
from telephony.records.store import RecordStore
from tests.doubles.call_samples import DATABASES, a_turn, database

CALLS = 20
SERVICE = """
import sys
from datetime import UTC, datetime
from sqlalchemy import make_url
from telephony.records.journal import Journal
from telephony.records.store import RecordStore
from tests.doubles.call_samples import a_turn

journal = Journal(lambda: datetime.now(UTC), RecordStore(make_url(sys.argv[1])))
records = [journal.open(f"CA{number}", "+84912345678") for number in range(int(sys.argv[2]))]
print("open", flush=True)
for number, _ in enumerate(sys.stdin):
    for record in records:
        journal.add_turn(record, a_turn(f"câu hỏi {number}"))
    print("said", flush=True)
"""


class Service:
    """A process with calls open, each of which says one thing more when told to."""

    def __init__(self, address: URL) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVICE, address.render_as_string(hide_password=False), str(CALLS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
            text=True,
        )
        self._expect("open")

    def say(self) -> None:
        self.begin_to_say()
        self._expect("said")

    def begin_to_say(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()
        assert self._process.returncode == -signal.SIGKILL

    def _expect(self, word: str) -> None:
        assert self._process.stdout
        assert self._process.stdout.readline() == f"{word}\n"


def wait_for_turns(store: RecordStore, turns: int) -> None:
    """Until every call has so many in the database, without the service being asked to hurry."""
    patience = threading.Event()
    for _ in range(200):
        counts = [len(record.turns) for record in store.calls()]
        if len(counts) == CALLS and min(counts) >= turns:
            return
        patience.wait(0.02)
    raise AssertionError(f"turns are not written as they happen: {counts}")


@pytest.fixture(params=DATABASES)
def address(request: Any, tmp_path: Path) -> Iterator[URL]:
    with database(request.param, tmp_path) as url:
        yield url


def test_a_killed_service_loses_at_most_the_turn_under_way_and_leaves_no_call_open(
    address: URL, tmp_path: Path
) -> None:
    before = datetime.now(UTC)
    service = Service(address)
    reader = RecordStore(address)
    for turns in (1, 2, 3):
        service.say()
        wait_for_turns(reader, turns)
    service.begin_to_say()
    service.kill()
    assert {record.ended for record in reader.calls()} == {None}
    reader.close()

    journal = Journal(lambda: datetime.now(UTC), RecordStore(address))
    records = [journal.find(f"CA{number}") for number in range(CALLS)]
    journal.shut()
    for record in records:
        assert record is not None
        assert record.outcome == Outcome(Ending.CRASHED)
        assert record.ended is not None
        assert before <= record.started <= record.ended <= before + timedelta(minutes=1)
        assert record.ended == record.turns[-1].at
        assert len(record.turns) in (3, 4)
        for number, turn in enumerate(record.turns):
            assert turn == a_turn(f"câu hỏi {number}", at=turn.at)
        assert all(
            one.at <= next_.at for one, next_ in itertools.pairwise(record.turns) if one.at and next_.at
        )
    assert not list(tmp_path.glob("*.run-*"))
