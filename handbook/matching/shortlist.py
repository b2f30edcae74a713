"""The phrases most like a question, by their character n-grams."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handbook.language.text import Words, fold
from handbook.matching.phrases import Phrase
from handbook.matching.question import Question

_LENGTHS = (2, 3, 4)
"""Letters of an n-gram."""
_LETTERS = 64
"""Letters told apart: what `fold` leaves of Vietnamese, digits, and few others; the rest are one."""

Numbers = NDArray[np.intp]
Cosines = NDArray[np.float32]


class Shortlist:
    """Cosine of character 2- to 4-gram TF-IDF on text without diacritics, across word boundaries.

    An n-gram counts 1 + log(its frequency in the phrase), times 1 + log((1 + phrases) / (1 + those with it)).
    """

    def __init__(self, phrases: Sequence[Phrase], size: int = 64) -> None:
        self._size = size
        self._whole = np.array([phrase.whole for phrase in phrases], dtype=bool)
        texts = [_letters(phrase.words) for phrase in phrases]
        alphabet = sorted(set("".join(texts)))[: _LETTERS - 2]
        self._number = {letter: number for number, letter in enumerate(alphabet, start=1)}
        grams, of_phrase = self._grams(texts)
        self._grams_known, column = np.unique(grams, return_inverse=True)
        # Each n-gram's phrases side by side, so that a question touches only those of its own n-grams.
        pairs, times = np.unique(column * len(texts) + of_phrase, return_counts=True)
        column, self._phrases = np.divmod(pairs, len(texts))
        with_it = np.bincount(column, minlength=len(self._grams_known))
        self._starts = np.concatenate([[0], np.cumsum(with_it)])
        self._rarity = (np.log((1 + len(texts)) / (1 + with_it)) + 1).astype(np.float32)
        weights = (1 + np.log(times)) * self._rarity[column]
        lengths = np.sqrt(np.bincount(self._phrases, weights**2, minlength=len(texts)))
        self._weights = (weights / lengths[self._phrases]).astype(np.float32)

    def find(self, question: Question) -> tuple[Numbers, Cosines]:
        """Indices of the nearest phrases, best first, shape (n,) with n ≤ size, and their cosines."""
        best = np.where(self._whole, self._cosines(question.whole), self._cosines(question.core))
        nearest = np.argsort(-best, kind="stable")[: self._size]
        nearest = nearest[best[nearest] > 0]
        return nearest, best[nearest]

    def _cosines(self, words: Words) -> Cosines:
        """With each phrase, shape (phrases,)."""
        grams, times = np.unique(self._grams([_letters(words)])[0], return_counts=True)
        columns = np.searchsorted(self._grams_known, grams)
        known = self._grams_known.take(columns, mode="clip") == grams
        columns, times = columns[known], times[known]
        if not len(columns):
            return np.zeros(len(self._whole), dtype=np.float32)
        weights = (1 + np.log(times)) * self._rarity[columns]
        weights /= np.sqrt(weights @ weights)
        slices = [slice(self._starts[column], self._starts[column + 1]) for column in columns]
        phrases = np.concatenate([self._phrases[each] for each in slices])
        products = np.concatenate(
            [self._weights[each] * weight for each, weight in zip(slices, weights, strict=True)]
        )
        return np.bincount(phrases, products, minlength=len(self._whole)).astype(np.float32)

    def _grams(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], Numbers]:
        """All n-grams of the texts as numbers, and the number of the text of each."""
        unknown = _LETTERS - 1
        letters = np.array([self._number.get(c, unknown) for text in texts for c in text], dtype=np.int64)
        text = np.repeat(np.arange(len(texts)), [len(each) for each in texts])
        grams, of_text = [], []
        gram = np.zeros(len(letters), dtype=np.int64)
        for length in range(1, max(_LENGTHS) + 1):
            gram = gram[: len(letters) - length + 1] * _LETTERS + letters[length - 1 :]
            if length in _LENGTHS:
                inside = text[: len(gram)] == text[length - 1 :]
                grams.append(gram[inside])
                of_text.append(text[: len(gram)][inside])
        return np.concatenate(grams), np.concatenate(of_text)


def _letters(words: Words) -> str:
    return f" {fold(' '.join(words))} "
