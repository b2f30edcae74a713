"""What is said to written questions, judged by its words and not by the entry it comes from."""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handbook.book.validation import faults
from handbook.matching.decision import Verdict
from handbook.matching.evaluation import EvaluationError

Ask = Callable[[str], Mapping[str, Any]]
"""Answers a written question with the object of `helpline ask --json`."""

_ASKS_BACK = (Verdict.CONFIRM, Verdict.CHOOSE)


class Wanted(BaseModel):
    """One question with what its answer must and must not say."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    text: str = Field(min_length=1)
    holds: tuple[str, ...]
    """Requirements; in each, alternatives separated by "|"."""
    never: tuple[str, ...] = ()
    """What must not be said."""
    may: tuple[Verdict, ...] = ()
    """Other decisions that are right too."""


@dataclass(frozen=True, slots=True)
class Failing:
    """One question that was not answered rightly, nor declined."""

    outcome: str
    text: str
    decision: str
    entry: str | None
    aspects: tuple[str, ...]
    said: str
    lacks: tuple[str, ...]
    """Requirements that the answer does not hold."""
    must_not: tuple[str, ...]
    """What it says and must never say."""


@dataclass(frozen=True, slots=True)
class AnswersEvaluation:
    """Counts over questions; the names are part of the command contract."""

    n: int
    right: int
    """Answered with all that it must hold and nothing that it must not."""
    declined: int
    """Decided otherwise as `may` allows, or the answer says that the handbook lacks the fact."""
    asked: int
    """Asked back where `may` does not allow it."""
    wrong: int
    """Answered without what it must hold, or with what it must never say."""
    missed: int
    """To a person where `may` does not allow it."""
    failing: tuple[Failing, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_wanted(lines: Iterable[str]) -> list[Wanted]:
    """Questions of a JSON-lines file. Raises EvaluationError naming the line; empty lines are skipped."""
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(Wanted.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise EvaluationError(f"line {number}: no valid JSON ({error.msg}); one object a line") from error
        except ValidationError as error:
            raise EvaluationError(f"line {number}: {'; '.join(faults(error))}") from error
    if not questions:
        raise EvaluationError("no questions; one JSON object with text, holds, never and may a line")
    return questions


def evaluate_answers(lines: Iterable[str], ask: Ask) -> AnswersEvaluation:
    """Asks every question of a JSON-lines file `{text, holds, never, may}`. Raises EvaluationError."""
    questions = read_wanted(lines)
    counts: Counter[str] = Counter()
    failing: list[Failing] = []
    for wanted in questions:
        asked = ask(wanted.text)
        said = " ".join(filter(None, (asked["answer"], asked["more"])))
        lacks, must_not = lacking(wanted.holds, said), found(wanted.never, said)
        outcome = _outcome(wanted, asked, fits=not lacks, forbidden=bool(must_not))
        counts[outcome] += 1
        if outcome not in ("right", "declined"):
            failing.append(
                Failing(
                    outcome, wanted.text, asked["decision"], asked["entry"], tuple(asked["aspects"]),
                    asked["answer"] or "", lacks, must_not,
                )
            )  # fmt: skip
    return AnswersEvaluation(
        n=len(questions),
        right=counts["right"],
        declined=counts["declined"],
        asked=counts["asked"],
        wrong=counts["wrong"],
        missed=counts["missed"],
        failing=tuple(failing),
    )


def _outcome(wanted: Wanted, asked: Mapping[str, Any], *, fits: bool, forbidden: bool) -> str:
    verdict = Verdict(asked["decision"])
    if verdict is not Verdict.ANSWER:
        if verdict in wanted.may:
            return "declined"
        return "asked" if verdict in _ASKS_BACK else "missed"
    if forbidden:
        return "wrong"
    if fits:
        return "right"
    return "declined" if asked["unclear"] and Verdict.TRANSFER in wanted.may else "wrong"


def lacking(requirements: Sequence[str], said: str) -> tuple[str, ...]:
    """Those of `requirements`, alternatives separated by "|", of which `said` holds no alternative."""
    return tuple(each for each in requirements if not found(each.split("|"), said))


def found(texts: Sequence[str], said: str) -> tuple[str, ...]:
    """Those of `texts` that stand in `said`, compared without case."""
    plain = _plain(said)
    return tuple(text for text in texts if _plain(text) in plain)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
