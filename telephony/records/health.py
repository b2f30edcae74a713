"""How the database of records is: found out without changing anything in it."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from telephony.records import schema
from telephony.records.database import for_reading, reason, shown
from telephony.records.models import CALLS, ReferenceCounterRow


@dataclass(frozen=True, slots=True)
class Health:
    """The database at one moment."""

    address: str
    is_current: bool
    """Whether the schema is this version's; what follows is not known of an older one."""
    calls: int = 0
    open_calls: int = 0
    """Calls going on, or cut off by a crash since which no service has started."""
    waits_for_readers: bool = False
    """SQLite without its write-ahead log: readers hold up the writer."""
    fault: str | None = None
    """Why nothing can be written; None when all is well."""


def examine(engine: Engine) -> Health:
    """Raises RecordsError for a database of a newer version, SQLAlchemyError when it cannot be read."""
    address = shown(engine.url)
    if not schema.is_current(for_reading(engine)):
        return Health(address, is_current=False)
    with for_reading(engine).connect() as connection:
        calls = connection.scalar(select(func.count()).select_from(CALLS))
        open_calls = connection.scalar(select(func.count()).select_from(CALLS).where(CALLS.c.ended.is_(None)))
        is_sqlite = engine.dialect.name == "sqlite"
        mode = connection.scalar(text("PRAGMA journal_mode")) if is_sqlite else "wal"
    return Health(
        address, True, calls or 0, open_calls or 0, waits_for_readers=mode != "wal", fault=_fault(engine)
    )


def _fault(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            same = ReferenceCounterRow.next_number
            connection.execute(update(ReferenceCounterRow).values(next_number=same))
            connection.rollback()
    except SQLAlchemyError as error:
        return reason(error)
    return None
