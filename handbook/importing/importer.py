"""Importing a file of the portal's rows: one YAML file for each procedure."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from handbook.book.entries import Procedure
from handbook.importing.output import write_if_changed
from handbook.importing.procedure import procedure
from handbook.importing.report import (
    Fact,
    ImportReport,
    RejectedRow,
    Remark,
)
from handbook.importing.rows import Row


@dataclass(frozen=True, slots=True)
class TakenRows:
    """What a file of rows holds, taken apart."""

    entries: dict[str, Procedure]
    """By code."""
    report: ImportReport


def take_rows(path: Path, as_of: date) -> TakenRows:
    """Takes every readable row of the JSON lines in `path` apart; one that cannot be read is reported.

    `as_of` dates the facts where a row does not. Raises OSError if `path` cannot be read.
    """
    entries: dict[str, Procedure] = {}
    remarks: list[Remark] = []
    rejected: list[RejectedRow] = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        code: str | None = None
        try:
            value = json.loads(line.decode("utf-8-sig"))
            code = _code(value)
            row = Row.model_validate(value)
            if row.ma_thu_tuc in entries:
                rejected.append(RejectedRow(number, code, "the code stands in an earlier line too; keep one"))
                continue
            entry, found = procedure(row, as_of)
        except UnicodeDecodeError as error:
            rejected.append(RejectedRow(number, code, f"byte {error.start} is not UTF-8"))
        except json.JSONDecodeError as error:
            rejected.append(RejectedRow(number, code, f"not JSON at column {error.colno}: {error.msg}"))
        except ValidationError as error:
            rejected.append(RejectedRow(number, code, _faults(error)))
        else:
            entries[entry.id] = entry
            remarks += found
    return TakenRows(entries, ImportReport(len(entries), (*remarks, *_same_name(entries)), tuple(rejected)))


def import_rows(path: Path, folder: Path, as_of: date) -> ImportReport:
    """Writes every readable row of the JSON lines in `path` to `folder`/procedures/CODE.yaml.

    A row that cannot be read leaves an older file of its code as it is, and so does one that says the same:
    `as_of` changes only where something changed. Raises OSError if `path` cannot be read or `folder` not be
    written.
    """
    procedures = folder / "procedures"
    procedures.mkdir(parents=True, exist_ok=True)
    taken = take_rows(path, as_of)
    for entry in taken.entries.values():
        write_if_changed(entry, procedures)
    return taken.report


def _code(value: object) -> str | None:
    code = value.get("ma_thu_tuc") if isinstance(value, dict) else None
    return code if isinstance(code, str) else None


def _faults(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, detail['loc'])) or 'the row'}: {detail['msg']}"
        for detail in error.errors(include_url=False, include_context=False)
    )


def _same_name(entries: dict[str, Procedure]) -> list[Remark]:
    """Procedures that one name cannot tell apart."""
    codes = defaultdict(list)
    for entry in entries.values():
        codes[entry.name.casefold()].append(entry.id)
    return [
        Remark(code, Fact.NAME, f"one name for {len(same)} codes", entries[code].name)
        for same in codes.values()
        if len(same) > 1
        for code in same
    ]
