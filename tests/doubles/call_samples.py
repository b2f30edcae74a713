"""Calls as tests of the records need them, and databases to keep them in."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from telephony.records.record import CallRecord, Turn

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
"""Twelve o'clock in Hanoi."""
POSTGRES = os.environ.get("HELPLINE_TEST_DATABASE_URL")
DATABASES = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(not POSTGRES, reason="HELPLINE_TEST_DATABASE_URL names no PostgreSQL"),
    ),
]


class Clock:
    """Time that passes when the test says so."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


def a_turn(heard: str = "đăng ký kết hôn mất bao lâu", **changes: object) -> Turn:
    turn = Turn(
        heard=heard,
        engine="whisper-base",
        hearing_confidence=0.8,
        decision="answer",
        entry="1.000894",
        title="Thủ tục đăng ký kết hôn",
        aspects=("time",),
        confidence=0.97,
        said=("Giải quyết ngay trong ngày.", "Anh chị cần gì thêm không?"),
        audio_ms=1800.0,
        pause_ms=600.0,
        recognition_ms=180.0,
        match_ms=12.0,
    )
    for name, value in changes.items():
        setattr(turn, name, value)
    return turn


def a_record(call_sid: str = "CA1", **changes: object) -> CallRecord:
    record = CallRecord(call_sid, "+84*******78", NOON)
    for name, value in changes.items():
        setattr(record, name, value)
    return record


def sqlite_in(folder: Path) -> URL:
    return URL.create("sqlite", database=str(folder / "helpline.sqlite3"))


@contextmanager
def database(kind: str, folder: Path) -> Iterator[URL]:
    """An empty database: a file in `folder`, or a schema of its own on the PostgreSQL given."""
    if kind == "sqlite":
        yield sqlite_in(folder)
        return
    assert POSTGRES
    server = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    schema = f"test_{secrets.token_hex(6)}"
    engine = create_engine(server)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield server.update_query_dict({"options": f"-csearch_path={schema}"})
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    finally:
        engine.dispose()
