"""Importing a file of the portal's rows: one YAML file for each procedure."""

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from handbook.book.entries import Procedure
from handbook.importing.output import write_procedure
from handbook.importing.procedure import procedure
from handbook.importing.report import (
    Fact,
    ImportReport,
    RejectedRow,
    Remark,
)
from handbook.importing.rows import Row


def import_rows(path: Path, folder: Path, as_of: date) -> ImportReport:
    """Writes every readable row of the JSON lines in `path` to `folder`/procedures/CODE.yaml.

    `as_of` dates the facts. A row that cannot be read is reported and leaves the others, and an older file of
    its code, as they are. Raises OSError if `path` cannot be read or `folder` not be written.
    """
    procedures = folder / "procedures"
    procedures.mkdir(parents=True, exist_ok=True)
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
    for entry in entries.values():
        write_procedure(entry, procedures)
    return ImportReport(len(entries), (*remarks, *_same_name(entries)), tuple(rejected))


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
