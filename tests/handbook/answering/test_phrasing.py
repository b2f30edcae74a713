"""Short names, and how long a text takes to say."""

from datetime import date

import pytest

from handbook.answering.phrasing import portion, subject, syllables
from handbook.book.entries import Procedure


def test_peoples_own_shorter_name_is_the_one_spoken() -> None:
    entry = Procedure(
        id="1.1",
        field="Hộ tịch",
        as_of=date(2026, 6, 30),
        name="Cấp đổi sổ hộ tịch cá nhân tại cấp xã",
        aliases=("đổi sổ hộ tịch",),
    )
    assert subject(entry).name == "Đổi sổ hộ tịch"


@pytest.mark.parametrize(
    ("text", "count"),
    [("đăng ký khai sinh", 4), ("UBND cấp xã", 6), ("7.000 đồng", 3), ("126 xã", 6), ("45 ngày", 4)],
)
def test_syllables_count_numbers_and_abbreviations_as_spoken(text: str, count: int) -> None:
    assert syllables(text) == count


def test_a_portion_never_exceeds_its_budget_but_for_a_single_sentence() -> None:
    assert portion(("một hai ba.", "bốn năm.", "sáu."), 5) == (("một hai ba.", "bốn năm."), ("sáu.",))
    assert portion(("một hai ba.", "bốn."), 2) == (("một hai ba.",), ("bốn.",))


def test_an_instruments_number_weighs_in_a_portion_as_it_is_spoken() -> None:
    cited = "Căn cứ Nghị định 123/2015/NĐ-CP."
    assert syllables(cited) > 2 * len(cited.split())
    assert portion((cited, cited), syllables(cited) + 5) == ((cited,), (cited,))


def test_a_sentence_longer_than_a_portion_is_told_whole() -> None:
    long = "một " * 20
    assert portion((long, "hai."), 5) == ((long,), ("hai.",))
    assert portion((long,), 5) == ((long,), ())
