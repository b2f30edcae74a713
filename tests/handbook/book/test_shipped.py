"""The handbook that ships: in order, and told as Hanoi's."""

import re
from datetime import date

import pytest

from handbook.answering.answers import compose
from handbook.book.ends import resting_on
from handbook.book.entries import Aspect, Procedure
from handbook.book.handbook import Handbook

TODAY = date(2026, 11, 29)
HANDBOOK = Handbook.load()
PROCEDURES = [entry for entry in HANDBOOK if isinstance(entry, Procedure)]


def said(code: str, aspect: Aspect, today: date = TODAY) -> str:
    answer = compose(HANDBOOK[code], (aspect,), today)
    return " ".join((*answer.sentences, *answer.more))


def test_it_is_in_order() -> None:
    assert not HANDBOOK.problems
    assert len(PROCEDURES) > 400


def test_every_instrument_that_a_fact_cites_stands_in_the_register() -> None:
    missing = {(entry.id, number) for entry in HANDBOOK for number in resting_on(entry)}
    assert {pair for pair in missing if pair[1] not in HANDBOOK.register} == set()


@pytest.mark.parametrize(
    "code",
    [
        "3.000284",  # another province's text under this code
        "1.013591",  # the land border
        "3.000439",  # the sea
        "1.000094",  # a marriage in a border commune
        "2.000986",  # the linked procedure of 2015, built on the paper household book
        "1.010385",  # done by the district's police, which is no more
    ],
)
def test_what_hanoi_does_not_have_is_neither_told_nor_matched(code: str) -> None:
    assert code not in HANDBOOK
    assert code in {shelved.procedure.id for shelved in HANDBOOK.shelved}


def test_no_entry_is_presented_as_hanois_when_another_province_decided_it() -> None:
    assert [entry.id for entry in PROCEDURES if entry.region] == []


@pytest.mark.parametrize(
    ("code", "aspect", "holds", "never"),
    [
        ("1.004194", Aspect.FEE, "15.000 đồng", "10.000 đồng khi"),
        ("1.000656", Aspect.FEE, "trực tuyến", None),
        ("2.000635", Aspect.FEE, "trực tuyến", None),
        ("2.001263", Aspect.FEE, "400.000", "trực tuyến thì miễn"),
        ("1.001669", Aspect.AUTHORITY, "nhân dân cấp xã", "huyện"),
        ("1.001521", Aspect.AUTHORITY, "Bảo hiểm xã hội cơ sở", "huyện"),
        ("1.000419", Aspect.AUTHORITY, "xã, phường", "thị trấn"),
        ("1.001646", Aspect.AUTHORITY, "Bảo hiểm xã hội cơ sở", "Công đoàn"),
        ("1.004873", Aspect.PLACE, "Điểm Phục vụ hành chính công", None),
        ("1.014027", Aspect.PLACE, "Điểm Phục vụ hành chính công", None),
        ("1.004327", Aspect.TIME, "30 ngày", "60 ngày làm việc"),
        ("1.004327", Aspect.DOCUMENTS, "chưa ghi rõ", "nhóm 2"),
        ("1.014063", Aspect.FEE, "25.000 đồng", "31/12/2025"),
        ("1.013967", Aspect.TIME, "45 ngày", "60 ngày"),
    ],
)
def test_a_wrong_fact_of_the_portal_is_told_right_or_not_at_all(
    code: str, aspect: Aspect, holds: str, never: str | None
) -> None:
    told = said(code, aspect)
    assert holds in told
    assert never is None or never not in told


@pytest.mark.slow
@pytest.mark.parametrize("aspect", [Aspect.AUTHORITY, Aspect.PLACE, Aspect.FEE, Aspect.TIME])
def test_no_body_of_the_district_level_is_named_as_one_of_today(aspect: Aspect) -> None:
    named = {entry.id: said(entry.id, aspect) for entry in PROCEDURES}
    district = re.compile(r"thị trấn|(?<!không còn )cấp huyện(?! trước ngày)")
    assert {code for code, text in named.items() if district.search(text)} == set()


def test_what_changes_on_a_coming_date_changes_by_itself() -> None:
    assert "đến hết ngày 31/12/2026" in said("1.014063", Aspect.FEE, date(2026, 12, 31))
    assert "25.000" not in said("1.014063", Aspect.FEE, date(2027, 1, 1))
