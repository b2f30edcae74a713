"""Measuring the matcher on labelled questions: answered rightly or wrongly, asked back, missed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from handbook.matching.matcher import Decision, Score, Verdict

AMBIGUOUS = "AMBIGUOUS"
OUTSIDE = "OOS"
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 1.0)


class EvaluationError(Exception):
    """A line cannot be used; the message names it."""


class Decider(Protocol):
    """A matcher and the ids it knows."""

    def decide(self, text: str, *, subject: str | None = None, score: Score | None = None) -> Decision: ...

    def knows(self, entry: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """One question with what would be right."""

    text: str
    label: str
    """Ids joined by "|", AMBIGUOUS, or "OOS:" and a kind."""

    def right(self, decider: Decider) -> frozenset[str]:
        """Ids of the handbook that would be right; empty for a question outside it."""
        if self.label == AMBIGUOUS or self.label.partition(":")[0] == OUTSIDE:
            return frozenset()
        return frozenset(entry for entry in self.label.split("|") if decider.knows(entry))


@dataclass(frozen=True, slots=True)
class Confusion:
    """One question decided otherwise than its label says."""

    text: str
    label: str
    verdict: Verdict
    entry: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Decisions whose confidence lies in one range, and how many of them were right."""

    low: float
    high: float
    count: int
    mean_confidence: float
    right: int


@dataclass(frozen=True, slots=True)
class TextEvaluation:
    """Counts over labelled questions."""

    n_in: int
    """Questions the handbook holds an entry for."""
    n_out: int
    """Questions outside it."""
    n_ambiguous: int
    """Questions to which only asking back, or a person, is right."""
    right: int
    """Of n_in: answered with a right entry."""
    asked: int
    """Of n_in: confirmed, or offered as a choice, with a right entry among the options."""
    wrong: int
    """Of n_in: answered with another entry."""
    missed: int
    """Of n_in: the rest, transferred or asked without a right entry."""
    out_answered: int
    """Of n_out: answered although outside."""
    ambiguous_answered: int
    """Of n_ambiguous: answered."""
    confusions: tuple[Confusion, ...]
    calibration: tuple[CalibrationBin, ...]
    """Of all questions with a named best entry."""


def read_questions(lines: Iterable[str]) -> list[Labelled]:
    """Questions of a JSON-lines file. Raises EvaluationError naming the line; empty lines are skipped."""
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise EvaluationError(f"line {number}: no valid JSON ({error.msg}); one object a line") from error
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("text", "label")):
            raise EvaluationError(f'line {number}: needs "text" and "label", both strings')
        if not row["text"].strip() or not all(part.strip() for part in row["label"].split("|")):
            raise EvaluationError(f'line {number}: "text" and "label" must not be empty')
        questions.append(Labelled(row["text"], row["label"]))
    if not questions:
        raise EvaluationError("no questions; one JSON object with text and label a line")
    return questions


def evaluate(lines: Iterable[str], matcher: Decider) -> TextEvaluation:
    """Decides every question of a JSON-lines file `{text, label}`. Raises EvaluationError."""
    questions = read_questions(lines)
    counts = dict.fromkeys(
        (
            "n_in",
            "n_out",
            "n_ambiguous",
            "right",
            "asked",
            "wrong",
            "missed",
            "out_answered",
            "ambiguous_answered",
        ),
        0,
    )
    confusions: list[Confusion] = []
    outcomes: list[tuple[float, bool]] = []
    for question in questions:
        decision = matcher.decide(question.text)
        right = question.right(matcher)
        outcome = _outcome(question, right, decision)
        kind = "n_in" if right else "n_ambiguous" if question.label == AMBIGUOUS else "n_out"
        counts[kind] += 1
        if outcome:
            counts[outcome] += 1
        if outcome not in ("", "right", "asked"):
            confusions.append(
                Confusion(
                    question.text, question.label, decision.verdict, decision.entry, decision.confidence
                )
            )
        if decision.entry is not None and kind != "n_ambiguous":
            outcomes.append((decision.confidence, decision.entry in right))
    return TextEvaluation(**counts, confusions=tuple(confusions), calibration=_bins(outcomes))


def _outcome(question: Labelled, right: frozenset[str], decision: Decision) -> str:
    answered = decision.verdict is Verdict.ANSWER
    if question.label == AMBIGUOUS:
        return "ambiguous_answered" if answered else ""
    if not right:
        return "out_answered" if answered else ""
    if answered:
        return "right" if decision.entry in right else "wrong"
    asks = decision.verdict in (Verdict.CONFIRM, Verdict.CHOOSE)
    return "asked" if asks and right & {decision.entry, *decision.options} else "missed"


def _bins(outcomes: Sequence[tuple[float, bool]]) -> tuple[CalibrationBin, ...]:
    result = []
    for low, high in pairwise(_BINS):
        inside = [(p, good) for p, good in outcomes if low <= p < high or p == high == 1.0]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            result.append(CalibrationBin(low, high, len(inside), mean, sum(good for _, good in inside)))
    return tuple(result)
