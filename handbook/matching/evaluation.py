"""Measuring the matcher on labelled questions: answered rightly or wrongly, asked back, missed."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from handbook.errors import HandbookError
from handbook.matching.decision import Decision, Verdict
from handbook.matching.matcher import Score

AMBIGUOUS = "AMBIGUOUS"
OUTSIDE = "OOS"
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 1.0)


class EvaluationError(HandbookError):
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
    group: str = ""
    """What it belongs to, such as "ho_tich" or "undiacritised", where that is given."""

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
class GroupCounts:
    """Questions of one group, and how they were decided; the names are those of TextEvaluation."""

    group: str
    questions: int
    right: int
    asked: int
    wrong: int
    missed: int
    out_answered: int
    ambiguous_answered: int


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
    groups: tuple[GroupCounts, ...] = ()
    """In the order of their first questions."""
    match_ms_p50: float = 0.0
    """Time on one core, of all questions."""
    match_ms_p99: float = 0.0


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
        questions.append(Labelled(row["text"], row["label"], str(row.get("group", ""))))
    if not questions:
        raise EvaluationError("no questions; one JSON object with text and label a line")
    return questions


_OUTCOMES = ("right", "asked", "wrong", "missed", "out_answered", "ambiguous_answered")


def evaluate(
    lines: Iterable[str], matcher: Decider, clock: Callable[[], float] = time.thread_time
) -> TextEvaluation:
    """Decides every question of a JSON-lines file `{text, label, group?}`. Raises EvaluationError.

    `clock` gives seconds; the default leaves out what other programs on the machine take.
    """
    questions = read_questions(lines)
    counts: Counter[str] = Counter()
    groups: dict[str, Counter[str]] = {}
    confusions: list[Confusion] = []
    outcomes: list[tuple[float, bool]] = []
    durations: list[float] = []
    for question in questions:
        started = clock()
        decision = matcher.decide(question.text)
        durations.append((clock() - started) * 1000)
        right = question.right(matcher)
        outcome = _outcome(question, right, decision)
        kind = "n_in" if right else "n_ambiguous" if question.label == AMBIGUOUS else "n_out"
        counts.update((kind, outcome))
        groups.setdefault(question.group, Counter()).update(("questions", outcome))
        if outcome not in ("", "right", "asked"):
            confusions.append(
                Confusion(
                    question.text, question.label, decision.verdict, decision.entry, decision.confidence
                )
            )
        if decision.entry is not None and kind != "n_ambiguous":
            outcomes.append((decision.confidence, decision.entry in right))
    durations.sort()
    return TextEvaluation(
        **{name: counts[name] for name in ("n_in", "n_out", "n_ambiguous", *_OUTCOMES)},
        confusions=tuple(confusions),
        calibration=_bins(outcomes),
        groups=tuple(
            GroupCounts(group, **{name: of[name] for name in ("questions", *_OUTCOMES)})
            for group, of in groups.items()
            if group
        ),
        match_ms_p50=durations[len(durations) // 2],
        match_ms_p99=durations[int(len(durations) * 0.99)],
    )


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
