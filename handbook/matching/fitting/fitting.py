"""Fitting the calibration to labelled questions: `python -m handbook.matching.fitting QUESTIONS.jsonl`.

The utterances that ship with the entries, and those that no entry answers, are judged too, each by a matcher
that was not shown it: what people will say next agrees with the handbook as little as that.

Each question is also shown typed without diacritics and as a poor transcript, and the questions themselves
serve as a small handbook of everyday sentences: the probability then holds for other handbooks as well, and
on the telephone.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from handbook.book.entries import Procedure, Topic, told_by
from handbook.book.handbook import Handbook
from handbook.language.language import Language
from handbook.language.text import fold
from handbook.matching.calibration import (
    FITTED,
    Calibration,
    EarWeights,
    Thresholds,
    per_root_word,
)
from handbook.matching.evaluation import AMBIGUOUS, Labelled, read_questions
from handbook.matching.fitting.estimation import (
    START,
    Example,
    HeardExample,
    fit_ear,
    fit_weights,
)
from handbook.matching.likeness import FEATURES
from handbook.matching.matcher import Matcher
from handbook.matching.question import Question

THRESHOLDS = Thresholds(answer=0.8, confirm=0.3, choose=0.5, option=0.15)
"""A wrong answer costs as much as three or four questions back. Chosen on `questions_check.jsonl`, to
which nothing is fitted: from there on hardly one in a hundred is answered wrongly. With 0.7 a book of a
thousand entries answered 9 of 260 questions that it does not hold, with 0.8 it answers 5."""
_DERIVED = 0.3
"""Weight of a question without diacritics, misheard or among sentences beside one as it was written."""
_UNFORESEEN = 1.0
"""Weight of a question against half of the wordings."""
_NAMED = 0.25
"""Weight of an official name as a question: hardly anyone says one whole."""
_FOLDS = 3
_MISHEARD = 0.2
"""Share of the utterances that are shown misheard as well."""
_STRANGE = 6.0
"""Weight of a question outside the handbook beside one inside, of which there are eight times as many."""
_NOISE = 0.35
"""Share of words disturbed in the poor transcript."""

_SWAPS = (
    ("tr", "ch"), ("ch", "tr"), ("s", "x"), ("x", "s"), ("gi", "d"), ("d", "gi"), ("r", "d"), ("l", "n"),
    ("n", "l"), ("th", "t"), ("kh", "h"), ("ph", "v"),
    ("v", "d"), ("c", "g"), ("t", "đ"), ("b", "m"), ("qu", "g"),
)  # fmt: skip


def mishear(text: str, rate: float, rng: random.Random) -> str:
    """`text` as poorly recognised: a share `rate` of its words dropped, replaced or changed in sound."""
    words = text.split()
    heard = []
    for word in words:
        if rng.random() >= rate:
            heard.append(word)
            continue
        kind = rng.random()
        if kind < 0.15:
            continue
        if kind < 0.35:
            heard.append(rng.choice(words))
        elif kind < 0.6:
            heard.append(fold(word))
        else:
            swaps = [(old, new) for old, new in _SWAPS if word.startswith(old)]
            old, new = rng.choice(swaps) if swaps else ("", rng.choice("bmthnc"))
            heard.append(new + word[len(old) :])
    return " ".join(heard) or text


def examples(handbook: Handbook, questions: Sequence[Labelled], rng: random.Random) -> Iterator[Example]:
    """Evidence for each question as written, without diacritics, misheard, and worded as nobody foresaw.

    Ambiguous ones are left out, and those that the book knows to be out of scope, see `utterance_examples`.
    """
    known = set(handbook.language.out_of_scope)
    matcher = Matcher(handbook, _flat())
    unforeseen = Matcher(thinned(handbook, rng), _flat())
    for question in questions:
        right = question.right(matcher)
        if not right and (question.label == AMBIGUOUS or question.text in known):
            continue
        weight = 1.0 if right else _STRANGE
        yield _example(matcher, question.text, right, weight)
        yield _example(unforeseen, question.text, right, weight * _UNFORESEEN)
        for text in (fold(question.text), mishear(question.text, _NOISE, rng)):
            yield _example(matcher, text, right, _DERIVED)


def utterance_examples(handbook: Handbook, rng: random.Random) -> Iterator[Example]:
    """Evidence for the utterances that people ask an entry with, and for those that no entry answers, a third
    at a time left out of the book.
    """
    asked: dict[str, set[str]] = {}
    for entry in handbook:
        for text in entry.asked:
            asked.setdefault(text, set()).add(entry.id)
    texts = rng.sample(list(asked), len(asked))
    out_of_scope = handbook.language.out_of_scope
    outside = rng.sample(out_of_scope, len(out_of_scope))
    for fold_number in range(_FOLDS):
        held, away = set(texts[fold_number::_FOLDS]), set(outside[fold_number::_FOLDS])
        rest = Handbook(
            (
                entry.model_copy(update={"asked": tuple(text for text in entry.asked if text not in held)})
                for entry in handbook
            ),
            handbook.language,
        )
        matcher = Matcher(rest, _flat(), [text for text in outside if text not in away])
        for text in sorted(held):
            yield _example(matcher, text, frozenset(asked[text]), 1.0)
            if rng.random() < _MISHEARD:
                yield _example(matcher, mishear(text, _NOISE, rng), frozenset(asked[text]), _DERIVED)
        for text in sorted(away):
            yield _example(matcher, text, frozenset(), _STRANGE)


def name_examples(handbook: Handbook) -> Iterator[Example]:
    """Evidence for each procedure's official name: a whole name decides between look-alikes."""
    matcher = Matcher(handbook, _flat())
    for entry in handbook:
        if isinstance(entry, Procedure):
            yield _example(matcher, entry.name, frozenset({entry.id}), _NAMED)


def thinned(handbook: Handbook, rng: random.Random) -> Handbook:
    """`handbook` with half of its wordings: names and questions were written with the questions in mind
    that are fitted to, so that others agree with them less well."""
    return Handbook((_thinned(entry, rng) for entry in handbook), handbook.language)


def _thinned(entry: Procedure | Topic, rng: random.Random) -> Procedure | Topic:
    if isinstance(entry, Topic):
        return entry.model_copy(update={"questions": _half(entry.questions, rng)})
    return entry.model_copy(update={"aliases": (*entry.aliases[:1], *_half(entry.aliases[1:], rng))})


def _half(texts: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(texts, len(texts) // 2))


def sentence_examples(texts: Sequence[str], language: Language, rng: random.Random) -> Iterator[Example]:
    """Evidence for poor transcripts against a handbook of one half of `texts`; the rest lies outside."""
    shuffled = rng.sample(list(texts), len(texts))
    inside = shuffled[: len(texts) // 2]
    matcher = Matcher(sentence_book(inside, language), _flat())
    for text in shuffled:
        right = frozenset({text}) if text in inside else frozenset()
        for rate in (0.0, _NOISE, 0.6):
            yield _example(matcher, mishear(text, rate, rng), right, _DERIVED)


def sentence_book(texts: Iterable[str], language: Language) -> Handbook:
    """A handbook in which every sentence is a topic of its own, under itself as id."""
    topics = (
        Topic(
            id=text, title=text, questions=(text,), facts=told_by(text, by="-"), field="-", side="government",
            as_of=date.min,
        )
        for text in dict.fromkeys(texts)
    )  # fmt: skip
    return Handbook(topics, language)


@dataclass(frozen=True, slots=True)
class Heard:
    """A recorded utterance as recognised, with acoustic scores of some texts."""

    text: str
    right: str
    scores: Mapping[str, float]

    @classmethod
    def read(cls, line: str) -> "Heard":
        row = json.loads(line)
        return cls(row["text"], row["right"], row["scores"])


def heard_examples(
    utterances: Sequence[Heard], language: Language, calibration: Calibration
) -> Iterator[HeardExample]:
    """What text and ear say of each utterance against two handbooks, each holding every second sentence.

    A sentence that is not near by text stands at logit zero.
    """
    said = list(dict.fromkeys(heard.right for heard in utterances))
    for inside in (said[::2], said[1::2]):
        matcher = Matcher(sentence_book(inside, language), calibration)
        for heard in utterances:
            subjects = matcher.subjects(Question.read(heard.text, language))
            near = [matcher.entry_of(phrase) or "" for phrase in subjects.phrases]
            far = [text for text in inside if text not in near]
            texts = near + far
            logits = np.append(subjects.logits, np.zeros(len(far)))
            nats = per_root_word([heard.scores.get(text, -np.inf) for text in texts], texts)
            meant = [text == heard.right for text in texts]
            yield HeardExample(logits, nats, np.array([*meant, not any(meant)], dtype=bool))


def _deaf(none: float) -> EarWeights:
    """Text alone."""
    return EarWeights(text=1.0, nat=0.0, none=none, low=0.0, high=0.0)


def _flat() -> Calibration:
    """A calibration that only ranks, to choose the rivals before there is a fit."""
    weights = {name: START.get(name.partition(".")[2], 0.0) for name in FEATURES}
    return Calibration(
        fitted=date.min, questions=0, log_loss=0.0, weights=weights, none=0.0, ear=_deaf(0.0),
        thresholds=THRESHOLDS,
    )  # fmt: skip


def _example(matcher: Matcher, text: str, right: frozenset[str], weight: float) -> Example:
    near = matcher.candidates(matcher.read(text))
    entries = [matcher.entry_of(int(phrase)) for phrase in near.phrases]
    meant = np.array([entry in right if right else entry is None for entry in entries], dtype=bool)
    return Example(near.features, near.subjects, meant, outside=not right or not meant.any(), weight=weight)


def fit(handbook: Handbook, questions: Sequence[Labelled], *, today: date, seed: int = 7) -> Calibration:
    """A calibration fitted to `questions` against `handbook`."""
    rng = random.Random(seed)
    shown = list(examples(handbook, questions, rng))
    shown += utterance_examples(handbook, rng)
    shown += name_examples(handbook)
    shown += sentence_examples([question.text for question in questions], handbook.language, rng)
    weights, none, loss = fit_weights(shown)
    return Calibration(
        fitted=today, questions=len(questions), log_loss=loss, weights=weights, none=none,
        ear=_deaf(none), thresholds=THRESHOLDS,
    )  # fmt: skip


def main() -> None:
    """Fits to labelled questions, and to recorded utterances if given, and saves the calibration."""
    parser = argparse.ArgumentParser(description="Fits the matcher's calibration to labelled questions.")
    parser.add_argument("questions", type=Path, help='JSON lines {"text", "label"}')
    parser.add_argument("--heard", type=Path, help='JSON lines {"text", "right", "scores": {text: nats}}')
    parser.add_argument("--out", type=Path, default=FITTED)
    arguments = parser.parse_args()
    questions = read_questions(_lines(arguments.questions))
    handbook = Handbook.load()
    calibration = fit(handbook, questions, today=date.today())
    if arguments.heard:
        utterances = [Heard.read(line) for line in _lines(arguments.heard)]
        ear = fit_ear(list(heard_examples(utterances, handbook.language, calibration)))
        calibration = calibration.model_copy(update={"ear": ear})
    elif FITTED.exists():
        calibration = calibration.model_copy(update={"ear": Calibration.load().ear})
    calibration.save(arguments.out)
    print(calibration.model_dump_json(indent=2))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
