"""The database of records, as the one thread that writes it and whoever reads it see it."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import URL, Select, delete, select, update
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.orm import Session, selectinload

from telephony.records import schema
from telephony.records.database import RecordsError, connect, for_reading, shown
from telephony.records.models import Base, CallRow, MessageRow, ReferenceCounterRow
from telephony.records.presence import Presence
from telephony.records.record import CallRecord

log = logging.getLogger(__name__)

CRASHED = "crashed"
"""Outcome of a call whose service died over it."""
_READ_AT_ONCE = 500


class UnavailableError(RecordsError):
    """The database cannot be written now; later it may."""


class RecordStore:
    """All of it blocks: never call it from an event loop."""

    def __init__(self, url: URL) -> None:
        self._engine = connect(url)
        self._presence = Presence(self._engine)

    @property
    def run(self) -> int:
        """Number of this run of the service."""
        return self._presence.run

    def start(self) -> None:
        """Migrates, and closes what runs that are gone left open. Raises RecordsError, UnavailableError."""
        try:
            schema.upgrade(self._engine)
            self._presence.hold()
            with Session(self._engine) as session, session.begin():
                _close_crashed(session, self._presence)
        except (SQLAlchemyError, OSError) as error:
            raise self._unavailable(error) from error

    def require_current(self) -> None:
        """For readers. Raises RecordsError when the schema is not this version's, UnavailableError."""
        try:
            schema.require_current(for_reading(self._engine))
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def write(self, rows: Sequence[Base]) -> None:
        """Inserts or renews `rows` in one transaction. Raises UnavailableError, then nothing was written.

        A row that the database refuses for what it holds is logged and left out, lest it hold up the others.
        """
        try:
            self._merge(rows)
        except (DataError, IntegrityError) as error:
            self._write_one_by_one(rows, error)
        except SQLAlchemyError as error:
            if type(error) is StatementError:  # a value that never reached the database
                self._write_one_by_one(rows, error)
            else:
                raise self._unavailable(error) from error

    def reserve_references(self, count: int) -> range:
        """The next `count` reference numbers, for this run alone. Raises UnavailableError."""
        taking = (
            update(ReferenceCounterRow)
            .values(next_number=ReferenceCounterRow.next_number + count)
            .returning(ReferenceCounterRow.next_number)
        )
        try:
            with Session(self._engine) as session, session.begin():
                after = session.execute(taking).scalar_one()
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error
        return range(after - count, after)

    def purge(self, before: datetime) -> int:
        """Deletes calls that began before then, and all about them; how many. Raises UnavailableError."""
        try:
            with Session(self._engine) as session, session.begin():
                expired = session.scalars(
                    delete(CallRow).where(CallRow.started < before).returning(CallRow.call_sid)
                )
                return len(expired.all())
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def calls(self, since: datetime | None = None, limit: int | None = None) -> Iterator[CallRecord]:
        """Newest first. Raises UnavailableError."""
        query = _whole_calls().order_by(CallRow.started.desc(), CallRow.call_sid).limit(limit)
        return self._read(query if since is None else query.where(CallRow.started >= since))

    def find(self, key: str) -> CallRecord | None:
        """The call with this sid, or the newest whose message has this reference. Raises UnavailableError."""
        messages = select(MessageRow.call_sid).where(MessageRow.reference == key)
        query = _whole_calls().where((CallRow.call_sid == key) | CallRow.call_sid.in_(messages))
        return next(self._read(query.order_by(CallRow.started.desc())), None)

    def close(self) -> None:
        """Gives up the run's lock and all connections."""
        self._presence.release()
        self._engine.dispose()

    def _read(self, query: Select[CallRow]) -> Iterator[CallRecord]:
        try:
            with Session(for_reading(self._engine)) as session:
                for row in session.scalars(query.execution_options(yield_per=_READ_AT_ONCE)):
                    yield row.record()
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> UnavailableError:
        return UnavailableError(f"{shown(self._engine.url)}: {_reason(error)}")

    def _merge(self, rows: Sequence[Base]) -> None:
        with Session(self._engine) as session, session.begin():
            for row in rows:
                session.merge(row)

    def _write_one_by_one(self, rows: Sequence[Base], error: SQLAlchemyError) -> None:
        if len(rows) == 1:
            log.error("a record was refused and is lost, %s: %s", rows[0].key, _reason(error))
            return
        for row in rows:
            self.write([row])


def _whole_calls() -> Select[CallRow]:
    parts = (CallRow.turns, CallRow.transfers, CallRow.messages)
    return select(CallRow).options(*(selectinload(part) for part in parts))


def _close_crashed(session: Session, presence: Presence) -> None:
    open_calls = _whole_calls().where(CallRow.ended.is_(None))
    gone: dict[int, bool] = {}
    closed = 0
    for call in session.scalars(open_calls):
        if gone.setdefault(call.run, presence.is_gone(call.run)):
            call.outcome, call.ended = CRASHED, _last_sign(call)
            closed += 1
    if closed:
        log.warning("%d calls were cut off when the service last stopped; they are closed as crashed", closed)


def _last_sign(call: CallRow) -> datetime:
    """The last moment the call is known to have gone on: the only honest end of it."""
    moments: list[datetime | None] = [call.started, *(turn.at for turn in call.turns)]
    for attempt in call.transfers:
        moments += [attempt.started, attempt.ended]
    return max(moment for moment in moments if moment is not None)


def _reason(error: Exception) -> str:
    # The driver's own words; SQLAlchemy's text would add the statement with its values.
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
