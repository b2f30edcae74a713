"""Voice activity detectors of microseconds: whatever is loud is speech."""

import numpy as np

from voice.samples import Samples
from voice.turns.vad import WINDOW, Window

LOUD_DB = -40
SILENCE = 1e-10


class Loudness:
    """Takes whatever is loud for speech, as sure as it is told."""

    def __init__(self, probability: float = 0.95) -> None:
        self._probability = probability

    def stream(self) -> "LoudnessStream":
        return LoudnessStream(self._probability)


class LoudnessStream:
    """The audio of one call."""

    def __init__(self, probability: float) -> None:
        self._probability = probability
        self.reset()

    def reset(self) -> None:
        self._pending = np.zeros(0, dtype=np.float32)

    def feed(self, samples: Samples) -> list[Window]:
        pending = np.concatenate([self._pending, samples])
        whole = len(pending) // WINDOW * WINDOW
        self._pending = pending[whole:]
        powers = np.square(pending[:whole].reshape(-1, WINDOW)).mean(axis=1)
        levels = 10 * np.log10(powers + SILENCE)
        return [
            Window(self._probability if level > LOUD_DB else 0.02, float(level)) for level in levels.tolist()
        ]
