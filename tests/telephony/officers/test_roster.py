"""Who is rung, and when."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from telephony.officers.roster import (
    RETRY,
    Hours,
    Ring,
    Roster,
    RosterError,
    RosterFile,
)
from telephony.settings import EXAMPLE_OFFICERS

MONDAY_9AM = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Hanoi
MONDAY_NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SUNDAY_9AM = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

ROSTER = """
timezone: Asia/Ho_Chi_Minh
holidays: [2026-11-24]
officers:
  - {name: An, phone: "+84900000001", hours: "mon-fri 08:00-11:30 13:30-17:00", order: 2}
  - {name: Bình, phone: "+84900000002", fields: [Hộ tịch], hours: "mon-sun 00:00-24:00", order: 9}
  - {name: Chi, phone: "+84900000003", fields: [Đất đai], hours: "mon-fri 08:00-11:30", order: 1}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "officers.yaml"
    file.write_text(ROSTER, encoding="utf-8")
    return file


def names(path: Path, now: datetime, field: str | None = None) -> list[str]:
    return [officer.name for officer in Roster.load(path).on_duty(now, field)]


def test_officers_on_duty_come_in_their_order(path: Path) -> None:
    assert names(path, MONDAY_9AM) == ["Chi", "An", "Bình"]


def test_the_expert_in_the_field_comes_first_and_experts_in_others_are_left_alone(path: Path) -> None:
    assert names(path, MONDAY_9AM, "Hộ tịch") == ["Bình", "An"]


def test_with_only_other_experts_there_they_are_rung_rather_than_nobody(path: Path) -> None:
    path.write_text(ROSTER.replace("- {name: An", "# {name: An"), encoding="utf-8")
    assert names(path, MONDAY_9AM, "Y tế") == ["Chi", "Bình"]


def test_officers_are_rung_in_turn_unless_the_roster_says_together(path: Path) -> None:
    file = RosterFile(path, lambda: MONDAY_9AM)
    assert file.ring is Ring.IN_TURN
    path.write_text("ring: together\n" + ROSTER, encoding="utf-8")
    assert file.ring is Ring.TOGETHER


def test_a_commune_is_known_by_its_number(path: Path) -> None:
    path.write_text(ROSTER + 'communes: {"+842438850000": xã Sóc Sơn}\n', encoding="utf-8")
    file = RosterFile(path, lambda: MONDAY_9AM)
    assert file.commune("+842438850000") == "xã Sóc Sơn"
    assert file.commune("+84900000009") is None


def test_lunch_and_weekend_are_off_duty(path: Path) -> None:
    assert names(path, MONDAY_NOON) == ["Bình"]
    assert names(path, SUNDAY_9AM) == ["Bình"]


def test_nobody_is_rung_on_a_holiday(path: Path) -> None:
    assert names(path, MONDAY_9AM.replace(day=24)) == []


def test_a_week_that_runs_over_sunday_is_understood() -> None:
    hours = Hours.parse("sat-mon 08:00-09:00")
    assert [bool(day) for day in hours.spans] == [True, False, False, False, False, True, True]


@pytest.mark.parametrize(
    "hours", ["every day", "mon 8-11", "mon 17:00-08:00", "mon", "08:00-11:00", "mon 08:00-25:00"]
)
def test_hours_that_cannot_be_read_name_the_officer_and_the_form(path: Path, hours: str) -> None:
    path.write_text(ROSTER.replace("mon-sun 00:00-24:00", hours), encoding="utf-8")
    with pytest.raises(RosterError, match=r"officers\.yaml: officers\.1\.hours"):
        Roster.load(path)


def test_a_missing_file_says_which_setting_to_check(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="HELPLINE_OFFICERS"):
        Roster.load(tmp_path / "none.yaml")


def test_a_number_that_is_not_e164_is_refused(path: Path) -> None:
    path.write_text(ROSTER.replace("+84900000001", "0900000001"), encoding="utf-8")
    with pytest.raises(RosterError, match=r"officers\.0\.phone"):
        Roster.load(path)


def test_a_changed_file_is_read_again_and_a_faulty_change_keeps_the_last_good_roster(path: Path) -> None:
    file = RosterFile(path, lambda: MONDAY_9AM)
    path.write_text(ROSTER.replace("An,", "Anh,"), encoding="utf-8")
    assert [officer.name for officer in file.on_duty()] == ["Chi", "Anh", "Bình"]
    path.write_text("officers: nobody", encoding="utf-8")
    assert [officer.name for officer in file.on_duty()] == ["Chi", "Anh", "Bình"]


def test_the_example_roster_rings_only_a_number_reserved_for_fiction() -> None:
    officers = Roster.load(EXAMPLE_OFFICERS).on_duty(SUNDAY_9AM)
    assert [officer.phone for officer in officers] == ["+12025550143", "+12025550144"]


SLIPS = {
    "a day that no calendar has": (ROSTER.replace("2026-11-24", "2026-02-30"), "day"),
    "a number for a day": (ROSTER.replace("2026-11-24", "20261124"), "2026-09-02"),
    "an empty file": ("", "is empty"),
    "nothing but null": ("null", "is empty"),
    "a list instead of fields": ("- An", "dictionary"),
    "dashes without end": ("- " * 20_000, "nested too deeply"),
    "brackets without end": ("[" * 20_000, "nested too deeply"),
    "a list that holds itself": ("&a [*a]", "file"),
    "a key twice": (ROSTER + "\nholidays: []\n", "'holidays' stands twice"),
    "a phone twice": (ROSTER.replace("order: 1}", 'order: 1, phone: "+84900000009"}'), "stands twice"),
    "a tag that means nothing": ("!!timestamp soon", "cannot be"),
    "a list as a key": ("? [a]\n: 1", "YAML"),
    "a tab": ("officers:\n\t- name", "line 2, column 1"),
    "hours as a table": (ROSTER.replace('"mon-sun 00:00-24:00"', "{spans: []}"), "mon-fri 08:00-11:30"),
    "no officers": ("timezone: Asia/Ho_Chi_Minh", "officers"),
    "an unquoted number": (ROSTER.replace('"+84900000001"', "+84900000001"), "in quotes"),
    "a trunk zero": (ROSTER.replace("+84900000001", "+840900000001"), r"\+84900000001 is likely meant"),
    "a number without its country": (
        ROSTER.replace("+84900000001", "0900 000 001"),
        r"\+84900000001 is likely",
    ),
    "a withheld number": (ROSTER.replace("+84900000001", "+266696687"), "withheld"),
    "a commune twice": (ROSTER + 'communes: {"+842438850000": A, "+84 24 3885 0000": B}', "stands twice"),
    "a zone that does not exist": (ROSTER.replace("Asia/Ho_Chi_Minh", "Asia/Hanoi"), "unknown time zone"),
    "far too much": ("#" * 2_000_000, "larger than"),
}


@pytest.mark.parametrize(("text", "hint"), SLIPS.values(), ids=SLIPS)
def test_every_slip_in_the_file_is_one_line_that_names_the_file(path: Path, text: str, hint: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RosterError, match=hint) as refused:
        Roster.load(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_a_file_in_another_encoding_is_named(path: Path) -> None:
    path.write_bytes(ROSTER.encode("utf-16"))
    with pytest.raises(RosterError, match="UTF-8"):
        Roster.load(path)


def test_a_number_may_be_written_with_spaces_dots_and_dashes(path: Path) -> None:
    path.write_text(ROSTER.replace("+84900000001", "+84 900.000-001"), encoding="utf-8")
    assert Roster.load(path).officers[0].phone == "+84900000001"


def test_a_telephone_that_officers_share_is_rung_once_under_all_their_names(path: Path) -> None:
    path.write_text(ROSTER.replace("+84900000002", "+84900000001"), encoding="utf-8")
    assert names(path, MONDAY_9AM) == ["Chi", "An / Bình"]
    officer = RosterFile(path, lambda: MONDAY_NOON).officer("+84900000001")
    assert officer is not None
    assert officer.name == "An / Bình"
    assert names(path, MONDAY_NOON) == ["Bình"], "whoever has no duty is not named"


@pytest.mark.parametrize("text", [slip for slip, _ in SLIPS.values()], ids=SLIPS)
def test_a_slip_made_while_the_service_runs_is_told_once_and_the_roster_stays(
    path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = RosterFile(path, lambda: MONDAY_9AM)
    path.write_text(text, encoding="utf-8")
    for _ in range(3):
        assert [officer.name for officer in file.on_duty()] == ["Chi", "An", "Bình"]
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert file.fault is not None


def test_a_file_seen_half_written_is_read_again_even_if_nothing_tells_that_it_was_finished(
    path: Path,
) -> None:
    now = [MONDAY_9AM]
    file = RosterFile(path, lambda: now[0])
    finished = ROSTER.replace("An,", "Em,")
    half = finished[: len(finished) // 2].ljust(len(finished), "[")
    for text in (half, finished):
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(0, 0))  # a file system of coarse times
        file.on_duty()
        now[0] += RETRY
    assert [officer.name for officer in file.on_duty()] == ["Chi", "Em", "Bình"]
    assert file.fault is None


def test_each_new_fault_is_told_and_so_is_its_end(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = RosterFile(path, lambda: MONDAY_9AM)
    for text in ("", "null\n\n", ROSTER):
        path.write_text(text, encoding="utf-8")
        file.on_duty()
        file.on_duty()
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING"]
