"""Sampled sound, as every part of this package hands it on."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono audio, shape (n,), full scale at ±1.0."""

HEARING_RATE: Final = 16_000
"""Sample rate in Hz of everything that is recognised."""
