"""Finding what a question is about, and deciding whether to answer it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from handbook.book import Handbook
from handbook.calibration import Calibration, best_rows
from handbook.entries import Aspect, Procedure, Topic
from handbook.likeness import Likeness
from handbook.phrases import phrases
from handbook.question import Question
from handbook.shortlist import Shortlist

Score = Callable[[Sequence[str]], Sequence[float]]
"""Log-probability in nats that each text is what was just said, less the text's own prior."""

FOLLOW_UP_CONFIDENCE = 0.98
"""A follow-up names no subject, so there is nothing to mistake but the call's own subject."""
SCORED = 8
"""Subjects weighed by ear: 14 to 20 ms each with whisper-base."""
_DECIDED = 0.99
"""Above this the text alone decides, and the ear is not asked."""
_LARGEST_ADDITION = 4
"""Words; a longer question names a subject of its own instead of adding to the call's."""


class Verdict(StrEnum):
    """What to do with a question; the values are part of the command contract."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the handbook makes of one question."""

    verdict: Verdict
    entry: str | None
    """Id of the entry meant, the best of the options on a choice, None on a transfer."""
    aspects: tuple[Aspect, ...]
    """What about it, most important first; empty for a topic or a transfer."""
    confidence: float
    """Probability that `entry` is right, 0 to 1; on a transfer, that of the best entry."""
    options: tuple[str, ...] = ()
    """Ids to choose between, best first."""
    reason: str = ""
    """Why a transfer: "unmatched", "asked_for_person"."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The phrases near a question, and what speaks for each."""

    phrases: NDArray[np.intp]
    features: NDArray[np.float64]
    """Shape (n, len(FEATURES))."""
    subjects: NDArray[np.intp]
    """Number of the subject of each; phrases of one entry share one."""


class Matcher:
    """Decides questions against one handbook; stateless, safe to share between calls."""

    def __init__(self, handbook: Handbook, calibration: Calibration | None = None) -> None:
        self._handbook = handbook
        self._calibration = calibration or Calibration.load()
        self._phrases = phrases(handbook)
        numbers: dict[object, int] = {}
        self._subjects = np.array(
            [numbers.setdefault(phrase.entry or phrase.words, len(numbers)) for phrase in self._phrases]
        )
        self._shortlist = Shortlist(self._phrases)
        self._likeness = Likeness(self._phrases)

    def decide(self, text: str, *, subject: str | None = None, score: Score | None = None) -> Decision:
        """The decision for `text`; `subject` is the entry the call was about so far, for follow-ups."""
        question = Question.read(text)
        if question.person:
            return Decision(Verdict.TRANSFER, None, (), 0.0, reason="asked_for_person")
        if subject is None or subject not in self._handbook:
            return self._verdict(question, score)
        if question.follow_up:
            aspects = self._aspects(subject, question)
            return Decision(Verdict.ANSWER, subject, aspects, FOLLOW_UP_CONFIDENCE)
        decision = self._verdict(question, score)
        if decision.verdict is not Verdict.ANSWER and len(question.core) <= _LARGEST_ADDITION:
            name = _short_name(self._handbook[subject])
            added = Question.read(f"{name} {text}")
            if len(added.core) > len(Question.read(name).core):
                elaborated = self._verdict(added, None)
                if elaborated.verdict is Verdict.ANSWER:
                    return elaborated
        return decision

    def knows(self, entry: str) -> bool:
        """Whether the handbook holds this id."""
        return entry in self._handbook

    def entry_of(self, phrase: int) -> str | None:
        """Id of the entry a candidate phrase belongs to, None for a subject outside the handbook."""
        return self._phrases[phrase].entry

    def candidates(self, question: Question) -> Candidates:
        """What the shortlist finds for `question`, with the evidence a calibration weighs."""
        nearest, cosines = self._shortlist.find(question)
        features = self._likeness.features(question, nearest, cosines)
        return Candidates(nearest, features, self._subjects[nearest])

    def _verdict(self, question: Question, score: Score | None) -> Decision:
        ranked = self._ranked(question, score)
        thresholds = self._calibration.thresholds
        if not ranked:
            return Decision(Verdict.TRANSFER, None, (), 0.0, reason="unmatched")
        best, confidence = ranked[0]
        options = tuple(entry for entry, p in ranked[:3] if p >= thresholds.option)
        together = sum(p for _, p in ranked[: len(options)])
        aspects = self._aspects(best, question)
        if confidence >= thresholds.answer:
            return Decision(Verdict.ANSWER, best, aspects, confidence)
        if len(options) > 1 and together >= thresholds.choose:
            return Decision(Verdict.CHOOSE, best, aspects, confidence, options)
        if confidence >= thresholds.confirm:
            return Decision(Verdict.CONFIRM, best, aspects, confidence, (best,))
        return Decision(Verdict.TRANSFER, None, (), confidence, reason="unmatched")

    def _ranked(self, question: Question, score: Score | None) -> list[tuple[str, float]]:
        """Entries with their probabilities, best first."""
        near = self.candidates(question)
        logits = self._calibration.logits(near.features)
        rows = best_rows(logits, near.subjects)
        shares = _shares(logits[rows], self._calibration.none)
        if score is not None and len(rows) and shares.max(initial=0.0) < _DECIDED:
            heard = score([self._phrases[near.phrases[row]].text for row in rows[:SCORED]])
            nats = np.full(len(rows), -np.inf)
            nats[: len(heard)] = heard
            hearing = self._calibration.hearing
            shares = _shares(logits[rows] + hearing.log_odds(nats), self._calibration.none + hearing.none)
        named = [
            (entry, float(share))
            for row, share in zip(rows, shares, strict=True)
            if (entry := self.entry_of(near.phrases[row])) is not None
        ]
        return sorted(named, key=lambda pair: -pair[1])

    def _aspects(self, entry: str, question: Question) -> tuple[Aspect, ...]:
        if isinstance(self._handbook[entry], Topic):
            return ()
        return question.aspects or (Aspect.OVERVIEW,)


def _shares(logits: NDArray[np.float64], none: float) -> NDArray[np.float64]:
    """Probabilities of the candidates beside "none of these"."""
    top = max(float(logits.max(initial=none)), none)
    exponentials = np.exp(logits - top)
    return np.asarray(exponentials / (exponentials.sum() + np.exp(none - top)))


def _short_name(entry: Procedure | Topic) -> str:
    if isinstance(entry, Topic):
        return entry.title
    return entry.aliases[0] if entry.aliases else entry.name
