"""Maximum-likelihood estimates of the calibration's coefficients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from handbook.calibration import Evidence, Hearing, best_rows
from handbook.likeness import FEATURES

START = {
    "cosine": 2.0,
    "said": 2.0,
    "named": 2.0,
    "order": 1.0,
    "unsaid_marks": -0.5,
    "unnamed_marks": -0.5,
    "other_question": -1.0,
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


def fit_weights(
    examples: Sequence[Example], *, ridge: float = 1e-4, rounds: int = 4
) -> tuple[dict[str, float], float, float]:
    """Maximum-likelihood weights, logit of none, and mean log-loss in nats.

    Each subject stands by its best phrase, so weights and best phrases are found in turn.
    """
    weights = np.array([START.get(name.partition(".")[2], 0.0) for name in FEATURES])
    none, loss = 6.0, 0.0
    for _ in range(rounds):
        chosen = [_best_phrases(example, weights) for example in examples]
        fitted = minimize(
            _loss, np.append(weights, none), args=(chosen, ridge), jac=True, method="L-BFGS-B",
            options={"maxiter": 500},
        )  # fmt: skip
        weights, none, loss = fitted.x[:-1], float(fitted.x[-1]), float(fitted.fun)
    return (
        dict(zip(FEATURES, (round(float(w), 4) for w in weights), strict=True)),
        round(none, 4),
        round(loss, 4),
    )


def _best_phrases(example: Example, weights: NDArray[np.float64]) -> tuple[Evidence, NDArray[np.bool_]]:
    """Features of one phrase a subject, and which of them, or last "none of these", are right."""
    rows = best_rows(example.features @ weights, example.subjects)
    return example.features[rows], np.append(example.right[rows], example.outside)


def _loss(
    parameters: NDArray[np.float64], examples: Sequence[tuple[Evidence, NDArray[np.bool_]]], ridge: float
) -> tuple[float, NDArray[np.float64]]:
    """Mean negative log-likelihood with an L2 penalty, and its gradient."""
    weights, none = parameters[:-1], parameters[-1]
    total, gradient = 0.0, np.zeros_like(parameters)
    for features, meant in examples:
        logits = np.append(features @ weights, none)
        top = logits.max()
        exponentials = np.exp(logits - top)
        shares = exponentials / exponentials.sum()
        of_meant = np.where(meant, exponentials, 0.0)
        total -= float(np.log(of_meant.sum() / exponentials.sum()))
        push = shares - of_meant / of_meant.sum()
        gradient[:-1] += push[:-1] @ features
        gradient[-1] += push[-1]
    n = len(examples)
    penalty = ridge * float(weights @ weights)
    gradient /= n
    gradient[:-1] += 2 * ridge * weights
    return total / n + penalty, gradient


@dataclass(frozen=True, slots=True)
class HeardExample:
    """One recorded utterance: its candidates by text, and what the ear says of them."""

    logits: NDArray[np.float64]
    """By text, one for each subject, shape (n,)."""
    nats: NDArray[np.float64]
    """Acoustic scores, shape (n,)."""
    meant: NDArray[np.bool_]
    """Which candidate, or last "none of these", is right; shape (n + 1,)."""


def fit_hearing(
    examples: Sequence[HeardExample], none: float, *, low: float = -5.0, high: float = 30.0
) -> Hearing:
    """Maximum-likelihood weight of the ear beside weights already fitted to text."""

    def loss(parameters: NDArray[np.float64]) -> float:
        hearing = Hearing(nat=float(parameters[0]), none=float(parameters[1]), low=low, high=high)
        total = 0.0
        for example in examples:
            logits = np.append(example.logits + hearing.log_odds(example.nats), none + hearing.none)
            total += float(np.logaddexp.reduce(logits) - np.logaddexp.reduce(logits[example.meant]))
        return total / len(examples) + 1e-3 * float(parameters @ parameters)

    nat, extra = minimize(loss, np.array([0.3, 2.0]), method="Nelder-Mead").x
    return Hearing(utterances=len(examples), nat=round(nat, 4), none=round(extra, 4), low=low, high=high)
