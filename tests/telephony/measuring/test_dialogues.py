"""Scripted conversations against a handbook of one procedure."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from handbook.book.entries import Channel, ChannelKind, Duration, Fee, Procedure, TimeUnit
from handbook.book.handbook import Handbook
from handbook.matching.evaluation import EvaluationError
from handbook.matching.matcher import Matcher
from telephony.measuring.dialogues import DialoguesEvaluation, evaluate_dialogues, read_scripts

PROCEDURE = Procedure(
    id="1.000894",
    name="Thủ tục đăng ký kết hôn",
    aliases=("đăng ký kết hôn",),
    field="Hộ tịch",
    channels=(
        Channel(
            kind=ChannelKind.COUNTER, time=Duration(amount=5, unit=TimeUnit.DAY), fees=(Fee(amount=30_000),)
        ),
    ),
    as_of=date(2026, 6, 30),
)


@pytest.fixture(scope="module")
def book() -> Handbook:
    return Handbook([PROCEDURE])


@pytest.fixture(scope="module")
def matcher(book: Handbook) -> Matcher:
    return Matcher(book)


def held(tmp_path: Path, book: Handbook, matcher: Matcher, turns: str) -> DialoguesEvaluation:
    file = tmp_path / "dialogues.yaml"
    file.write_text(f"- name: one\n  kind: X\n  turns: {turns}\n", encoding="utf-8")
    return asyncio.run(evaluate_dialogues(read_scripts(file), book, matcher))


ASKS = "{say: đăng ký kết hôn mất bao lâu, expect: answer, entry: '1.000894', aspect: time, exactly: true}"


def test_a_call_that_goes_as_scripted_passes(tmp_path: Path, book: Handbook, matcher: Matcher) -> None:
    follow_up = "{say: còn lệ phí thì sao, expect: [answer, confirm], says: ['20.000 | 30.000 đồng']}"
    result = held(tmp_path, book, matcher, f"[{ASKS}, {follow_up}, {{key: '0', expect: transfer}}]")
    assert (result.n, result.passed, result.kinds) == (1, 1, {"X": (1, 1)})


@pytest.mark.parametrize(
    ("turn", "fault"),
    [
        ("{say: đăng ký kết hôn mất bao lâu, expect: transfer}", "came to answer"),
        ("{say: đăng ký kết hôn mất bao lâu, aspect: fee}", "tells time"),
        ("{say: đăng ký kết hôn mất bao lâu, entry: '2.1'}", "is about 1.000894"),
        ("{say: đăng ký kết hôn mất bao lâu, not_said: [5 ngày]}", "says '5 ngày'"),
        (
            "{say: đăng ký kết hôn mất bao lâu, answer_says: [7 ngày | 9 ngày]}",
            "does not say '7 ngày|9 ngày'",
        ),
        ("{say: đăng ký kết hôn mất bao lâu, never: ['answer 1.000894']}", "comes to 'answer 1.000894'"),
    ],
)
def test_the_first_turn_that_goes_otherwise_is_told_with_what_is_wrong(
    tmp_path: Path, book: Handbook, matcher: Matcher, turn: str, fault: str
) -> None:
    (broken,) = held(tmp_path, book, matcher, f"[{turn}, {ASKS}]").failing
    assert broken.turn == 1
    assert fault in broken.faults[0]


def test_hearing_it_again_is_a_repeat_and_no_new_answer(
    tmp_path: Path, book: Handbook, matcher: Matcher
) -> None:
    again = "{say: nhắc lại, expect: repeat, says: [5 ngày]}"
    assert held(tmp_path, book, matcher, f"[{ASKS}, {again}]").passed == 1


@pytest.mark.parametrize("turns", ["[]", "[{expect: answer}]", "[{say: a, expects: answer}]"])
def test_a_script_that_cannot_be_held_names_its_field(
    tmp_path: Path, book: Handbook, matcher: Matcher, turns: str
) -> None:
    with pytest.raises(EvaluationError, match=r"0\.turns"):
        held(tmp_path, book, matcher, turns)
