"""Judging what is said to written questions."""

import json
from typing import Any

import pytest

from handbook.matching.evaluation import EvaluationError
from telephony.measuring.answers import evaluate_answers

DEADLINE = {"text": "bao lâu phải khai sinh", "holds": ["60 ngày|sáu mươi ngày"], "never": ["ngay sau khi"]}


def asked(answer: str | None = None, decision: str = "answer", **others: Any) -> dict[str, Any]:
    return {"decision": decision, "entry": "1", "aspects": [], "answer": answer, "more": None,
            "unclear": False} | others  # fmt: skip


def outcome(wanted: dict[str, Any], reply: dict[str, Any]) -> str:
    result = evaluate_answers([json.dumps(wanted)], lambda _: reply)
    names = ("right", "declined", "asked", "wrong", "missed")
    (name,) = (name for name in names if getattr(result, name))
    assert bool(result.failing) is (name not in ("right", "declined"))
    return name


def test_an_answer_is_right_when_it_holds_one_of_the_alternatives_in_any_case() -> None:
    assert outcome(DEADLINE, asked("Trong SÁU MƯƠI ngày.")) == "right"


def test_what_the_caller_hears_on_wish_counts_as_said() -> None:
    assert outcome(DEADLINE, asked("Có hạn.", more="Hạn là 60 ngày.")) == "right"


def test_an_answer_that_lacks_the_fact_or_says_what_it_must_not_is_wrong() -> None:
    assert outcome(DEADLINE, asked("Trong 7 ngày.")) == "wrong"
    assert outcome(DEADLINE, asked("Giải quyết ngay sau khi nhận; hạn 60 ngày.")) == "wrong"


def test_saying_that_the_fact_is_lacking_declines_only_where_a_person_would_be_right() -> None:
    lacking = asked("Sổ tay chưa ghi hạn.", unclear=True)
    assert outcome(DEADLINE, lacking) == "wrong"
    assert outcome({**DEADLINE, "may": ["transfer"]}, lacking) == "declined"


def test_asking_back_and_a_person_are_right_only_where_they_are_allowed() -> None:
    assert outcome(DEADLINE, asked(decision="confirm")) == "asked"
    assert outcome(DEADLINE, asked(decision="transfer")) == "missed"
    assert outcome({**DEADLINE, "may": ["confirm"]}, asked(decision="confirm")) == "declined"


@pytest.mark.parametrize("line", ["{", '{"text": "a"}', '{"text": "a", "holds": [], "may": ["guess"]}'])
def test_a_line_that_cannot_be_used_is_named(line: str) -> None:
    with pytest.raises(EvaluationError, match="line 1"):
        evaluate_answers([line], lambda _: asked())
