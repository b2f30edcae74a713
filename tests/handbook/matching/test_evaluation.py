import json
from collections.abc import Mapping

import pytest

from handbook.book.entries import Aspect
from handbook.matching.decision import Decision, Reason, Verdict
from handbook.matching.evaluation import EvaluationError, evaluate, read_questions
from handbook.matching.matcher import Score


class Scripted:
    """Decides as told, knowing the ids a, b and c."""

    def __init__(self, decisions: Mapping[str, Decision]) -> None:
        self._decisions = decisions

    def decide(self, text: str, *, subject: str | None = None, score: Score | None = None) -> Decision:
        assert subject is None
        assert score is None
        return self._decisions[text]

    def knows(self, entry: str) -> bool:
        return entry in ("a", "b", "c")


def answer(entry: str, confidence: float = 0.97) -> Decision:
    return Decision(Verdict.ANSWER, entry, (Aspect.OVERVIEW,), confidence)


TRANSFER = Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED)
CONFIRM_A = Decision(Verdict.CONFIRM, "a", (), 0.6, ("a",))
CHOOSE_A_B = Decision(Verdict.CHOOSE, "a", (), 0.45, ("a", "b"))


def line(text: str, label: str) -> str:
    return json.dumps({"text": text, "label": label})


@pytest.mark.parametrize(
    ("label", "decision", "counted"),
    [
        ("a", answer("a"), "right"),
        ("a|b", answer("b"), "right"),
        ("a", answer("b"), "wrong"),
        ("a", CONFIRM_A, "asked"),
        ("b", CHOOSE_A_B, "asked"),
        ("c", CHOOSE_A_B, "missed"),
        ("b", CONFIRM_A, "missed"),
        ("a", TRANSFER, "missed"),
        ("OOS:near", answer("a"), "out_answered"),
        ("AMBIGUOUS", answer("a"), "ambiguous_answered"),
    ],
)
def test_each_outcome_has_its_count(label: str, decision: Decision, counted: str) -> None:
    result = evaluate([line("q", label)], Scripted({"q": decision}))
    outcomes = ("right", "wrong", "asked", "missed", "out_answered", "ambiguous_answered")
    assert {name: getattr(result, name) for name in outcomes} == {
        name: int(name == counted) for name in outcomes
    }


def test_a_question_is_inside_outside_or_ambiguous() -> None:
    lines = [line("q", "a"), line("q", "b|zz"), line("q", "OOS:far"), line("q", "AMBIGUOUS"), line("q", "zz")]
    result = evaluate(lines, Scripted({"q": TRANSFER}))
    assert (result.n_in, result.n_out, result.n_ambiguous) == (2, 2, 1)


@pytest.mark.parametrize("decision", [TRANSFER, CONFIRM_A])
def test_outside_the_handbook_only_an_answer_counts_against_it(decision: Decision) -> None:
    assert evaluate([line("q", "OOS:far")], Scripted({"q": decision})).out_answered == 0


def test_confusions_name_the_question_and_what_came_instead() -> None:
    lines = [line("fine", "a"), line("mixed up", "b"), line("lost", "c")]
    result = evaluate(lines, Scripted({"fine": answer("a"), "mixed up": answer("a", 0.93), "lost": TRANSFER}))
    assert [(c.text, c.label, c.verdict, c.entry) for c in result.confusions] == [
        ("mixed up", "b", Verdict.ANSWER, "a"),
        ("lost", "c", Verdict.TRANSFER, None),
    ]


def test_the_calibration_table_sets_confidence_beside_what_came_true() -> None:
    lines = [line("x", "a"), line("y", "b"), line("z", "OOS:near"), line("sure", "a")]
    decisions = {"x": answer("a", 0.96), "y": answer("a", 0.97), "z": CONFIRM_A, "sure": answer("a", 1.0)}
    bins = {(b.low, b.high): b for b in evaluate(lines, Scripted(decisions)).calibration}
    assert (bins[0.95, 0.98].count, bins[0.95, 0.98].right) == (2, 1)
    assert bins[0.95, 0.98].mean_confidence == pytest.approx(0.965)
    assert (bins[0.5, 0.8].count, bins[0.5, 0.8].right) == (1, 0)
    assert (bins[0.98, 1.0].count, bins[0.98, 1.0].right) == (1, 1)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "line 2: no valid JSON"),
        ("[]", 'line 2: needs "text" and "label"'),
        ('{"text": "q"}', 'line 2: needs "text" and "label"'),
        ('{"text": 3, "label": "a"}', 'line 2: needs "text" and "label"'),
        ('{"text": " ", "label": "a"}', "line 2: .* must not be empty"),
        ('{"text": "q", "label": "a|"}', "line 2: .* must not be empty"),
    ],
)
def test_a_bad_line_is_named(bad: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        read_questions([line("q", "a"), bad])


def test_empty_lines_are_skipped_but_an_empty_file_is_an_error() -> None:
    assert len(read_questions(["", line("q", "a"), "  "])) == 1
    with pytest.raises(EvaluationError, match="no questions"):
        read_questions(["", " "])


def test_groups_are_counted_apart_in_the_order_they_come() -> None:
    lines = [
        json.dumps({"text": text, "label": label, "group": group})
        for text, label, group in [("q", "a", "xe"), ("r", "b", "dialect"), ("s", "a", "xe")]
    ]
    result = evaluate(lines, Scripted({"q": answer("a"), "r": TRANSFER, "s": answer("b")}))
    assert [(g.group, g.questions, g.right, g.wrong, g.missed) for g in result.groups] == [
        ("xe", 2, 1, 1, 0),
        ("dialect", 1, 0, 0, 1),
    ]


def test_lines_without_a_group_make_none() -> None:
    assert evaluate([line("q", "a")], Scripted({"q": answer("a")})).groups == ()


def test_the_time_of_a_decision_is_told_at_the_median_and_the_99th_of_a_hundred() -> None:
    ticks = iter([tick for n in range(3) for tick in (float(n), n + 0.001 * (n + 1))])
    scripted = Scripted({"q": TRANSFER})
    result = evaluate([line("q", "a")] * 3, scripted, clock=lambda: next(ticks))
    assert result.match_ms_p50 == pytest.approx(2)
    assert result.match_ms_p99 == pytest.approx(3)
