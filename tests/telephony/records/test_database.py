"""Where the records lie, and what is said when the address is wrong."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from telephony.records.database import (
    RecordsError,
    connect,
    database_address,
    shown,
)


def test_without_an_address_records_lie_in_the_data_folder(tmp_path: Path) -> None:
    address = database_address(None, tmp_path / "with space")
    assert (address.drivername, address.database) == (
        "sqlite",
        str(tmp_path / "with space" / "helpline.sqlite3"),
    )
    engine = connect(address)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_takes_the_driver_we_ship(scheme: str) -> None:
    address = database_address(SecretStr(f"{scheme}://clerk:secret@db.example/calls"), Path())
    assert address.drivername == "postgresql+psycopg"
    assert "secret" not in shown(address)


@pytest.mark.parametrize(
    "url", ["no address", "mysql://clerk:secret@db.example/calls", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(RecordsError, match="HELPLINE_DATABASE_URL") as caught:
        database_address(SecretStr(url), Path())
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_named_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(RecordsError, match=r"handbook-hotline\[postgresql\]"):
        connect(database_address(SecretStr("postgresql://clerk:secret@db.example/calls"), Path()))
