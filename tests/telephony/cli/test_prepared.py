"""What was prepared is used again, and only while it is still what would be prepared."""

from collections.abc import Callable
from pathlib import Path

import pytest

from telephony.cli.prepared import prepared


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "entry.yaml").write_text("id: one\n", encoding="utf-8")
    return folder


@pytest.fixture
def count() -> Callable[[], int]:
    numbers = iter(range(1, 100))
    return lambda: next(numbers)


def test_what_was_prepared_is_used_again(tmp_path: Path, content: Path, count: Callable[[], int]) -> None:
    assert [prepared(tmp_path / "kept", content, count) for _ in range(2)] == [1, 1]


def test_an_edited_entry_is_prepared_anew_and_replaces_what_was_kept(
    tmp_path: Path, content: Path, count: Callable[[], int]
) -> None:
    prepared(tmp_path / "kept", content, count)
    (content / "entry.yaml").write_text("id: another\n", encoding="utf-8")
    assert prepared(tmp_path / "kept", content, count) == 2
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_broken_file_is_prepared_anew(tmp_path: Path, content: Path, count: Callable[[], int]) -> None:
    prepared(tmp_path / "kept", content, count)
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(b"\x80\x05broken")
    assert prepared(tmp_path / "kept", content, count) == 2


def test_a_folder_that_cannot_be_written_costs_only_time(
    tmp_path: Path, content: Path, count: Callable[[], int]
) -> None:
    (tmp_path / "kept").write_text("a file stands in its place", encoding="utf-8")
    assert prepared(tmp_path / "kept", content, count) == 1


def test_only_its_own_account_may_read_what_is_kept(
    tmp_path: Path, content: Path, count: Callable[[], int]
) -> None:
    prepared(tmp_path / "kept", content, count)
    (file,) = (tmp_path / "kept").iterdir()
    assert file.stat().st_mode & 0o077 == 0
