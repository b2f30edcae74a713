"""Reading and writing the handbook's YAML files: human-readable, UTF-8, NFC, one meaning for each value."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from handbook.errors import HandbookError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_WIDTH = 110
_DEEPEST = 50
"""Levels; what people write is six deep."""
_BRACKETS = re.compile(r"[\[\]{}]")
_INDENTS = re.compile(r"^[ -]+", re.MULTILINE)


class FileError(HandbookError):
    """A file cannot be read; the message says what is wrong and what to do, without the file's name."""


class _Loader(_Base):  # type: ignore[misc]  # the C loader has no type; the class is the same either way
    """Plain scalars are text, whole numbers, dates or null.

    YAML's floats and booleans are left out: the code 1.000890 must keep its last zero as a key, and a name
    "no" is no boolean.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # PyYAML's own class-level registry

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice; keep one", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


for _tag, _pattern, _first in (
    ("int", r"^(?:0|[1-9][0-9]*)$", [*"0123456789"]),
    ("timestamp", r"^\d{4}-\d{2}-\d{2}$", [*"0123456789"]),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


def read(path: Path) -> Any:
    """The file's value, its text in NFC.

    Raises FileError if it cannot be opened, is not UTF-8 or is not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"byte {error.start} is not UTF-8; save the file with the encoding UTF-8") from None
    except OSError as error:
        raise FileError(f"cannot be opened ({error.strerror}); check its permissions") from error
    if _is_nested_too_deeply(text):
        raise FileError("is nested too deeply; is it the right file?")
    try:
        return yaml.load(unicodedata.normalize("NFC", text), Loader=_Loader)  # noqa: S506  # a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise FileError(f"is not valid YAML at {where}: {error.problem}; correct that line") from None
    except yaml.YAMLError as error:
        raise FileError(f"is not valid YAML: {error}; correct it") from None
    except ValueError as error:  # of a date that the calendar does not have, such as 2026-02-30
        raise FileError(f"has a value that cannot be: {error}; correct it") from None


def _is_nested_too_deeply(text: str) -> bool:
    """Whether the parser in C, which recurses, might bring down the process over it."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    indented = max(map(len, _INDENTS.findall(text)), default=0)
    return deepest > _DEEPEST or indented > _DEEPEST * 4


def write(path: Path, value: Any) -> None:
    """Writes `value` as block-style YAML in the order given, all at once: a reader never sees half a file."""
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH)
    replace(path, text)


def replace(path: Path, text: str) -> None:
    """Replaces the file by `text` in UTF-8 in one step, so that a failure leaves the old file as it was."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        part.chmod(0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)
