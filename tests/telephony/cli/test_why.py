"""`helpline why`: a decision is explained to people and to programs."""

import io
import json

import pytest
from rich.console import Console

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from telephony.cli.ask import Asking
from telephony.cli.why import show, to_dict


@pytest.fixture
def asking(handbook: Handbook, matcher: Matcher) -> Asking:
    return Asking(handbook, matcher)


def shown(asking: Asking, question: str, subject: str | None = None) -> str:
    console = Console(file=io.StringIO(), width=200)
    show(asking.matcher.explain(question, subject=subject), asking.handbook, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_table_names_the_subjects_their_evidence_and_what_is_needed_to_answer(asking: Asking) -> None:
    told = shown(asking, "đăng ký kết hôn mất bao lâu")
    assert told.startswith("Answers Thủ tục đăng ký kết hôn (1.000894, ")
    assert "Answered from 0.8" in told
    assert "nearest_three" in told
    assert "none of these" in told


@pytest.mark.parametrize(
    ("question", "subject", "told"),
    [
        ("cho tôi gặp cán bộ", None, "The words ask for a person (steering.yaml, person)"),
        ("nhắc lại giúp tôi", None, "In a call these words steer: repeat"),
        ("còn lệ phí thì sao", "1.000894", "the subject of the call stands"),
        ("ly hôn ở đâu", None, "Connects a person: it is done by Tòa án"),
        ("mất giấy khai sinh", None, "Offers a choice: "),
        ("giá vàng hôm nay", None, "Connects a person: no entry is likely enough"),
    ],
)
def test_what_decided_is_said_in_a_sentence(
    asking: Asking, question: str, subject: str | None, told: str
) -> None:
    assert told in shown(asking, question, subject)


def test_the_object_holds_every_piece_of_evidence_with_its_weight(asking: Asking) -> None:
    told = to_dict(asking.matcher.explain("đăng ký kết hôn mất bao lâu"), asking.handbook)
    assert json.loads(json.dumps(told)) == told
    assert (told["decision"], told["entry"], told["ground"]) == ("answer", "1.000894", "evidence")
    best = told["candidates"][0]
    assert best["name"] == "Thủ tục đăng ký kết hôn"
    assert {"name", "value", "weight", "contribution"} == set(best["evidence"][0])
    assert sum(each["contribution"] for each in best["evidence"]) == pytest.approx(best["logit"], abs=0.01)
