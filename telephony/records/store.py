"""The database of records, as the one thread that writes it and whoever reads it see it."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import URL, Executable, Select, delete, func, select, update
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.orm import Session, selectinload

from telephony.records import schema
from telephony.records.database import (
    RecordsError,
    connect,
    for_reading,
    reason,
    shown,
)
from telephony.records.health import Health, examine
from telephony.records.models import (
    CALLS,
    MESSAGES,
    REFUSED,
    Base,
    CallRow,
    ReferenceCounterRow,
    RefusedRow,
)
from telephony.records.outcome import Ending, Outcome
from telephony.records.presence import Presence
from telephony.records.record import CallRecord, RefusedRequest
from telephony.records.rows import record_of, refused_of

log = logging.getLogger(__name__)

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
        """Deletes what began before then and all about it; how many calls that were. Raises UnavailableError.

        A call of which the carrier holds a recording stays until `forget_recording`: no other place names it.
        """
        recorded = select(MESSAGES.c.call_sid).where(MESSAGES.c.recording_sid.is_not(None))
        expired = delete(CALLS).where(CALLS.c.started < before, CALLS.c.call_sid.not_in(recorded))
        try:
            with Session(self._engine) as session, session.begin():
                gone = session.scalars(expired.returning(CALLS.c.call_sid)).all()
                session.execute(delete(RefusedRow).where(REFUSED.c.last < before))
                return len(gone)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def expired_recordings(self, before: datetime) -> list[str]:
        """Sids of the recordings that belong to calls begun before then. Raises UnavailableError."""
        query = select(MESSAGES.c.recording_sid).join(CALLS, CALLS.c.call_sid == MESSAGES.c.call_sid)
        query = query.where(CALLS.c.started < before, MESSAGES.c.recording_sid.is_not(None))
        try:
            with Session(for_reading(self._engine)) as session:
                return list(session.scalars(query))
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def forget_recording(self, recording_sid: str) -> None:
        """The carrier has deleted it. Raises UnavailableError."""
        forgetting = update(MESSAGES).where(MESSAGES.c.recording_sid == recording_sid)
        self._execute(forgetting.values(recording_sid=None))

    def forget(self, call_sid: str) -> None:
        """Deletes a call and all about it. Raises UnavailableError."""
        self._execute(delete(CALLS).where(CALLS.c.call_sid == call_sid))

    def newest(self, until: datetime) -> datetime | None:
        """When the last call up to then began; None when there was none. Raises UnavailableError."""
        try:
            with Session(for_reading(self._engine)) as session:
                query = select(func.max(CALLS.c.started)).where(CALLS.c.started <= until)
                newest: datetime | None = session.scalar(query)
                return newest
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def hold_presence(self) -> None:
        """Takes this run's lock again if the database has lost it. Raises UnavailableError."""
        try:
            self._presence.hold()
        except (SQLAlchemyError, OSError) as error:
            raise self._unavailable(error) from error

    def calls(self, since: datetime | None = None, limit: int | None = None) -> Iterator[CallRecord]:
        """Newest first. Raises UnavailableError."""
        query = _whole_calls().order_by(CALLS.c.started.desc(), CALLS.c.call_sid).limit(limit)
        return self._read(query if since is None else query.where(CALLS.c.started >= since))

    def find(self, key: str) -> CallRecord | None:
        """The call with this sid, or the newest whose message has this reference. Raises UnavailableError."""
        messages = select(MESSAGES.c.call_sid).where(MESSAGES.c.reference == key)
        query = _whole_calls().where((CALLS.c.call_sid == key) | CALLS.c.call_sid.in_(messages))
        return next(self._read(query.order_by(CALLS.c.started.desc())), None)

    def refused(self) -> list[RefusedRequest]:
        """Why requests were refused, the latest first. Raises UnavailableError."""
        try:
            with Session(for_reading(self._engine)) as session:
                known = [refused_of(row) for row in session.scalars(select(RefusedRow))]
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error
        return sorted(known, key=lambda refused: refused.last, reverse=True)

    def health(self) -> Health:
        """For the doctor. Raises RecordsError for a database of a newer version, UnavailableError."""
        try:
            return examine(self._engine)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def close(self) -> None:
        """Gives up the run's lock and all connections."""
        self._presence.release()
        self._engine.dispose()

    def _read(self, query: Select[CallRow]) -> Iterator[CallRecord]:
        try:
            with Session(for_reading(self._engine)) as session:
                for row in session.scalars(query.execution_options(yield_per=_READ_AT_ONCE)):
                    yield record_of(row)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def _execute(self, statement: Executable) -> None:
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(statement)
        except SQLAlchemyError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> UnavailableError:
        return UnavailableError(f"{shown(self._engine.url)}: {reason(error)}")

    def _merge(self, rows: Sequence[Base]) -> None:
        with Session(self._engine) as session, session.begin():
            for row in rows:
                session.merge(row)

    def _write_one_by_one(self, rows: Sequence[Base], error: SQLAlchemyError) -> None:
        if len(rows) == 1:
            log.error("a record was refused and is lost, %s: %s", rows[0].key, reason(error))
            return
        for row in rows:
            self.write([row])


def _whole_calls() -> Select[CallRow]:
    parts = (CallRow.turns, CallRow.transfers, CallRow.messages)
    return select(CallRow).options(*(selectinload(part) for part in parts))


def _close_crashed(session: Session, presence: Presence) -> None:
    runs = session.scalars(select(CALLS.c.run).where(CALLS.c.ended.is_(None)).distinct())
    gone = [run for run in runs if presence.is_gone(run)]
    cut_off = _whole_calls().where(CALLS.c.ended.is_(None), CALLS.c.run.in_(gone))
    records = [record_of(row) for row in session.scalars(cut_off)]
    for record in records:
        closing = update(CALLS).where(CALLS.c.call_sid == record.call_sid)
        session.execute(closing.values(outcome=Outcome(Ending.CRASHED), ended=_last_sign(record)))
    if records:
        log.warning(
            "%d calls were cut off when the service last stopped; they are closed as crashed", len(records)
        )


def _last_sign(record: CallRecord) -> datetime:
    """The last moment the call is known to have gone on: the only honest end of it."""
    moments: list[datetime | None] = [record.started, *(turn.at for turn in record.turns)]
    for attempt in record.transfers:
        moments += [attempt.started, attempt.ended]
    return max(moment for moment in moments if moment is not None)
