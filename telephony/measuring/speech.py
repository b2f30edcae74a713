"""How well calls would be understood: recorded speech through line, recogniser, matcher and decision."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
from rapidfuzz.distance import Levenshtein

from handbook.book.entries import Topic, told_by
from handbook.book.handbook import Handbook
from handbook.language.language import Language
from handbook.matching.decision import Decision, Reason, Verdict
from handbook.matching.matcher import Matcher, Score
from handbook.matching.moment import SURE, choose_by_ear
from voice.hearing.hearing import Recognizer
from voice.measuring.clips import Clip, over_the_line, words
from voice.samples import Samples

AT_A_MOMENT = 96
"""Phrases up to which a closed book stands for a moment of a call that allows nothing else."""


class Decide(Protocol):
    """Decides what one utterance asks."""

    def __call__(self, text: str, *, score: Score | None = None) -> Decision: ...


@dataclass(slots=True)
class SpeechEvaluation:
    """Counts over all clips; the names are part of the command contract."""

    n_in: int = 0
    n_out: int = 0
    right: int = 0
    asked: int = 0
    wrong: int = 0
    missed: int = 0
    out_answered: int = 0
    text_right: int = 0
    """The same by the transcripts alone, without scores by ear."""
    text_asked: int = 0
    text_wrong: int = 0
    text_out_answered: int = 0
    scored: float = 0.0
    """Texts weighed by ear, mean of a clip."""
    wer: float = 0.0
    """Word error rate of the free transcript, 0 to 1 and above."""
    ms_p50: float = 0.0
    """Recognition and decision of one clip."""
    ms_p95: float = 0.0
    confusions: list[tuple[str, str, str]] = field(default_factory=list)
    """Said, heard, and the entry that was wrongly answered."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def evaluate_speech(
    clips: Sequence[Clip],
    recognizer: Recognizer,
    clock: Callable[[], float],
    noise: Samples | None = None,
    snr_db: float = 10.0,
    closed: bool = False,
    among: Handbook | None = None,
) -> SpeechEvaluation:
    """Runs every clip through the telephone band, the recogniser and a handbook made of the transcripts.

    The handbook holds the distinct transcripts, less the half whose texts have the greater SHA-256, which
    plays "not in the handbook". With `closed` it holds all of them, and a handful are told apart as at a
    moment of a call that allows nothing else. Where `among` is given, the phrases stand among all entries of
    that handbook, as in a call. `noise` is mono at 8 kHz.
    """
    book = phrase_book({clip.transcript for clip in clips}, closed)
    language = among.language if among else Language.load()
    decide: Decide
    if closed and among is None and len(book) <= AT_A_MOMENT:
        decide, likely = by_moment(book, language), list(book)
    else:
        matcher = Matcher(Handbook((*(among or ()), *book.values()), language))
        decide, likely = matcher.decide, matcher.likely
    recognizer.prepare(likely)
    result = SpeechEvaluation()
    durations, errors, length, weighed = [], 0, 0, 0
    for clip in clips:
        samples = over_the_line(clip.path, noise, snr_db)
        started = clock()
        hearing = recognizer.recognize(samples)
        ear = _Counted(hearing.score) if hearing.score else None
        decision = decide(hearing.text, score=ear)
        durations.append((clock() - started) * 1000)
        said = words(clip.transcript)
        errors += Levenshtein.distance(said, words(hearing.text))
        length += len(said)
        weighed += ear.texts if ear else 0
        expected = book[clip.transcript].id if clip.transcript in book else None
        _count(result, clip, hearing.text, expected, decision)
        _count_text(result, expected, decide(hearing.text))
    result.scored = weighed / len(clips)
    result.wer = errors / max(1, length)
    result.ms_p50, result.ms_p95 = (float(np.percentile(durations, q)) for q in (50, 95))
    return result


def phrase_book(transcripts: Iterable[str], closed: bool) -> dict[str, Topic]:
    """One topic for each transcript that is in the book."""
    ranked = sorted(transcripts, key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    held = ranked if closed else ranked[: (len(ranked) + 1) // 2]
    return {
        text: Topic(
            id=f"phrase-{number}",
            title=text,
            questions=(text,),
            facts=told_by(text, by="evaluation"),
            field="evaluation",
            side="government",
            as_of=date(2025, 1, 1),
        )
        for number, text in enumerate(held, start=1)
    }


def by_moment(book: Mapping[str, Topic], language: Language) -> Decide:
    """Decides between the few things that a moment of a call allows, the phrases of `book`."""
    allowed = {topic.id: topic.questions for topic in book.values()}

    def decide(text: str, *, score: Score | None = None) -> Decision:
        meaning, probability = choose_by_ear(text, allowed, language, score)
        if meaning is None:
            return Decision(Verdict.TRANSFER, None, (), probability, reason=Reason.UNMATCHED)
        verdict = Verdict.ANSWER if probability >= SURE else Verdict.CONFIRM
        return Decision(verdict, meaning, (), probability, (meaning,))

    return decide


class _Counted:
    """Counts the texts weighed by ear."""

    def __init__(self, score: Score) -> None:
        self._score = score
        self.texts = 0

    def __call__(self, texts: Sequence[str]) -> Sequence[float]:
        self.texts += len(texts)
        return self._score(texts)


def _count(
    result: SpeechEvaluation, clip: Clip, heard: str, expected: str | None, decision: Decision
) -> None:
    if expected is None:
        result.n_out += 1
    else:
        result.n_in += 1
    outcome = _outcome(expected, decision)
    if outcome:
        setattr(result, outcome, getattr(result, outcome) + 1)
    if outcome in ("wrong", "out_answered"):
        result.confusions.append((clip.transcript, heard, decision.entry or ""))


def _count_text(result: SpeechEvaluation, expected: str | None, decision: Decision) -> None:
    outcome = _outcome(expected, decision)
    if outcome and outcome != "missed":
        setattr(result, f"text_{outcome}", getattr(result, f"text_{outcome}") + 1)


def _outcome(expected: str | None, decision: Decision) -> str | None:
    """Name of the count a decision belongs to; None for a question outside that was not answered."""
    answered = decision.verdict is Verdict.ANSWER
    if expected is None:
        return "out_answered" if answered else None
    if answered:
        return "right" if decision.entry == expected else "wrong"
    return "asked" if expected in (decision.entry, *decision.options) else "missed"
