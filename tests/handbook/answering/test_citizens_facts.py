"""The facts that ship for citizens' subjects, in the sentences that are spoken of them on a given day."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handbook.answering.answers import Answer, compose
from handbook.book.entries import Aspect
from tests.doubles import shipped

TODAY = date(2026, 11, 29)
TABLE = Path(__file__).parents[2] / "data" / "answers_citizens.jsonl"
LINES = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]


def told(code: str, aspect: Aspect, today: date = TODAY) -> Answer:
    return compose(shipped.handbook()[code], [aspect], today)


def whole(answer: Answer) -> str:
    return " ".join((*answer.sentences, *answer.more))


@pytest.mark.parametrize("line", LINES, ids=[f"{line['entry']}-{line['aspect']}" for line in LINES])
def test_what_was_asked_is_told_and_nothing_of_older_law(line: dict[str, Any]) -> None:
    said = whole(told(line["entry"], Aspect(line["aspect"])))
    assert [part for part in line["holds"] if part.casefold() not in said.casefold()] == []
    assert [part for part in line["never"] if part.casefold() in said.casefold()] == []


def test_a_reduced_fee_ends_with_the_year_and_the_full_one_follows() -> None:
    assert "35.000 đồng" in whole(told("1.014064", Aspect.FEE, date(2026, 12, 31)))
    after = whole(told("1.014064", Aspect.FEE, date(2027, 1, 1)))
    assert "70.000 đồng" in after
    assert "35.000 đồng" not in after


def test_residence_on_the_phone_is_free_until_the_end_of_the_year() -> None:
    free = "được miễn lệ phí đến hết ngày 31/12/2026"
    assert free in whole(told("1.004194", Aspect.FEE, date(2026, 12, 31)))
    assert free not in whole(told("1.004194", Aspect.FEE, date(2027, 1, 1)))


def test_the_old_civil_status_law_is_silent_once_the_new_one_is_in_force() -> None:
    assert "60 ngày" in whole(told("1.001193", Aspect.DEADLINE, date(2027, 2, 28)))
    after = told("1.001193", Aspect.DEADLINE, date(2027, 3, 1))
    assert "60 ngày" not in whole(after)
    assert after.unclear


def test_building_permits_follow_the_decree_of_2026_only_since_its_day() -> None:
    assert "7 ngày làm việc" in whole(told("1.013225", Aspect.TIME, date(2026, 7, 1)))
    assert "7 ngày làm việc" not in whole(told("1.013225", Aspect.TIME, date(2026, 6, 30)))
