"""Which runs of the service are alive: a lock that the system takes away with the process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import OperationalError

from telephony.records.database import connect
from telephony.records.presence import Presence
from tests.doubles.call_samples import DATABASES, POSTGRES, database


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


@dataclass
class Server:
    """A PostgreSQL as far as advisory locks go: which connection holds which, until it is cut."""

    holders: dict[int, int] = field(default_factory=dict)
    alive: set[int] = field(default_factory=set)
    connections: int = 0
    is_down: bool = False

    def cut(self, *, notices: bool = True) -> None:
        """All connections break; a server that does not notice keeps their locks."""
        self.alive.clear()
        if notices:
            self.holders.clear()


class Session:
    """One connection to it, as SQLAlchemy shows it."""

    def __init__(self, server: Server) -> None:
        if server.is_down:
            raise OperationalError("connect", {}, Exception("connection refused"))
        server.connections += 1
        self.number = server.connections
        self._server = server
        server.alive.add(self.number)

    def execution_options(self, **_: object) -> "Session":
        return self

    def execute(self, statement: object, values: dict[str, int] | None = None) -> Any:
        if self.number not in self._server.alive:
            raise OperationalError(str(statement), {}, Exception("server closed the connection"))
        words, run = str(statement), (values or {}).get("run", 0)
        answer: Any = None
        if "pg_backend_pid" in words:
            answer = self.number
        elif "try_advisory_lock" in words:
            answer = self._server.holders.setdefault(run, self.number) == self.number
        elif "advisory_unlock" in words:
            answer = self._server.holders.pop(run, None) is not None
        return SimpleNamespace(scalar_one=lambda: answer)

    def invalidate(self) -> None:
        self._server.alive.discard(self.number)

    def close(self) -> None:
        self._server.alive.discard(self.number)


def on(server: Server) -> Presence:
    engine = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"), connect=lambda: Session(server))
    return Presence(cast(Engine, engine))


def test_a_server_that_restarts_gets_the_lock_of_a_living_run_again() -> None:
    server = Server()
    first, second = on(server), on(server)
    first.hold()
    server.cut()
    first.hold()
    second.hold()
    assert not second.is_gone(first.run)
    first.release()
    assert second.is_gone(first.run)


def test_holding_on_costs_no_second_connection_while_the_first_lives() -> None:
    server = Server()
    presence = on(server)
    for _ in range(5):
        presence.hold()
    assert server.connections == 1


def test_a_server_that_is_away_is_told_and_asked_again() -> None:
    server = Server()
    presence = on(server)
    presence.hold()
    server.cut()
    server.is_down = True
    with pytest.raises(OperationalError):
        presence.hold()
    server.is_down = False
    presence.hold()
    assert presence.run in server.holders


def test_a_server_that_still_believes_in_the_broken_connection_makes_nobody_wait() -> None:
    server = Server()
    presence = on(server)
    presence.hold()
    server.cut(notices=False)
    presence.hold()
    assert server.alive == set(), "a connection without the lock is given back"
    server.holders.clear()
    presence.hold()
    assert server.holders == {presence.run: server.connections}


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES, reason="HELPLINE_TEST_DATABASE_URL names no PostgreSQL")
def test_a_killed_backend_of_a_real_server_costs_the_lock_for_no_longer_than_the_next_write(
    tmp_path: Path,
) -> None:
    with database("postgresql", tmp_path) as url:
        engines = connect(url), connect(url)
        first, second = (Presence(engine) for engine in engines)
        first.hold()
        second.hold()
        assert first._backend is not None
        with engines[1].connect() as connection:
            killing = text("SELECT pg_terminate_backend(:backend, 5000)")
            assert connection.execute(killing, {"backend": first._backend}).scalar_one()
        assert second.is_gone(first.run), "which is how calls of a living service were closed"
        first.hold()
        assert not second.is_gone(first.run)
        for presence, engine in zip((first, second), engines, strict=True):
            presence.release()
            engine.dispose()
