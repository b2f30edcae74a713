"""Records as tables for spreadsheets."""

import csv
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from telephony.records.export import COLUMNS, ExportError, export
from telephony.records.outcome import Outcome
from telephony.records.record import (
    CallRecord,
    Message,
    MessageKind,
    TransferAttempt,
)
from tests.doubles.call_samples import NOON, a_record, a_turn

FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")


def a_call() -> CallRecord:
    return a_record(
        turns=[a_turn(at=NOON), a_turn("lệ phí bao nhiêu", at=NOON)],
        transfers=[TransferAttempt("Nguyễn An", 0, NOON, NOON, "busy")],
        messages=[Message("1001", MessageKind.MESSAGE, NOON, "gọi lại giúp")],
        ended=NOON + timedelta(seconds=70),
        outcome=Outcome.parse("finished"),
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_has_a_line_for_each_turn_in_local_time(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    assert export([a_call(), a_record("CA2")], path) == 3
    first, second, silent = read_csv(path)
    assert (first["call_sid"], first["started"], first["seconds"]) == ("CA1", "2026-03-02 12:00:00", "70.0")
    assert (first["turn"], first["heard"], second["heard"]) == (
        "1",
        "đăng ký kết hôn mất bao lâu",
        "lệ phí bao nhiêu",
    )
    assert first["transfers"] == "Nguyễn An: busy"
    assert first["messages"] == "message 1001 gọi lại giúp"
    assert (silent["call_sid"], silent["turn"], silent["ended"]) == ("CA2", "", "")


def test_a_csv_opens_in_excel_with_its_vietnamese(tmp_path: Path) -> None:
    export([a_call()], tmp_path / "calls.csv")
    assert (tmp_path / "calls.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("heard", FORMULAS)
def test_no_cell_of_a_csv_can_run_as_a_formula(heard: str, tmp_path: Path) -> None:
    export([a_record(turns=[a_turn(heard)])], tmp_path / "calls.csv")
    [line] = read_csv(tmp_path / "calls.csv")
    assert line["heard"] == f"'{heard}"
    assert line["caller"] == "'+84*******78"


@pytest.mark.parametrize("heard", FORMULAS)
def test_an_xlsx_holds_texts_as_texts(heard: str, tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    export([a_record(turns=[a_turn(heard)])], path)
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    cell = re.search(rf'<c r="{chr(ord("A") + COLUMNS.index("heard"))}2"([^>]*)>', sheet)
    assert cell is not None
    assert 't="inlineStr"' in cell[1]


def test_an_xlsx_holds_numbers_and_times_as_such(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    assert export([a_call()], path) == 2
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    serial = re.search(r'<c r="B2"[^>]*><v>([\d.]+)</v>', sheet)
    assert serial is not None
    assert float(serial[1]) == 46083.5  # noon of 2 March 2026 in days since 1899-12-30
    assert re.search(r'<c r="D2"><v>70</v>', sheet)
    assert "<autoFilter" in sheet


def test_another_ending_and_a_folder_that_is_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.csv or \.xlsx"):
        export([], tmp_path / "calls.pdf")
    for name in ("calls.csv", "calls.xlsx"):
        with pytest.raises(ExportError, match="cannot be written"):
            export([], tmp_path / "nowhere" / name)
