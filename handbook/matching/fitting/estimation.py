"""Maximum-likelihood estimates of the calibration's coefficients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from handbook.matching.calibration import EarWeights, Evidence, best_rows
from handbook.matching.likeness import FEATURES

START = {
    "cosine": 2.0,
    "said": 2.0,
    "named": 2.0,
    "order": 1.0,
    "unsaid_marks": -0.5,
    "unnamed_marks": -0.5,
    "other_question": -2.0,
    "unanswered": -1.0,
}
"""Where the fit starts from: ranks sensibly before anything is fitted."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question of the development split against a handbook."""

    features: Evidence
    """Shape (candidates, len(FEATURES))."""
    subjects: NDArray[np.intp]
    """Shape (candidates,): number of the subject each candidate phrase belongs to."""
    right: NDArray[np.bool_]
    """Shape (candidates,): phrases of a right entry, or of a subject outside where that is right."""
    outside: bool
    """"None of these" would be right."""
    weight: float = 1.0
    """How much it counts beside others."""


def fit_weights(
    examples: Sequence[Example], *, ridge: float = 1e-4, rounds: int = 4
) -> tuple[dict[str, float], float, float]:
    """Maximum-likelihood weights, logit of none, and mean log-loss in nats.

    Each subject stands by its best phrase, so weights and best phrases are found in turn.
    """
    weights = np.array([START.get(name.partition(".")[2], 0.0) for name in FEATURES])
    none, loss = 6.0, 0.0
    for _ in range(rounds):
        chosen = _Chosen.of(examples, weights)
        fitted = minimize(
            chosen.loss, np.append(weights, none), args=(ridge,), jac=True, method="L-BFGS-B",
            options={"maxiter": 500},
        )  # fmt: skip
        weights, none, loss = fitted.x[:-1], float(fitted.x[-1]), float(fitted.fun)
    return (
        dict(zip(FEATURES, (round(float(w), 4) for w in weights), strict=True)),
        round(none, 4),
        round(loss, 4),
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The best phrase of each subject of all examples, one below the other."""

    features: Evidence
    right: NDArray[np.bool_]
    example: NDArray[np.intp]
    """Example of each row."""
    starts: NDArray[np.intp]
    outside: NDArray[np.bool_]
    shares: NDArray[np.float64]
    """Weight of each example, 1 together."""

    @classmethod
    def of(cls, examples: Sequence[Example], weights: NDArray[np.float64]) -> "_Chosen":
        rows = [best_rows(example.features @ weights, example.subjects) for example in examples]
        found = [(example, row) for example, row in zip(examples, rows, strict=True) if len(row)]
        lengths = np.array([len(row) for _, row in found])
        counted = np.array([example.weight for example, _ in found])
        return cls(
            features=np.vstack([example.features[row] for example, row in found]),
            right=np.concatenate([example.right[row] for example, row in found]),
            example=np.repeat(np.arange(len(found)), lengths),
            starts=np.concatenate([[0], np.cumsum(lengths)[:-1]]),
            outside=np.array([example.outside for example, _ in found]),
            shares=counted / counted.sum(),
        )

    def loss(self, parameters: NDArray[np.float64], ridge: float) -> tuple[float, NDArray[np.float64]]:
        """Mean negative log-likelihood with an L2 penalty, and its gradient."""
        weights, none = parameters[:-1], parameters[-1]
        logits = self.features @ weights
        top = np.maximum(np.maximum.reduceat(logits, self.starts), none)
        odds, odds_of_none = np.exp(logits - top[self.example]), np.exp(none - top)
        total = np.add.reduceat(odds, self.starts) + odds_of_none
        meant, none_meant = odds * self.right, odds_of_none * self.outside
        of_meant = np.maximum(np.add.reduceat(meant, self.starts) + none_meant, 1e-300)
        push = self.shares[self.example] * (odds / total[self.example] - meant / of_meant[self.example])
        gradient = np.append(
            self.features.T @ push + 2 * ridge * weights,
            self.shares @ (odds_of_none / total - none_meant / of_meant),
        )
        return float(self.shares @ np.log(total / of_meant) + ridge * weights @ weights), gradient


@dataclass(frozen=True, slots=True)
class HeardExample:
    """One recorded utterance: its candidates by text, and what the ear says of them."""

    logits: NDArray[np.float64]
    """By text, one for each subject, shape (n,)."""
    nats: NDArray[np.float64]
    """Acoustic scores, shape (n,)."""
    meant: NDArray[np.bool_]
    """Which candidate, or last "none of these", is right; shape (n + 1,)."""


_TEXT, _PULL = 0.5, 1.0
"""Where the weight of text is pulled to, and how strongly: among a few dozen unlike sentences the ear needs
no text at all, but names of look-alike procedures inside longer questions are told apart by both."""
_OUTSIDE = 3.0
"""Weight of an utterance outside the handbook beside one inside: a wrong answer costs more than asking."""


def fit_ear(examples: Sequence[HeardExample], *, low: float = -3.0, high: float = 12.0) -> EarWeights:
    """Maximum-likelihood weights of text and ear together, beside weights already fitted to text."""

    def ear(parameters: NDArray[np.float64]) -> EarWeights:
        text, nat, none = (round(float(value), 4) for value in parameters)
        return EarWeights(utterances=len(examples), text=text, nat=nat, none=none, low=low, high=high)

    def loss(parameters: NDArray[np.float64]) -> float:
        weighed = ear(parameters)
        total = 0.0
        for example in examples:
            logits = np.append(weighed.logits(example.logits, example.nats), weighed.none)
            missing = float(np.logaddexp.reduce(logits) - np.logaddexp.reduce(logits[example.meant]))
            total += missing * (_OUTSIDE if example.meant[-1] else 1.0)
        pull = _PULL * (parameters[0] - _TEXT) ** 2 + 1e-3 * parameters[1] ** 2
        return total / len(examples) + float(pull)

    return ear(minimize(loss, np.array([_TEXT, 1.0, 10.0]), method="Nelder-Mead").x)
