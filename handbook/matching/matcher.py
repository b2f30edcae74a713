"""Finding what a question is about, and deciding whether to answer it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handbook.book.entries import Aspect, Procedure, Topic
from handbook.book.handbook import Handbook
from handbook.matching.calibration import Calibration, best_rows, per_root_word
from handbook.matching.decision import Decision, Reason, Verdict
from handbook.matching.likeness import Likeness
from handbook.matching.phrases import phrases, told
from handbook.matching.question import Question
from handbook.matching.shortlist import Shortlist

Score = Callable[[Sequence[str]], Sequence[float]]
"""Log-probability in nats that each text is what was just said, less the text's own prior."""

FOLLOW_UP_CONFIDENCE = 0.98
"""A follow-up names no subject, so there is nothing to mistake but the call's own subject."""
SCORED = 8
"""Subjects weighed by ear at most, 14 to 20 ms each with whisper-base: of 90 clear clips none needed more."""
WORDINGS = 3
ALIKE = 2.5
"""Of each subject as many phrases are weighed, at most so many nats by text behind its best. With one alone,
"tái hôn đăng ký kết hôn" stood for the plain procedure by a misheard word, and a variant outweighed it."""
WEIGHED_AT_ONCE = 4
"""Texts weighed before looking whether it is decided: mostly the first of them is the right one."""
SMALL = 96
"""Entries of a handbook small enough to weigh all of it when the transcript is no help."""
UNCLEAR = 0.4
"""Confidence of a transcript below which the right phrase need not be among those that look like it."""
_DECIDED = 0.97
"""Above this nothing more is weighed."""
_LARGEST_ADDITION = 4
"""Words; a longer question names a subject of its own instead of adding to the call's."""


@dataclass(frozen=True, slots=True)
class _Ear:
    """What was heard, beside its transcript."""

    score: Score
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The phrases near a question, and what speaks for each."""

    phrases: NDArray[np.intp]
    features: NDArray[np.float64]
    """Shape (n, len(FEATURES))."""
    subjects: NDArray[np.intp]
    """Number of the subject of each; phrases of one entry share one."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Candidates of a question, one phrase each, best by text first."""

    phrases: NDArray[np.intp]
    logits: NDArray[np.float64]
    wordings: tuple[tuple[int, ...], ...]
    """For each candidate the phrases that may have been its words, best by text first."""


class Matcher:
    """Decides questions against one handbook; stateless, safe to share between calls."""

    def __init__(
        self,
        handbook: Handbook,
        calibration: Calibration | None = None,
        strangers: Iterable[str] | None = None,
    ) -> None:
        """`strangers` are utterances that no entry answers; those that ship, unless others are given."""
        self._handbook = handbook
        self._calibration = calibration or Calibration.load()
        self._phrases = phrases(handbook, strangers)
        numbers: dict[object, int] = {}
        self._subjects = np.array(
            [numbers.setdefault(phrase.entry or phrase.words, len(numbers)) for phrase in self._phrases]
        )
        _, first = np.unique(self._subjects, return_index=True)
        self._first = first
        self._entries = np.array([i for i in first if self._phrases[i].entry is not None], dtype=np.intp)
        self._asked = np.array([phrase.asked for phrase in self._phrases], dtype=bool)
        self._shortlist = Shortlist(self._phrases)
        self._likeness = Likeness(self._phrases, told(handbook))

    def decide(
        self,
        text: str,
        *,
        subject: str | None = None,
        score: Score | None = None,
        confidence: float = 1.0,
    ) -> Decision:
        """The decision for `text`; `subject` is the entry the call was about so far, for follow-ups.

        Where a voice was heard `score` weighs phrases by ear, and `confidence` is the transcript's, 0 to 1.
        """
        ear = _Ear(score, confidence if text else 0.0) if score is not None else None
        question = Question.read(text)
        if question.person:
            return Decision(Verdict.TRANSFER, None, (), 0.0, reason=Reason.ASKED_FOR_PERSON)
        if subject is None or subject not in self._handbook:
            return self._verdict(question, ear)
        if question.follow_up:
            aspects = self._aspects(subject, question)
            if Aspect.LEGAL_BASIS in question.aspects:
                # Topics have one answer to all, but what it rests on is another question.
                aspects = question.aspects
            return Decision(Verdict.ANSWER, subject, aspects, FOLLOW_UP_CONFIDENCE)
        decision = self._verdict(question, ear)
        if decision.verdict is not Verdict.ANSWER and len(question.core) <= _LARGEST_ADDITION:
            name = _short_name(self._handbook[subject])
            added = Question.read(f"{name} {text}")
            if len(added.core) > len(Question.read(name).core):
                elaborated = self._verdict(added, None)
                # The subject itself again means that what was added says nothing about it.
                if elaborated.verdict is Verdict.ANSWER and elaborated.entry != subject:
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

    def _verdict(self, question: Question, ear: _Ear | None) -> Decision:
        subjects, shares = self._shares(question, ear)
        ranked = self._ranked(subjects, shares)
        thresholds = self._calibration.thresholds
        if not ranked:
            return self._transfer(subjects, shares, 0.0)
        best, confidence = ranked[0]
        options = tuple(entry for entry, p in ranked[:3] if p >= thresholds.option)
        together = sum(p for _, p in ranked[: len(options)])
        aspects = self._aspects(best, question)
        if confidence >= thresholds.answer:
            wording = next(self._phrases[p].text for p in subjects.phrases if self.entry_of(p) == best)
            return Decision(Verdict.ANSWER, best, aspects, confidence, wording=wording)
        if len(options) > 1 and together >= thresholds.choose:
            return Decision(Verdict.CHOOSE, best, aspects, confidence, options)
        if confidence >= thresholds.confirm:
            return Decision(Verdict.CONFIRM, best, aspects, confidence, (best,))
        return self._transfer(subjects, shares, confidence)

    def _transfer(self, subjects: Subjects, shares: NDArray[np.float64], confidence: float) -> Decision:
        """To a person, with the name of the agency that does what was asked for where that is as certain."""
        agencies: dict[tuple[str, str], float] = {}
        for index, share in zip(subjects.phrases, shares, strict=True):
            phrase = self._phrases[index]
            if phrase.agency:
                known = phrase.agency, phrase.instrument
                agencies[known] = agencies.get(known, 0.0) + float(share)
        (agency, instrument), share = max(agencies.items(), key=lambda item: item[1], default=(("", ""), 0.0))
        if share >= self._calibration.thresholds.answer:
            return Decision(
                Verdict.TRANSFER, None, (), confidence, reason=Reason.OTHER_AGENCY, agency=agency,
                instrument=instrument,
            )  # fmt: skip
        return Decision(Verdict.TRANSFER, None, (), confidence, reason=Reason.UNMATCHED)

    def subjects(self, question: Question, *, everything: bool = False) -> Subjects:
        """The candidates by text; with `everything` all other entries too, at logit zero."""
        near = self.candidates(question)
        logits = self._calibration.logits(near.features)
        rows = best_rows(logits, near.subjects)
        wordings = tuple(self._wordings(near, logits, row) for row in rows)
        found = Subjects(near.phrases[rows], logits[rows], wordings)
        if not everything:
            return found
        rest = self._entries[~np.isin(self._subjects[self._entries], self._subjects[found.phrases])]
        return Subjects(
            np.append(found.phrases, rest),
            np.append(found.logits, np.zeros(len(rest))),
            (*wordings, *((int(phrase),) for phrase in rest)),
        )

    def _wordings(self, near: Candidates, logits: NDArray[np.float64], row: np.intp) -> tuple[int, ...]:
        """Phrases of the subject in `row` that the text favours about as much; which was said, the ear tells.

        A caller's utterance with its story is said once; the ear is given the subject's names instead.
        """
        same = np.flatnonzero(
            (near.subjects == near.subjects[row])
            & (logits >= logits[row] - ALIKE)
            & ~self._asked[near.phrases]
        )
        if not len(same):
            name = self._first[near.subjects[row]]
            return () if self._asked[name] else (int(name),)
        best = same[np.argsort(-logits[same], kind="stable")][:WORDINGS]
        return tuple(int(phrase) for phrase in near.phrases[best])

    def _shares(self, question: Question, ear: _Ear | None) -> tuple[Subjects, NDArray[np.float64]]:
        """The candidates and their probabilities."""
        subjects = self.subjects(question)
        shares = _shares(subjects.logits, self._calibration.none)
        if ear is None or shares.max(initial=0.0) >= _DECIDED:
            return subjects, shares
        everything = len(self._entries) <= (SMALL if ear.confidence < UNCLEAR else SCORED)
        subjects = self.subjects(question, everything=everything)
        return subjects, self._weighed(subjects, ear.score, len(subjects.phrases) if everything else SCORED)

    def _ranked(self, subjects: Subjects, shares: NDArray[np.float64]) -> list[tuple[str, float]]:
        """Entries with their probabilities, best first."""
        named = [
            (entry, float(share))
            for phrase, share in zip(subjects.phrases, shares, strict=True)
            if (entry := self.entry_of(phrase)) is not None
        ]
        return sorted(named, key=lambda pair: -pair[1])

    def _weighed(self, subjects: Subjects, score: Score, most: int) -> NDArray[np.float64]:
        """Probabilities by text and ear, weighing in turns until one subject is certain."""
        hearing = self._calibration.hearing
        rows = [row for row, wordings in enumerate(subjects.wordings[:most]) for _ in wordings]
        texts = [self._phrases[phrase].text for wordings in subjects.wordings[:most] for phrase in wordings]
        nats = np.full(len(subjects.phrases), -np.inf)
        shares = _shares(hearing.logits(subjects.logits, nats), hearing.none)
        for start in range(0, len(texts), WEIGHED_AT_ONCE):
            some = texts[start : start + WEIGHED_AT_ONCE]
            np.maximum.at(nats, rows[start : start + len(some)], per_root_word(score(some), some))
            shares = _shares(hearing.logits(subjects.logits, nats), hearing.none)
            if shares.max() >= _DECIDED:
                break
        return shares

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
