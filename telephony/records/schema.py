"""Brings a database to the schema of this version; knows one that is older or newer."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from telephony.records.database import RecordsError, shown

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "head"
_UPGRADE_LOCK = 0x68656C70
"""PostgreSQL's advisory lock that two services starting at once take one after the other."""


def upgrade(engine: Engine, to: str = HEAD) -> None:
    """Runs the migrations that are missing, in one transaction. Raises RecordsError for a newer database."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        scripts = ScriptDirectory(str(MIGRATIONS))
        revision = _revision(connection, scripts)
        if revision != scripts.get_current_head():
            log.info("bringing %s from schema %s to %s", shown(engine.url), revision or "none", to)
            command.upgrade(_config(connection), to)


def require_current(engine: Engine) -> None:
    """For those who only read. Raises RecordsError unless the schema is this version's."""
    if not is_current(engine):
        raise RecordsError(
            f"{shown(engine.url)} is empty or of an older version; `helpline serve` brings it up to date"
        )


def is_current(engine: Engine) -> bool:
    """Whether the schema is this version's, and no older one. Raises RecordsError for a newer database."""
    with engine.connect() as connection:
        scripts = ScriptDirectory(str(MIGRATIONS))
        return _revision(connection, scripts) == scripts.get_current_head()


def _revision(connection: Connection, scripts: ScriptDirectory) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {known.revision for known in scripts.walk_revisions()}:
        raise RecordsError(
            f"{shown(connection.engine.url)} was written by a newer helpline (schema {revision}); "
            "install that version again, or point HELPLINE_DATABASE_URL at another database"
        )
    return revision


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
