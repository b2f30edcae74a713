"""The tables of the records.

Keys are natural (call, position), so that writing a row again renews it: a write that failed half-way is
simply repeated.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Integer, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from telephony.records.record import CallRecord, Message, MessageKind, TransferAttempt, Turn


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


class Base(DeclarativeBase):
    """All tables."""

    type_annotation_map = {datetime: Moment, tuple[str, ...]: JSON, str: String}  # noqa: RUF012 - SQLAlchemy's

    @property
    def key(self) -> tuple[Any, ...]:
        """Table and primary key."""
        mapper = type(self).__mapper__
        return (mapper.local_table.description, *mapper.primary_key_from_instance(self))


class TurnRow(Base):
    """One Turn."""

    __tablename__ = "turns"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime | None]
    heard: Mapped[str]
    engine: Mapped[str | None]
    hearing_confidence: Mapped[float]
    decision: Mapped[str | None]
    entry: Mapped[str | None]
    title: Mapped[str | None]
    aspects: Mapped[tuple[str, ...]]
    confidence: Mapped[float]
    said: Mapped[tuple[str, ...]]
    voice: Mapped[str | None]
    audio_ms: Mapped[float]
    pause_ms: Mapped[float]
    recognition_ms: Mapped[float]
    match_ms: Mapped[float]
    first_audio_ms: Mapped[float]

    def turn(self) -> Turn:
        return Turn(
            heard=self.heard,
            engine=self.engine,
            hearing_confidence=self.hearing_confidence,
            decision=self.decision,
            entry=self.entry,
            title=self.title,
            aspects=tuple(self.aspects),
            confidence=self.confidence,
            said=tuple(self.said),
            voice=self.voice,
            audio_ms=self.audio_ms,
            pause_ms=self.pause_ms,
            recognition_ms=self.recognition_ms,
            match_ms=self.match_ms,
            first_audio_ms=self.first_audio_ms,
            at=self.at,
        )


class TransferRow(Base):
    """One TransferAttempt."""

    __tablename__ = "transfers"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    officer: Mapped[str]
    started: Mapped[datetime]
    ended: Mapped[datetime | None]
    outcome: Mapped[str | None]

    def attempt(self) -> TransferAttempt:
        return TransferAttempt(self.officer, self.position, self.started, self.ended, self.outcome)


class MessageRow(Base):
    """One Message."""

    __tablename__ = "messages"

    call_sid: Mapped[str] = mapped_column(ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    left: Mapped[datetime]
    text: Mapped[str]
    recording_sid: Mapped[str | None]
    seconds: Mapped[float | None]

    def message(self) -> Message:
        return Message(
            self.reference, MessageKind(self.kind), self.left, self.text, self.recording_sid, self.seconds
        )


class CallRow(Base):
    """One CallRecord without what hangs on it."""

    __tablename__ = "calls"

    call_sid: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[int] = mapped_column(BigInteger)
    """Which run of the service took the call; see presence."""
    channel: Mapped[str]
    caller: Mapped[str]
    started: Mapped[datetime] = mapped_column(index=True)
    ended: Mapped[datetime | None]
    outcome: Mapped[str | None]
    turns: Mapped[list[TurnRow]] = relationship(order_by=TurnRow.position, passive_deletes=True)
    transfers: Mapped[list[TransferRow]] = relationship(order_by=TransferRow.position, passive_deletes=True)
    messages: Mapped[list[MessageRow]] = relationship(order_by=MessageRow.position, passive_deletes=True)

    def record(self) -> CallRecord:
        return CallRecord(
            call_sid=self.call_sid,
            caller=self.caller,
            started=self.started,
            channel=self.channel,
            ended=self.ended,
            outcome=self.outcome,
            turns=[row.turn() for row in self.turns],
            transfers=[row.attempt() for row in self.transfers],
            messages=[row.message() for row in self.messages],
        )


class ReferenceCounterRow(Base):
    """The next reference number not yet given to any run; one row."""

    __tablename__ = "reference_counter"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    next_number: Mapped[int]
