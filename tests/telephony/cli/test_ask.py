"""Written questions against the handbook that ships with the product."""

import pytest

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from telephony.cli.ask import Asking, ask_handbook


@pytest.fixture
def asking(handbook: Handbook, matcher: Matcher) -> Asking:
    return Asking(handbook, matcher)


@pytest.mark.parametrize(
    ("question", "entry", "aspect"),
    [
        ("đăng ký khai sinh cần giấy tờ gì", "1.001193", "documents"),
        ("đăng ký kết hôn mất bao lâu", "1.000894", "time"),
        ("chứng thực bản sao lệ phí bao nhiêu", "2.000815", "fee"),
        ("Đăng kí tạm trú nộp ở đâu", "1.004194", "place"),
    ],
)
def test_a_question_finds_its_procedure_aspect_and_sources(
    asking: Asking, question: str, entry: str, aspect: str
) -> None:
    asked = ask_handbook(asking, question)
    assert (asked["decision"], asked["entry"], asked["aspect"]) == ("answer", entry, aspect)
    assert asked["answer"]
    assert asked["sources"]


def test_the_fee_of_a_certified_copy_is_said_with_its_amount(asking: Asking) -> None:
    assert "2.000 đồng" in ask_handbook(asking, "chứng thực bản sao lệ phí bao nhiêu")["answer"]


def test_a_question_outside_the_handbook_is_transferred_without_an_answer(asking: Asking) -> None:
    asked = ask_handbook(asking, "giá vàng hôm nay bao nhiêu")
    assert (asked["decision"], asked["entry"], asked["answer"]) == ("transfer", None, None)
    assert asked["sources"] == []


def test_what_another_agency_does_names_it_with_the_instrument_that_says_so(asking: Asking) -> None:
    asked = ask_handbook(asking, "ly hôn thì nộp đơn ở đâu")
    assert (asked["decision"], asked["reason"]) == ("transfer", "other_agency")
    assert "Tòa án" in asked["agency"]
    assert "85/2025/QH15" in asked["instrument"]
