"""Connections to the database of records: SQLite in the data folder, or PostgreSQL."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from telephony.errors import TelephonyError
from telephony.private_files import private_file, private_folder, restrict

LOCKED_S = 5.0
"""How long SQLite waits for another process's write before it reports a lock."""
CONNECT_S = 5
DATABASE_FILE = "helpline.sqlite3"
_BESIDE = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite keeps beside a database; it gives new ones the database's own mode."""


class RecordsError(TelephonyError):
    """The records cannot be used; the message says why and what to do."""


def database_address(database_url: SecretStr | None, data: Path) -> URL:
    """Where the records lie: HELPLINE_DATABASE_URL, or a file in the data folder. Raises RecordsError."""
    if database_url is None:
        return URL.create("sqlite", database=str(data / DATABASE_FILE))
    try:
        url = make_url(database_url.get_secret_value())
    except ArgumentError as error:
        raise RecordsError(
            "HELPLINE_DATABASE_URL cannot be read; write it like postgresql://user:password@host/database"
        ) from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if (
        url.get_backend_name() not in ("sqlite", "postgresql")
        or not url.database
        or url.database == ":memory:"
    ):
        raise RecordsError(
            f"HELPLINE_DATABASE_URL names {shown(url)}; records are kept in PostgreSQL or in an SQLite file"
        )
    return url


def keep_data_private(data: Path) -> None:
    """Makes the data folder, and closes one that an older version left open. Raises RecordsError."""
    try:
        private_folder(data)
    except OSError as error:
        raise RecordsError(f"{data}: cannot be made ({error.strerror}); check HELPLINE_DATA") from error


def shown(url: URL) -> str:
    """The address as it may be shown: without its password."""
    return url.render_as_string(hide_password=True)


def reason(error: Exception) -> str:
    """The driver's own words; SQLAlchemy's text would add the statement with its values."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def connect(url: URL) -> Engine:
    """An engine; the first connection is made when it is used. Raises RecordsError."""
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        file = Path(url.database)
        folder = file.parent
        try:
            if not folder.is_dir():
                private_folder(folder)
        except OSError as error:
            raise RecordsError(f"{folder}: cannot be made ({error.strerror}); check HELPLINE_DATA") from error
        waiting = {} if "timeout" in url.query else {"timeout": LOCKED_S}
        engine = create_engine(url, connect_args=waiting, pool_size=2, max_overflow=0)
        event.listen(engine, "do_connect", lambda *_: _keep_private(file))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(
            url, connect_args={"connect_timeout": CONNECT_S}, pool_size=3, max_overflow=0, pool_pre_ping=True
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise RecordsError(
            f"{shown(url)} needs its driver; install it with: pip install 'handbook-hotline[postgresql]'"
        ) from error


def for_reading(engine: Engine) -> Engine:
    """The same engine for work that only reads, and so never holds up the writer."""
    return engine.execution_options(reading=True)


def _keep_private(file: Path) -> None:
    # Where that is not allowed, SQLite's own complaint says more.
    with contextlib.suppress(OSError):
        private_file(file)
        for beside in (file.with_name(file.name + ending) for ending in _BESIDE):
            if beside.exists():
                restrict(beside)


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = (
        None  # the driver's own BEGIN would leave schema changes outside transactions
    )
    for pragma in (
        "journal_mode=WAL",  # readers and the writer do not wait for each other
        "synchronous=FULL",  # a power cut loses no more than kill -9 does
        "foreign_keys=ON",
        "secure_delete=ON",  # what retention deletes is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # Taking the write lock at once waits for LOCKED_S; upgrading a read transaction later would fail at once.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
