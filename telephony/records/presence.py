"""Tells which runs of the service are still alive, so that only the calls of a dead one are closed for it.

Every run holds a lock that the system takes away when its process dies, however it dies: an advisory lock on
a connection to PostgreSQL, a locked file beside an SQLite database.
"""

import contextlib
import fcntl
import os
import secrets
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

_RUN_BITS = 62
"""A positive BIGINT, PostgreSQL's key of an advisory lock."""

_BACKEND = text("SELECT pg_backend_pid()")
_KEEPALIVE = {"tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
"""PostgreSQL notices within a minute that a whole machine is gone; by default it takes two hours."""


class Presence:
    """The lock of this run; the number is drawn, so that no two runs ever share one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._backend: int | None = None
        self._file: int | None = None
        self.run = secrets.randbits(_RUN_BITS)

    def hold(self) -> None:
        """Takes the lock, and takes it again when the server has lost it; clears away files of dead runs.

        Cheap enough to be called before every write. Raises OSError, SQLAlchemyError.
        """
        if self._engine.dialect.name == "postgresql":
            if self._connection is None or not self._is_alive(self._connection):
                self._take()
        elif self._file is None:
            self._file = self._lock_file()
            for leftover in self._database.parent.glob(f"{self._database.name}.run-*"):
                self.is_gone(int(leftover.name.rpartition("-")[2], base=16))

    def is_gone(self, run: int) -> bool:
        """Whether the process of `run` has ended."""
        if run == self.run:
            return False
        if self._connection is not None:
            return self._is_unlocked(self._connection, run)
        try:
            file = os.open(self._path(run), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(file)
        self._path(run).unlink(missing_ok=True)
        return True

    def release(self) -> None:
        """Gives the lock back."""
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError):  # a broken connection has lost the lock already
                self._connection.execute(text("SELECT pg_advisory_unlock(:run)"), {"run": self.run})
            self._connection.close()
            self._connection = None
        if self._file is not None:
            os.close(self._file)
            self._path(self.run).unlink(missing_ok=True)
            self._file = None

    def _take(self) -> None:
        """A new connection with the lock on it."""
        self._give_up()
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            for setting, value in _KEEPALIVE.items():
                connection.execute(text(f"SET {setting} = {value}"))
            locking = text("SELECT pg_try_advisory_lock(:run)")
            taken = connection.execute(locking, {"run": self.run}).scalar_one()
            self._backend = connection.execute(_BACKEND).scalar_one()
        except BaseException:
            connection.close()
            raise
        if taken:
            self._connection = connection
        else:
            # The server has not noticed yet that our last connection is dead: until then, that one holds it.
            connection.close()

    def _is_alive(self, connection: Connection) -> bool:
        """Whether this is still the connection on which the lock was taken, and not another in its place."""
        try:
            return bool(connection.execute(_BACKEND).scalar_one() == self._backend)
        except SQLAlchemyError:
            return False

    def _give_up(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(SQLAlchemyError):  # what is broken cannot be closed in good order
                self._connection.invalidate()
            with contextlib.suppress(SQLAlchemyError):
                self._connection.close()
            self._connection = None

    @staticmethod
    def _is_unlocked(connection: Connection, run: int) -> bool:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:run)"), {"run": run}).scalar_one()
        if taken:
            connection.execute(text("SELECT pg_advisory_unlock(:run)"), {"run": run})
        return bool(taken)

    def _lock_file(self) -> int:
        # Under its name it is locked from the first moment, so that nobody takes it for a dead run's.
        unlocked = Path(f"{self._database}.new-run-{self.run:x}")
        file = os.open(unlocked, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unlocked.rename(self._path(self.run))
        return file

    @property
    def _database(self) -> Path:
        assert self._engine.url.database is not None
        return Path(self._engine.url.database)

    def _path(self, run: int) -> Path:
        return Path(f"{self._database}.run-{run:x}")
