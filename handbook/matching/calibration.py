"""From evidence to one probability: a multinomial logit over the candidates and "none of these".

P(candidate i) = exp(w·f_i) / (exp(b) + Σ_j exp(w·f_j)), McFadden's conditional logit (1974). It ranks,
weighs near ties against each other and leaves room for questions outside the handbook, all in one.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from handbook.matching.likeness import FEATURES

FITTED = Path(__file__).parent / "calibration.json"

Evidence = NDArray[np.float64]


class Thresholds(BaseModel):
    """Probabilities from which on something is done, chosen on the development split."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    answer: float
    confirm: float
    choose: float
    """Of the options together."""
    option: float
    """Of each option."""


class EarWeights(BaseModel):
    """How text and sound are weighed together where a voice is at hand: another logit, of the same form."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    utterances: int = 0
    """Recordings fitted to."""
    text: float
    """Weight of the logit by text; a poor transcript counts for less beside the sound itself."""
    nat: float
    """Log-odds for each nat, per root word, by which the sound speaks for a phrase beyond its own prior."""
    none: float
    """Logit of "none of these"."""
    low: float
    """Scores are clipped to low … high, in nats per root word: beyond, they say nothing more."""
    high: float

    def logits(self, by_text: NDArray[np.float64], nats: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logits of candidates by text and sound, shape (n,)."""
        return self.text * by_text + self.nat * np.clip(nats, self.low, self.high)


def per_root_word(nats: Sequence[float], texts: Sequence[str]) -> NDArray[np.float64]:
    """Acoustic scores made comparable between short and long texts, shape (n,).

    A score is a sum over words, whose spread grows with the root of their number: over 80 clips in café noise
    this sets the right phrase apart from those of other sentences without an overlap, the bare sum does not.
    """
    return np.asarray(nats, dtype=np.float64) / np.sqrt([max(1, len(text.split())) for text in texts])


class Calibration(BaseModel):
    """Fitted coefficients with the date and figures of the fit."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    fitted: date
    questions: int
    log_loss: float
    """Mean over the questions fitted to, in nats."""
    weights: dict[str, float]
    none: float
    """Logit of "none of these"."""
    ear: EarWeights
    thresholds: Thresholds

    @classmethod
    def load(cls, path: Path = FITTED) -> "Calibration":
        """Reads a saved fit. Raises OSError or pydantic.ValidationError."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))

    def save(self, path: Path = FITTED) -> None:
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")

    def logits(self, features: Evidence) -> NDArray[np.float64]:
        """w·f for each row of `features`, shape (n,)."""
        return np.asarray(features @ np.array([self.weights[name] for name in FEATURES]))


def best_rows(logits: NDArray[np.float64], subjects: NDArray[np.intp]) -> NDArray[np.intp]:
    """Row of the best phrase of each subject, best first."""
    order = np.argsort(-logits, kind="stable")
    _, first = np.unique(subjects[order], return_index=True)
    return order[np.sort(first)]
