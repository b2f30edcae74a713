"""Which runs of the service are alive: a lock that the system takes away with the process."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from telephony.records.database import connect
from telephony.records.presence import Presence
from tests.doubles.call_samples import DATABASES, database


@pytest.fixture(params=DATABASES)
def address(request: Any, tmp_path: Path) -> Iterator[URL]:
    with database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def two_runs(address: URL) -> Iterator[tuple[Presence, Presence]]:
    engines = connect(address), connect(address)
    first, second = (Presence(engine) for engine in engines)
    yield first, second
    for presence, engine in zip((first, second), engines, strict=True):
        presence.release()
        engine.dispose()


def test_a_run_that_holds_its_lock_is_alive_and_one_that_lost_it_is_gone(
    two_runs: tuple[Presence, Presence],
) -> None:
    first, second = two_runs
    first.hold()
    second.hold()
    assert not second.is_gone(first.run)
    first.release()
    assert second.is_gone(first.run)
    assert second.is_gone(first.run), "asking leaves no lock behind"
    assert not second.is_gone(second.run)


def test_holding_twice_is_holding_once(two_runs: tuple[Presence, Presence]) -> None:
    first, second = two_runs
    first.hold()
    first.hold()
    second.hold()
    first.release()
    assert second.is_gone(first.run)


def test_a_run_that_was_never_there_is_gone(two_runs: tuple[Presence, Presence]) -> None:
    first, _ = two_runs
    first.hold()
    assert first.is_gone(12345)


def test_lock_files_of_dead_runs_are_cleared_away(tmp_path: Path) -> None:
    with database("sqlite", tmp_path) as url:
        leftover = tmp_path / "helpline.sqlite3.run-abc123"
        leftover.touch()
        engine = connect(url)
        presence = Presence(engine)
        presence.hold()
        assert not leftover.exists()
        assert [file.name for file in tmp_path.iterdir()] == [f"helpline.sqlite3.run-{presence.run:x}"]
        presence.release()
        engine.dispose()
        assert list(tmp_path.iterdir()) == []
