"""Entries as plain values: YAML files for people, JSON lines for programs."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from handbook.book.entries import Procedure, Topic
from handbook.book.files import FileError, read, replace, write
from handbook.book.handbook import Handbook


def write_procedure(entry: Procedure, folder: Path) -> None:
    """Writes `folder`/CODE.yaml at once. Raises OSError if it cannot be written; the old file then stays."""
    write(folder / f"{entry.id}.yaml", _plain(entry) | {"as_of": entry.as_of})


def write_if_changed(entry: Procedure, folder: Path) -> bool:
    """Writes `entry` unless its file says the same but for its date; whether it was written.

    Raises OSError if it cannot be written; the old file then stays.
    """
    old = written(folder / f"{entry.id}.yaml")
    if old and old.model_copy(update={"as_of": entry.as_of}) == entry:
        return False
    write_procedure(entry, folder)
    return True


def written(path: Path) -> Procedure | None:
    """The procedure of one file; None where there is none that can be read."""
    try:
        return Procedure.model_validate(read(path)) if path.exists() else None
    except (FileError, ValidationError):
        return None


def export(handbook: Handbook, path: Path) -> int:
    """Writes every entry as one line of JSON, without empty fields; returns how many.

    Raises OSError if `path` cannot be written; it then is as it was.
    """
    lines = [json.dumps(_plain(entry), ensure_ascii=False) + "\n" for entry in handbook]
    replace(path, "".join(lines))
    return len(lines)


def _plain(entry: Procedure | Topic) -> dict[str, Any]:
    """JSON values in the model's order of fields, without those that are empty."""
    plain: dict[str, Any] = _whole(entry.model_dump(mode="json"))
    return plain


def _whole(value: Any) -> Any:
    """`value` without empty fields and noes at any depth, and 3 for 3.0, as a person writes it."""
    if isinstance(value, dict):
        told = {key: inner for key, inner in value.items() if inner not in (None, [], {})}
        return {key: _whole(inner) for key, inner in told.items() if inner is not False}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
