"""The tables of the records: a column for each field of the dataclasses in `record`.

Keys are natural (call, position), so that writing a row again renews it: a write that failed half-way is
simply repeated. A new field needs its line in `record` and a migration, nothing else.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from telephony.records.outcome import Outcome
from telephony.records.record import (
    CallRecord,
    Message,
    RefusedRequest,
    TransferAttempt,
    Turn,
)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite, which knows no zones, gets it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Text(TypeDecorator[str]):
    """A string or a member of `kind`, which drivers would each write in their own way."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[str] = str) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """Several strings."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else [str(text) for text in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)


class OutcomeText(TypeDecorator[Outcome]):
    """An Outcome as its text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Outcome | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Outcome | None:
        return None if value is None else Outcome.parse(value)


class Base(DeclarativeBase):
    """One row of any table."""

    @property
    def key(self) -> tuple[Any, ...]:
        """Table and primary key."""
        mapper = type(self).__mapper__
        return (mapper.local_table.description, *mapper.primary_key_from_instance(self))


_TYPES: dict[Any, Any] = {
    datetime: Moment,
    float: Double,
    int: Integer,
    str: Text,
    tuple[str, ...]: Texts,
    Outcome: OutcomeText,
}


PLAIN_FIELDS: dict[type, dict[str, Any]] = {
    part: {name: kind for name, kind in get_type_hints(part).items() if get_origin(kind) is not list}
    for part in (CallRecord, Turn, TransferAttempt, Message, RefusedRequest)
}
"""The types of each dataclass's fields by name, without its lists, which are tables of their own."""


def _columns(part: type, keys: tuple[str, ...]) -> Iterator[Column[Any]]:
    for name, hint in PLAIN_FIELDS[part].items():
        kind, *others = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        is_enum = isinstance(kind, type) and issubclass(kind, StrEnum)
        if name not in keys:
            yield Column(name, Text(kind) if is_enum else _TYPES[kind], nullable=type(None) in others)


def _part_of_call(name: str, part: type, *indexes: Index) -> Table:
    """A table for what hangs on a call in a certain place."""
    call = ForeignKey("calls.call_sid", ondelete="CASCADE")
    return Table(
        name,
        Base.metadata,
        Column("call_sid", Text, call, primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *_columns(part, ("position",)),
        *indexes,
    )


CALLS = Table(
    "calls",
    Base.metadata,
    Column("call_sid", Text, primary_key=True),
    Column("run", BigInteger, nullable=False),
    *_columns(CallRecord, ("call_sid",)),
    Index("ix_calls_started", "started"),
)
MESSAGES = _part_of_call("messages", Message, Index("ix_messages_reference", "reference"))
REFUSED = Table(
    "refused_requests",
    Base.metadata,
    Column("cause", Text, primary_key=True),
    *_columns(RefusedRequest, ("cause",)),
)


class TurnRow(Base):
    """One Turn."""

    __table__ = _part_of_call("turns", Turn)


class TransferRow(Base):
    """One TransferAttempt."""

    __table__ = _part_of_call("transfers", TransferAttempt)


class MessageRow(Base):
    """One Message."""

    __table__ = MESSAGES


class CallRow(Base):
    """One CallRecord, and which run of the service took the call; see presence."""

    __table__ = CALLS
    turns: Mapped[list[TurnRow]] = relationship(order_by=TurnRow.__table__.c.position, passive_deletes=True)
    transfers: Mapped[list[TransferRow]] = relationship(
        order_by=TransferRow.__table__.c.position, passive_deletes=True
    )
    messages: Mapped[list[MessageRow]] = relationship(
        order_by=MessageRow.__table__.c.position, passive_deletes=True
    )


class RefusedRow(Base):
    """One RefusedRequest."""

    __table__ = REFUSED


class ReferenceCounterRow(Base):
    """The next reference number not yet given to any run; one row."""

    __tablename__ = "reference_counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_number: Mapped[int]
