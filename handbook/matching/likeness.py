"""How a question and a phrase agree, word by word: the evidence from which a probability is made."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.language.text import Words, canonical, fold, is_plain, sound
from handbook.matching.phrases import Phrase
from handbook.matching.question import Question

_AGREEMENT = (
    "cosine",  # character n-grams
    "said",  # share of what was said that the phrase explains, by weight of words
    "named",  # share of the phrase that was said
    "said_pairs",  # the same for pairs of neighbouring words
    "named_pairs",
    "order",  # agreement letter by letter
    "exact",  # nothing missing on either side
    "weight",  # log(1 + weight of the words agreed on): two common words say less than four rare ones
    "clause",  # "said" of the clause that the phrase explains best: what is asked may follow a long story
    "unanswered",  # share of what a yes-or-no question wants to know that the phrase does not hold
    "unsaid_marks",  # discriminating words of the phrase that were not said
    "unnamed_marks",  # discriminating words said that the phrase lacks
    "other_question",  # words said that ask for something else than a procedure's facts
    "outcome",  # it asks what becomes of somebody: may they, will they
    "open",  # a question word that belongs to no aspect
    "said_and_named",  # products let full agreement count for more than twice half of it
    "said_squared",
    "named_squared",
    "order_squared",
    "subject",  # share of the telling words said that all the subject's phrases together explain
    "subject_clause",  # the same of the clause that they explain best
    "answer_words",  # the same with what the subject's answer tells
    "heaviest_unexplained",  # weight of the weightiest word said that neither explains
    "unexplained",  # weight of all such words
    "neighbour_votes",  # share of the subject's phrases among the nearest, by cosine to the fourth
    "nearest_three",  # mean cosine of the subject's three nearest phrases
    "unsaid_hints",  # like marks, of words that tell less
    "unnamed_hints",
    "constant",
)
FEATURES = tuple(f"{kind}.{name}" for kind in ("procedure", "topic") for name in _AGREEMENT)
"""Columns of the matrix that `Likeness.features` gives: a name found in a question and a whole question that
agrees with another are different evidence, so each kind has its own columns and zeros in the other's."""

_ANSWERS = defaultdict[Aspect, frozenset[str]](
    frozenset,
    {
        Aspect.CONDITIONS: frozenset({"conditions", "age", "person", "threshold"}),
        Aspect.VALIDITY: frozenset({"validity", "threshold", "risk"}),
        Aspect.LATENESS: frozenset({"penalty"}),
        Aspect.DEADLINE: frozenset({"threshold", "age"}),
    },
)
"""Marks of another question that are none where the entry holds the facts asked for."""
_NEAR = 0.6
"""Letters agreeing from which on two different words count as possibly the same, misheard."""
_NEIGHBOURS = 3
_SOUNDS_ALIKE = 0.75
_TONES_LOST = 0.85

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _View:
    """One form of the question against the vocabulary."""

    agreement: Matrix
    """Shape (words said, vocabulary), 0 to 1."""
    weights: NDArray[np.float32]
    """Shape (words said,)."""


class Likeness:
    """Compares questions with the phrases of one handbook."""

    def __init__(
        self, phrases: Sequence[Phrase], language: Language, answer_words: Mapping[str, Words]
    ) -> None:
        """`answer_words` gives for some subjects the words of their answers."""
        self._phrases = phrases
        self._language = language
        texts = [*(phrase.words for phrase in phrases), *answer_words.values()]
        self._vocabulary = sorted({word for words in texts for word in words})
        self._forms = [canonical(word) for word in self._vocabulary]
        self._plain = [fold(word) for word in self._vocabulary]
        self._sounds = np.array([sound(word) for word in self._vocabulary])
        self._folds = np.array(self._plain)
        number = {word: i for i, word in enumerate(self._vocabulary)}
        self._ids = [np.array([number[word] for word in phrase.words], dtype=np.intp) for phrase in phrases]
        self._texts = [" ".join(canonical(word) for word in phrase.words) for phrase in phrases]
        self._idf = self._weights()
        named: dict[str, set[int]] = {}
        for phrase, ids in zip(phrases, self._ids, strict=True):
            named.setdefault(phrase.subject, set()).update(ids.tolist())
        self._named = {subject: np.array(sorted(ids)) for subject, ids in named.items()}
        number_of = {subject: number for number, subject in enumerate(named)}
        self._subjects = np.array([number_of[phrase.subject] for phrase in phrases], dtype=np.intp)
        self._explained = {
            subject: np.array(sorted(ids.union(number[word] for word in answer_words.get(subject, ()))))
            for subject, ids in named.items()
        }

    def _weights(self) -> NDArray[np.float32]:
        """Inverse frequency of each word over entries, 0 to 1: a word of every name says little."""
        subjects: dict[object, set[int]] = {}
        for index, phrase in enumerate(self._phrases):
            subjects.setdefault(phrase.entry or index, set()).update(self._ids[index].tolist())
        counts = np.zeros(len(self._vocabulary))
        for words in subjects.values():
            counts[list(words)] += 1
        idf = np.log((len(subjects) + 1) / np.maximum(counts, 1))
        return np.asarray(idf / max(idf.max(initial=0.0), 1e-9), dtype=np.float32)

    def features(
        self, question: Question, nearest: NDArray[np.intp], cosines: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """The evidence for each phrase of `nearest`, shape (n, len(FEATURES))."""
        agreement = np.zeros((len(nearest), len(_AGREEMENT)))
        agreement[:, 0] = cosines
        whole = np.array([self._phrases[i].whole for i in nearest], dtype=bool)
        for chosen, words in ((~whole, question.core), (whole, question.whole)):
            rows = np.flatnonzero(chosen)
            if len(rows) and words:
                view = self._view(words)
                agreement[rows, 1:10] = self._agreements(words, view, nearest[rows], question)
                agreement[rows, 19:24] = self._by_subject(words, view, nearest[rows], question)
        said = self._language.variants.find(question.whole)
        hinted = self._language.hints.find(question.whole)
        asked = self._language.other_questions.find(question.whole)
        for row in np.flatnonzero(~whole):
            phrase = self._phrases[nearest[row]]
            agreement[row, 10:12] = len(phrase.variants - said), len(said - phrase.variants)
            if asked:
                answered = [_ANSWERS[aspect] for aspect in question.aspects if aspect in phrase.told]
                agreement[row, 12] = len(asked.difference(phrase.other_questions, *answered))
            agreement[row, 26:28] = len(phrase.hints - hinted), len(hinted - phrase.hints)
        agreement[:, 13] = question.form.outcome and bool(question.form.focus)
        agreement[:, 14] = question.form.open
        agreement[:, 15] = agreement[:, 1] * agreement[:, 2]
        agreement[:, 16:19] = agreement[:, [1, 2, 5]] ** 2
        agreement[:, 24:26] = self._neighbours(nearest, cosines)
        agreement[:, 28] = 1
        return np.hstack([agreement * ~whole[:, None], agreement * whole[:, None]])

    def _by_subject(
        self, words: Words, view: _View, nearest: NDArray[np.intp], question: Question
    ) -> NDArray[np.float64]:
        """Columns "subject" to "unexplained" for phrases `nearest`: people mix several wordings."""
        subjects = [self._phrases[i].subject for i in nearest]
        distinct = list(dict.fromkeys(subjects))
        named = _explained(view.agreement, [self._named[subject] for subject in distinct])
        explained = _explained(view.agreement, [self._explained[subject] for subject in distinct])
        telling = self._language.wording.fillers_removed(words)
        result = np.empty((len(distinct), 5))
        result[:, 0] = _share(words, telling, view.weights, named)
        result[:, 1] = result[:, 0]
        for clause in question.clauses:
            result[:, 1] = np.maximum(result[:, 1], _share(words, clause, view.weights, named))
        result[:, 2] = _share(words, telling, view.weights, explained)
        unexplained = view.weights[:, None] * (1 - explained)
        result[:, 3] = unexplained.max(axis=0)
        result[:, 4] = unexplained.sum(axis=0)
        row = {subject: number for number, subject in enumerate(distinct)}
        return result[[row[subject] for subject in subjects]]

    def _neighbours(self, nearest: NDArray[np.intp], cosines: NDArray[np.float32]) -> NDArray[np.float64]:
        """Columns "neighbour_votes" and "nearest_three" for phrases `nearest`, best first."""
        distinct, subjects = np.unique(self._subjects[nearest], return_inverse=True)
        votes = np.bincount(subjects, cosines.astype(np.float64) ** 4)
        rank = np.array([np.count_nonzero(subjects[:i] == s) for i, s in enumerate(subjects)], dtype=np.intp)
        three = np.bincount(subjects, np.where(rank < _NEIGHBOURS, cosines, 0), len(distinct)) / _NEIGHBOURS
        return np.column_stack([votes[subjects] / max(votes.sum(), 1e-9), three[subjects]])

    def _view(self, words: Words) -> _View:
        typed_plain = is_plain("".join(words))
        said = [fold(word) for word in words] if typed_plain else [canonical(word) for word in words]
        known = self._plain if typed_plain else self._forms
        alike = process.cdist(said, known, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        agreement = np.clip((alike - _NEAR) / (1 - _NEAR), 0, 1) * _SOUNDS_ALIKE
        agreement[alike == 1] = 1
        if not typed_plain:
            sounds = np.array([sound(word) for word in words])
            folds = np.array([fold(word) for word in words])
            agreement = np.maximum(agreement, _SOUNDS_ALIKE * (sounds[:, None] == self._sounds[None, :]))
            agreement = np.maximum(agreement, _TONES_LOST * (folds[:, None] == self._folds[None, :]))
            agreement[alike == 1] = 1
        nearest = agreement.argmax(axis=1)
        trust = agreement[np.arange(len(words)), nearest]
        weights = trust * self._idf[nearest] + (1 - trust)
        return _View(agreement.astype(np.float32), weights.astype(np.float32))

    def _agreements(
        self, words: Words, view: _View, nearest: NDArray[np.intp], question: Question
    ) -> NDArray[np.float64]:
        """Columns "said" to "unanswered" for phrases `nearest`, all phrases' words side by side."""
        ids = np.concatenate([self._ids[i] for i in nearest])
        lengths = np.array([len(self._ids[i]) for i in nearest])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        block = view.agreement[:, ids]
        idf = self._idf[ids] + 1e-6
        of_named = idf * block.max(axis=0)
        weight = np.add.reduceat(of_named, starts)
        result = np.zeros((len(nearest), 9))
        of_said = np.maximum.reduceat(block, starts, axis=1)
        result[:, 0] = view.weights @ of_said / view.weights.sum()
        result[:, 1] = weight / np.add.reduceat(idf, starts)
        result[:, 2:4] = result[:, 0:2]
        paired = lengths > 1
        if len(words) > 1 and paired.any():
            result[paired, 2:4] = _pairs(block, view.weights, idf, starts, lengths)[paired]
        text = " ".join(canonical(word) for word in words)
        texts = [self._texts[i] for i in nearest]
        result[:, 4] = process.cdist([text], texts, scorer=fuzz.ratio, dtype=np.float32)[0] / 100
        result[:, 5] = [text == other for other in texts]
        result[:, 6] = np.log1p(weight)
        result[:, 7] = result[:, 0]
        for clause in question.clauses:
            result[:, 7] = np.maximum(result[:, 7], _share(words, clause, view.weights, of_said))
        if question.form.focus:
            result[:, 8] = 1 - _share(words, question.form.focus, view.weights, of_said, empty=1.0)
        return result


def _explained(agreement: Matrix, ids: Sequence[NDArray[np.intp]]) -> Matrix:
    """How well each word said agrees with the nearest of each list of words, shape (words, lists)."""
    starts = np.concatenate([[0], np.cumsum([len(each) for each in ids])[:-1]])
    return np.asarray(np.maximum.reduceat(agreement[:, np.concatenate(ids)], starts, axis=1))


def _share(
    words: Words, some: Words, weights: NDArray[np.float32], of_said: Matrix, empty: float = 0.0
) -> NDArray[np.float32] | float:
    """Share of `some` of the words said that each phrase explains; `empty` if none of them was kept."""
    chosen = np.array([word in some for word in words])
    if not chosen.any():
        return empty
    return np.asarray(weights[chosen] @ of_said[chosen] / weights[chosen].sum())


def _pairs(
    block: Matrix,
    said: NDArray[np.float32],
    named: NDArray[np.float32],
    starts: NDArray[np.intp],
    lengths: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Shares of neighbouring pairs agreed on, of what was said and of each phrase, shape (phrases, 2)."""
    ends = starts + lengths - 1
    pairs = np.zeros((len(block) - 1, block.shape[1]), dtype=np.float32)
    pairs[:, :-1] = block[:-1, :-1] * block[1:, 1:]
    pairs[:, ends] = 0
    of_said = said[:-1] + said[1:]
    of_named = np.zeros_like(named)
    of_named[:-1] = named[:-1] + named[1:]
    of_named[ends] = 0
    whole = np.maximum(np.add.reduceat(of_named, starts), 1e-9)
    return np.column_stack(
        [
            of_said @ np.maximum.reduceat(pairs, starts, axis=1) / of_said.sum(),
            np.add.reduceat(of_named * pairs.max(axis=0), starts) / whole,
        ]
    )
