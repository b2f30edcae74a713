"""Finding what a question is about, and deciding whether to answer it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handbook.book.entries import Aspect, Procedure, Topic
from handbook.book.handbook import Handbook
from handbook.language.steering import Conduct
from handbook.language.text import split
from handbook.matching.calibration import Calibration, best_rows, per_root_word
from handbook.matching.codes import code_said
from handbook.matching.decision import Decision, Reason, Verdict
from handbook.matching.explanation import Candidate, Explanation, Factor, Ground
from handbook.matching.likeness import FEATURES, Likeness
from handbook.matching.phrases import Phrase, answer_words, phrases
from handbook.matching.question import Question
from handbook.matching.shortlist import Shortlist

Score = Callable[[Sequence[str]], Sequence[float]]
"""Log-probability in nats that each text is what was just said, less the text's own prior."""

CODE_CONFIDENCE = 0.99
"""Six digits said rightly by chance are another code of the book once in two thousand times."""
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
_DECIDED = 0.97
"""Above this nothing more is weighed."""
EXPLAINED = 5
"""Subjects that an explanation shows."""
_LARGEST_ADDITION = 4
"""Words; a longer question names a subject of its own instead of adding to the call's."""


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
        out_of_scope: Iterable[str] | None = None,
    ) -> None:
        """`out_of_scope` are utterances that no entry answers; those of the handbook's language, unless
        others are given.
        """
        self._handbook = handbook
        self._calibration = calibration or Calibration.load()
        self._phrases = phrases(handbook, out_of_scope)
        numbers: dict[object, int] = {}
        self._subjects = np.array(
            [numbers.setdefault(phrase.entry or phrase.words, len(numbers)) for phrase in self._phrases]
        )
        _, self._first = np.unique(self._subjects, return_index=True)
        self._carried = _carried(self._phrases, handbook)
        self._asked = np.array([phrase.asked for phrase in self._phrases], dtype=bool)
        self._shortlist = Shortlist(self._phrases)
        self._likeness = Likeness(self._phrases, handbook.language, answer_words(handbook))

    def decide(self, text: str, *, subject: str | None = None, score: Score | None = None) -> Decision:
        """The decision for `text`; `subject` is the entry the call was about so far, for follow-ups.

        Where a voice was heard `score` weighs phrases by ear.
        """
        return self._decided(text, subject, score)[0]

    def explain(self, text: str, *, subject: str | None = None) -> Explanation:
        """What `decide` makes of `text` in writing, and from what: the evidence for the nearest subjects."""
        decision, ground, question = self._decided(text, subject, None)
        weighed = ground in (Ground.EVIDENCE, Ground.ADDITION)
        candidates, none_probability = self._explained(question) if weighed else ((), 0.0)
        return Explanation(
            decision=decision,
            ground=ground,
            steering=self._handbook.language.steering.recognize(text),
            candidates=candidates,
            none=self._calibration.none,
            none_probability=none_probability,
            thresholds=self._calibration.thresholds,
        )

    def _decided(
        self, text: str, subject: str | None, score: Score | None
    ) -> tuple[Decision, Ground, Question]:
        """The decision, what it rests on, and the question it was made for."""
        decision, ground, question = self._weighed_up(text, subject, score)
        return replace(decision, focus=self._handbook.language.focus(question.whole)), ground, question

    def _weighed_up(
        self, text: str, subject: str | None, score: Score | None
    ) -> tuple[Decision, Ground, Question]:
        """`_decided` without what the question asks in particular."""
        question = self.read(text)
        if self._handbook.language.steering.recognize(text) is Conduct.PERSON:
            wish = Decision(Verdict.TRANSFER, None, (), 0.0, reason=Reason.ASKED_FOR_PERSON)
            return wish, Ground.STEERING, question
        code = code_said(text, self._handbook)
        if code is not None:
            named = Decision(Verdict.ANSWER, code, self._aspects(code, question), CODE_CONFIDENCE)
            return named, Ground.CODE, question
        if subject is None or subject not in self._handbook:
            if question.follow_up:
                # Nothing was named that it could be about: the nearest wording would be a guess.
                nothing = Decision(Verdict.TRANSFER, None, (), 0.0, reason=Reason.UNMATCHED)
                return nothing, Ground.FOLLOW_UP, question
            return self._verdict(question, score), Ground.EVIDENCE, question
        if question.follow_up:
            aspects = self._aspects(subject, question)
            if Aspect.LEGAL_BASIS in question.aspects:
                # Topics have one answer to all, but what it rests on is another question.
                aspects = question.aspects
            again = Decision(Verdict.ANSWER, subject, aspects, FOLLOW_UP_CONFIDENCE)
            return again, Ground.FOLLOW_UP, question
        decision = self._verdict(question, score)
        if decision.verdict is not Verdict.ANSWER and len(question.core) <= _LARGEST_ADDITION:
            name = _short_name(self._handbook[subject])
            added = self.read(f"{name} {text}")
            if len(added.core) > len(self.read(name).core):
                elaborated = self._verdict(added, None)
                # The subject itself again means that what was added says nothing about it.
                if elaborated.verdict is Verdict.ANSWER and elaborated.entry != subject:
                    return elaborated, Ground.ADDITION, added
        return decision, Ground.EVIDENCE, question

    def read(self, text: str) -> Question:
        """`text` taken apart in the language of the handbook."""
        return Question.read(text, self._handbook.language)

    def _explained(self, question: Question) -> tuple[tuple[Candidate, ...], float]:
        """The nearest subjects by text with all that speaks for and against them, best first, and the
        probability of none.
        """
        near = self.candidates(question)
        logits = self._calibration.logits(near.features)
        rows = best_rows(logits, near.subjects)
        shares = _shares(logits[rows], self._calibration.none)
        shown = tuple(
            self._candidate(near, logits, row, float(share))
            for row, share in zip(rows[:EXPLAINED], shares[:EXPLAINED], strict=True)
        )
        return shown, 1.0 - float(shares.sum())

    def _candidate(
        self, near: Candidates, logits: NDArray[np.float64], row: np.intp, share: float
    ) -> Candidate:
        phrase = self._phrases[near.phrases[row]]
        evidence = zip(FEATURES, near.features[row], strict=True)
        return Candidate(
            entry=phrase.entry,
            outside=phrase.outside,
            wording=phrase.text,
            probability=share,
            logit=float(logits[row]),
            factors=tuple(
                Factor(name.partition(".")[2], float(value), self._calibration.weights[name])
                for name, value in evidence
                if value
            ),
        )

    @property
    def likely(self) -> list[str]:
        """The wordings that the ear may be asked to weigh."""
        return [phrase.text for phrase in self._phrases if not phrase.asked]

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
        subjects, shares = self._shares(question, score)
        ranked = self._ranked(subjects, shares)
        thresholds = self._calibration.thresholds
        if not ranked:
            return self._transfer(subjects, shares, 0.0)
        best, confidence = ranked[0]
        vetoes = self._handbook.language.vetoes.find(question.whole)
        if not vetoes <= self._carried[best]:
            return self._transfer(subjects, shares, confidence)
        options = tuple(
            entry for entry, p in ranked[:3] if p >= thresholds.option and vetoes <= self._carried[entry]
        )
        together = sum(p for entry, p in ranked if entry in options)
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

    def subjects(self, question: Question) -> Subjects:
        """The candidates by text."""
        near = self.candidates(question)
        logits = self._calibration.logits(near.features)
        rows = best_rows(logits, near.subjects)
        wordings = tuple(self._wordings(near, logits, row) for row in rows)
        return Subjects(near.phrases[rows], logits[rows], wordings)

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

    def _shares(self, question: Question, score: Score | None) -> tuple[Subjects, NDArray[np.float64]]:
        """The candidates and their probabilities."""
        subjects = self.subjects(question)
        shares = _shares(subjects.logits, self._calibration.none)
        if score is None or shares.max(initial=0.0) >= _DECIDED:
            return subjects, shares
        return subjects, self._weighed(subjects, score)

    def _ranked(self, subjects: Subjects, shares: NDArray[np.float64]) -> list[tuple[str, float]]:
        """Entries with their probabilities, best first."""
        named = [
            (entry, float(share))
            for phrase, share in zip(subjects.phrases, shares, strict=True)
            if (entry := self.entry_of(phrase)) is not None
        ]
        return sorted(named, key=lambda pair: -pair[1])

    def _weighed(self, subjects: Subjects, score: Score) -> NDArray[np.float64]:
        """Probabilities by text and ear, weighing in turns until one subject is certain."""
        ear = self._calibration.ear
        weighed = subjects.wordings[:SCORED]
        rows = [row for row, wordings in enumerate(weighed) for _ in wordings]
        texts = [self._phrases[phrase].text for wordings in weighed for phrase in wordings]
        nats = np.full(len(subjects.phrases), -np.inf)
        shares = _shares(ear.logits(subjects.logits, nats), ear.none)
        for start in range(0, len(texts), WEIGHED_AT_ONCE):
            some = texts[start : start + WEIGHED_AT_ONCE]
            np.maximum.at(nats, rows[start : start + len(some)], per_root_word(score(some), some))
            shares = _shares(ear.logits(subjects.logits, nats), ear.none)
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


def _carried(phrases: Iterable[Phrase], handbook: Handbook) -> dict[str, frozenset[str]]:
    """The vetoes that each entry knows, in a wording, in its name or in what a topic tells."""
    find = handbook.language.vetoes.find
    carried = {
        entry.id: find(split(" ".join(entry.sentences if isinstance(entry, Topic) else (entry.name,))))
        for entry in handbook
    }
    for phrase in phrases:
        if phrase.entry is not None:
            carried[phrase.entry] |= phrase.vetoes
    return carried


def _short_name(entry: Procedure | Topic) -> str:
    if isinstance(entry, Topic):
        return entry.title
    return entry.aliases[0] if entry.aliases else entry.name
