"""The schema of the records: an older database is upgraded with all it holds, a newer one is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Engine, inspect, text

from telephony.records import schema
from telephony.records.database import RecordsError, connect
from telephony.records.models import Base
from telephony.records.outcome import Outcome
from telephony.records.record import Message, MessageKind
from telephony.records.rows import call_row, message_row
from telephony.records.store import RecordStore
from tests.doubles.call_samples import (
    DATABASES,
    NOON,
    a_record,
    a_turn,
    database,
)


@pytest.fixture(params=DATABASES)
def address(request: Any, tmp_path: Path) -> Iterator[URL]:
    with database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def engine(address: URL) -> Iterator[Engine]:
    engine = connect(address)
    yield engine
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_older_database_is_upgraded_without_losing_a_call(engine: Engine, address: URL) -> None:
    schema.upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO calls (call_sid, run, channel, caller, started, ended, outcome)"
                " VALUES ('CA1', 7, 'phone', '+84*******78', :noon, :noon, 'finished')"
            ),
            {"noon": "2026-03-02 05:00:00" if engine.dialect.name == "sqlite" else NOON},
        )
        connection.execute(
            text(
                "INSERT INTO turns (call_sid, position, heard, engine, hearing_confidence, decision, entry,"
                " title, aspects, confidence, said, audio_ms, pause_ms, recognition_ms, match_ms,"
                " first_audio_ms) VALUES ('CA1', 0, :heard, 'whisper-base', 0.8, 'answer', '1.000894',"
                " :title, :aspects, 0.97, :said, 1800, 600, 180, 12, 0)"
            ),
            {
                "heard": a_turn().heard,
                "title": a_turn().title,
                "aspects": json.dumps(a_turn().aspects),
                "said": json.dumps(a_turn().said),
            },
        )
    store = RecordStore(address)
    store.start()
    expected = a_record(turns=[a_turn()], ended=NOON, outcome=Outcome.parse("finished"))
    assert list(store.calls()) == [expected]
    left = Message("1001", MessageKind.CALLBACK, NOON)
    store.write([call_row(expected, 7), message_row(expected, 0, left)])
    found = store.find("1001")
    store.close()
    assert found is not None
    assert (found.turns, found.messages) == ([a_turn()], [left])


def test_a_database_of_a_newer_version_is_refused_with_what_to_do(engine: Engine, address: URL) -> None:
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store = RecordStore(address)
    for use in (store.start, store.require_current):
        with pytest.raises(RecordsError, match=r"newer helpline \(schema 9999\); install that version"):
            use()
    store.close()


def test_a_reader_does_not_change_a_database_that_is_not_up_to_date(engine: Engine) -> None:
    with pytest.raises(RecordsError, match="helpline serve"):
        schema.require_current(engine)
    assert inspect(engine).get_table_names() == []


def test_a_migration_that_fails_leaves_nothing_half_done(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from telephony.records import references

    schema.upgrade(engine, "0001")
    monkeypatch.setattr(
        references, "FIRST_REFERENCE", object()
    )  # the second migration fails on its last statement
    with pytest.raises(Exception, match="object"):
        schema.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "calls", "turns"}
