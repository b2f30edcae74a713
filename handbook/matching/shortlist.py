"""The phrases most like a question, by their character n-grams."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from handbook.language.text import Words, fold
from handbook.matching.phrases import Phrase
from handbook.matching.question import Question


class Shortlist:
    """Cosine of character 2- to 4-gram TF-IDF on text without diacritics, across word boundaries."""

    def __init__(self, phrases: Sequence[Phrase], size: int = 64) -> None:
        self._size = size
        self._vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=(2, 4), lowercase=False, sublinear_tf=True, dtype=np.float32
        )
        self._matrix: Any = self._vectorizer.fit_transform([_letters(phrase.words) for phrase in phrases])
        self._whole = np.array([phrase.whole for phrase in phrases])

    def find(self, question: Question) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Indices of the nearest phrases, best first, shape (n,) with n ≤ size, and their cosines."""
        views = self._vectorizer.transform([_letters(question.core), _letters(question.whole)])
        cosines = np.asarray(self._matrix @ views.toarray().T, dtype=np.float32)
        best = np.where(self._whole, cosines[:, 1], cosines[:, 0])
        nearest = np.argsort(-best, kind="stable")[: self._size]
        nearest = nearest[best[nearest] > 0]
        return nearest, best[nearest]


def _letters(words: Words) -> str:
    return f" {fold(' '.join(words))} "
