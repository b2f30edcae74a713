"""What callers said can be opened by the service's own account alone, whatever was there before."""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from telephony.counter.pairing import Counters
from telephony.private_files import is_open_to_others, private_file, private_folder
from telephony.records.database import keep_data_private
from telephony.records.export import export
from telephony.records.journal import Journal
from telephony.records.store import RecordStore
from tests.doubles.call_samples import NOON, Clock, a_record, a_turn, sqlite_in


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in [folder, *folder.rglob("*")]}


def test_folders_and_files_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    inner = private_folder(tmp_path / "a" / "b")
    private_file(inner / "calls")
    assert modes(tmp_path / "a") == {"a": 0o700, "b": 0o700, "calls": 0o600}


def test_what_was_left_open_is_closed_and_keeps_what_it_holds(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "data" / "calls"
    folder.mkdir(mode=0o755)
    file.write_text("chim sẻ", encoding="utf-8")
    file.chmod(0o644)
    assert is_open_to_others(folder)
    private_folder(folder)
    private_file(file)
    assert modes(folder) == {"data": 0o700, "calls": 0o600}
    assert file.read_text(encoding="utf-8") == "chim sẻ"
    assert not is_open_to_others(file)


def test_a_folder_that_is_everybodys_stays_so(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    private_folder(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_all_that_a_running_service_keeps_is_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data"
    keep_data_private(data)
    journal = Journal(Clock(), RecordStore(sqlite_in(data)))
    journal.add_turn(journal.open("CA1", "+84912345678"), a_turn())
    assert journal.flush()
    Counters(data / "counters.sqlite3", lambda: datetime(2026, 1, 5)).issue_code("Quầy 1")
    found = modes(data)
    journal.shut()
    assert {name.partition("sqlite3")[2].partition("run-")[0] for name in found} >= {"-wal", "-shm", "."}
    assert found.pop("data") == 0o700
    assert set(found.values()) == {0o600}


def test_a_database_of_an_older_version_is_closed_when_it_is_opened(tmp_path: Path) -> None:
    store = RecordStore(sqlite_in(tmp_path))
    store.start()
    list(store.calls())
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    tmp_path.chmod(0o755)
    keep_data_private(tmp_path)
    again = RecordStore(sqlite_in(tmp_path))
    assert list(again.calls()) == []
    found = modes(tmp_path)
    again.close()
    store.close()
    assert found.pop(tmp_path.name) == 0o700
    assert {mode for name, mode in found.items() if ".run-" not in name} == {0o600}


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx"])
def test_an_export_is_its_owners_also_over_an_older_one(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch(mode=0o666)
    export([a_record(turns=[a_turn(at=NOON)])], tmp_path / name)
    assert modes(tmp_path)[name] == 0o600
