"""Reading the handbook's YAML: every slip is one clear line, and none brings the process down."""

from pathlib import Path

import pytest

from handbook.book.files import FileError, read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("{a: " * 100_000, "nested too deeply"),
        ("- " * 300 + "a", "nested too deeply"),
        ("review: 2026-02-30", "a value that cannot be"),
        ("a: [1, 2", "not valid YAML at line"),
    ],
)
def test_a_file_that_cannot_be_is_told_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "entry.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=message) as told:
        read(file)
    assert "\n" not in str(told.value)


def test_brackets_that_people_write_are_read(tmp_path: Path) -> None:
    file = tmp_path / "entry.yaml"
    file.write_text("a: [[1, 2], {b: [3]}]\nc: '[[[[ (xem mục 1) ]]]]'\n", encoding="utf-8")
    assert read(file) == {"a": [[1, 2], {"b": [3]}], "c": "[[[[ (xem mục 1) ]]]]"}
