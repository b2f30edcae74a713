"""Who is rung, and when."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from telephony.officers.roster import (
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
