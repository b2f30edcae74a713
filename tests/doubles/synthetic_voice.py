"""A voice made of harmonics under moving formants: no words, but speech to a voice activity detector."""

import numpy as np

from voice.samples import HEARING_RATE, Samples

_VOWELS = ((700, 1200, 2500), (300, 2300, 3000), (400, 800, 2400), (500, 1700, 2500))
"""Formants in Hz of a, i, o and e."""
_SYLLABLE_S = 0.18
_BANDWIDTH = 90.0


def babble(seconds: float, level: float = 0.1) -> Samples:
    """Syllable after syllable at a speaking pitch; `level` is the RMS."""
    time = np.arange(round(seconds * HEARING_RATE)) / HEARING_RATE
    pitch = 140 + 20 * np.sin(2 * np.pi * 2 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / HEARING_RATE
    syllable = (time / _SYLLABLE_S).astype(int)
    formants = np.array(_VOWELS)[syllable % len(_VOWELS)]
    voiced = np.zeros_like(time)
    for harmonic in range(1, 40):
        hertz = (harmonic * pitch)[:, None]
        throat = (formants**2 / (formants**2 - hertz**2 + 1j * hertz * _BANDWIDTH)).prod(axis=1)
        voiced += (throat * np.exp(1j * harmonic * phase)).real
    voiced *= np.sqrt(np.abs(np.sin(np.pi * time / _SYLLABLE_S)))
    return np.asarray(voiced * level / np.sqrt(np.mean(voiced**2)), dtype=np.float32)


def hiss(seconds: float, level: float = 1e-3) -> Samples:
    """The quiet of a telephone line: white noise of the given RMS, always the same."""
    noise = np.random.default_rng(seed=7).standard_normal(round(seconds * HEARING_RATE))
    return (noise * level).astype(np.float32)
