"""Writes records as a table for spreadsheets: a line for each turn, with the call's own columns repeated."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from telephony.private_files import private_file
from telephony.records.database import RecordsError
from telephony.records.record import CallRecord, Turn

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""Times are shown as the officers' clocks show them."""
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"

_CALL_COLUMNS = (
    "call_sid",
    "started",
    "ended",
    "seconds",
    "channel",
    "caller",
    "outcome",
    "transfers",
    "messages",
)
_TURN_FIELDS = ("at", *(known.name for known in fields(Turn) if known.name != "at"))
COLUMNS = (*_CALL_COLUMNS, "turn", *_TURN_FIELDS)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | float | datetime | None


class ExportError(RecordsError):
    """The table cannot be written; the message says why and what to do."""


def export(calls: Iterable[CallRecord], path: Path) -> int:
    """Writes a .csv or .xlsx file; how many lines it has below its head. Raises ExportError."""
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    if path.suffix.lower() not in writers:
        raise ExportError(f"{path}: the name must end in .csv or .xlsx")
    try:
        private_file(path)
        return writers[path.suffix.lower()](_lines(calls), path)
    except OSError as error:
        raise ExportError(
            f"{path}: cannot be written ({error.strerror}); is it open in a spreadsheet?"
        ) from error


def _lines(calls: Iterable[CallRecord]) -> Iterator[list[Cell]]:
    for record in calls:
        call = _call_cells(record)
        for number, turn in enumerate(record.turns, start=1):
            yield [*call, number, *(_cell(getattr(turn, name)) for name in _TURN_FIELDS)]
        if not record.turns:
            yield [*call, *(None for _ in COLUMNS[len(call) :])]


def _call_cells(record: CallRecord) -> list[Cell]:
    return [
        record.call_sid,
        _local(record.started),
        _local(record.ended),
        (record.ended - record.started).total_seconds() if record.ended else None,
        record.channel,
        record.caller,
        str(record.outcome) if record.outcome else None,
        "; ".join(f"{attempt.officer}: {attempt.outcome or 'ringing'}" for attempt in record.transfers),
        "; ".join(f"{m.kind} {m.reference} {m.text}".rstrip() for m in record.messages),
    ]


def _cell(value: str | float | datetime | tuple[str, ...] | None) -> Cell:
    match value:
        case datetime():
            return _local(value)
        case float():
            return round(value, 3)
        case tuple():
            return " ".join(value)
        case _:
            return value


def _local(moment: datetime | None) -> datetime | None:
    # Spreadsheets know no zones.
    return moment.astimezone(LOCAL).replace(tzinfo=None, microsecond=0) if moment else None


def _write_csv(lines: Iterable[list[Cell]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel knows UTF-8 by its mark only
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for line in lines:
            table.writerow([_harmless(cell) for cell in line])
            count += 1
    return count


def _harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula, behind an apostrophe (OWASP, "CSV Injection")."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _write_xlsx(lines: Iterable[list[Cell]], path: Path) -> int:
    count = 0
    options = {"constant_memory": True, "default_date_format": TIME_FORMAT}
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("calls")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, COLUMNS, bold)
        for count, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                match cell:
                    case str():
                        sheet.write_string(count, column, cell)  # never read as formula, link or number
                    case datetime():
                        sheet.write_datetime(count, column, cell)
                    case float() | int():
                        sheet.write_number(count, column, cell)
        sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    return count
