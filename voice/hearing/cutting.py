"""Where to cut audio that is too long for one piece: at its quietest moment."""

import numpy as np

from voice.samples import HEARING_RATE, Samples

_STEP = HEARING_RATE // 50
_WINDOW_STEPS = 10


def quietest(samples: Samples, start: int, end: int) -> int:
    """Index of the middle of the quietest 200 ms from `start` to `end`; their middle when that is shorter."""
    span = samples[start:end]
    steps = len(span) // _STEP
    if steps < _WINDOW_STEPS:
        return start + len(span) // 2
    energy = np.square(span[: steps * _STEP].reshape(steps, _STEP)).sum(axis=1)
    windows = np.convolve(energy, np.ones(_WINDOW_STEPS), mode="valid")
    return start + (int(windows.argmin()) * _STEP + _WINDOW_STEPS * _STEP // 2)


def pieces(samples: Samples, longest: int) -> list[Samples]:
    """`samples` in order in pieces of at most `longest` samples, cut in the last third of each."""
    cut: list[Samples] = []
    while len(samples) > longest:
        at = quietest(samples, longest * 2 // 3, longest)
        cut.append(samples[:at])
        samples = samples[at:]
    return [*cut, samples]
