"""What an entry does not know forbids answering with it, and with the next look-alike too."""

import json
from pathlib import Path

import pytest

from handbook.book.entries import Aspect
from handbook.book.handbook import Handbook
from handbook.matching.decision import Verdict
from handbook.matching.fitting.near import near_questions
from handbook.matching.matcher import Matcher

NEAR = Path(__file__).parents[2] / "data" / "questions_near.jsonl"


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký thế chấp tàu bay cần giấy tờ gì",
        "khóa tài khoản định danh vì rơi mất máy",
        "giấy đủ điều kiện sản xuất mỹ phẩm xin ở đâu",
        "mai táng phí của dân công hỏa tuyến làm thế nào",
    ],
)
def test_another_object_status_or_act_is_answered_with_no_look_alike(matcher: Matcher, text: str) -> None:
    assert matcher.decide(text).verdict is Verdict.TRANSFER


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("đăng ký thế chấp quyền sử dụng đất cần giấy tờ gì", "1.011441"),
        ("làm tài khoản định danh điện tử mức hai thế nào", "3.000228"),
    ],
)
def test_what_the_entry_knows_vetoes_nothing(matcher: Matcher, text: str, entry: str) -> None:
    decision = matcher.decide(text)
    assert (decision.verdict, decision.entry) == (Verdict.ANSWER, entry)


def test_a_question_without_any_subject_is_not_guessed_at(matcher: Matcher) -> None:
    assert matcher.decide("mất mấy ngày").verdict is Verdict.TRANSFER


def test_a_mark_of_another_question_counts_for_nothing_where_the_fact_is_known(matcher: Matcher) -> None:
    decision = matcher.decide("nam nữ mấy tuổi thì được đăng ký kết hôn")
    assert (decision.verdict, decision.entry) == (Verdict.ANSWER, "1.000894")
    assert decision.aspects == (Aspect.CONDITIONS,)


def test_an_entry_is_found_by_its_code(matcher: Matcher) -> None:
    decision = matcher.decide("một chấm không không một một chín ba lệ phí bao nhiêu")
    assert (decision.verdict, decision.entry, decision.aspects) == (
        Verdict.ANSWER,
        "1.001193",
        (Aspect.FEE,),
    )


def test_the_near_questions_that_ship_are_those_the_handbook_makes(handbook: Handbook) -> None:
    shipped = [json.loads(line) for line in NEAR.read_text(encoding="utf-8").splitlines()]
    assert shipped == list(near_questions(handbook))
