"""Telephone sound: every voice at 8 kHz and one loudness, so that sentences join unnoticed."""

from typing import Final

import numpy as np
import soxr

from voice.mulaw import (
    FRAME_BYTES,
    FRAME_MS,
    TELEPHONE_RATE,
    decode,
    encode,
)
from voice.samples import Samples
from voice.speaking.speech import Speech

TARGET_DBFS: Final = -20.0
"""Active speech level aimed at: 6 dB above the -26 dBov of telephone tests (ITU-T P.56), for offices and the
street, and low enough that speech peaks, some 15 dB higher, hardly meet the limiter."""
PEAK_DBFS: Final = -1.0
"""No sample is louder."""

LOUDER_DB: Final = 5.0
"""How much `raised` adds: clearly louder, and still speech once its peaks are bent under PEAK_DBFS."""

_ABSOLUTE_GATE_DBFS = -70.0
_RELATIVE_GATE_DB = -10.0
_KNEE = 0.5
_LEAD_MS = 20
_TAIL_MS = 120
_FADE_MS = 5


def active_level(samples: Samples) -> float:
    """RMS level in dBFS of the speech in `samples` at TELEPHONE_RATE, pauses left out; -inf for silence.

    Pauses are found by the two gates of ITU-R BS.1770-5, annex 1: blocks under -70 dBFS, then blocks more
    than 10 dB under the mean of the rest. Its K-weighting is left out: it hardly changes a telephone band.
    """
    blocks = samples[: len(samples) // FRAME_BYTES * FRAME_BYTES].reshape(-1, FRAME_BYTES)
    power = np.mean(np.square(blocks, dtype=np.float64), axis=1)
    power = power[power > _power(_ABSOLUTE_GATE_DBFS)]
    if not power.size:
        return -np.inf
    power = power[power >= power.mean() * _power(_RELATIVE_GATE_DB)]
    return float(10 * np.log10(power.mean()))


def for_telephone(speech: Speech) -> Samples:
    """`speech` at TELEPHONE_RATE and TARGET_DBFS, in whole frames of 20 ms that start and end in silence.

    Silence at the ends is cut to 20 ms before and 120 ms after the voice: the caller waits for the first, and
    the second is the breath between two sentences. Empty when nothing is above -70 dBFS.
    """
    samples = np.asarray(soxr.resample(speech.samples, speech.rate, TELEPHONE_RATE), dtype=np.float32)
    level = active_level(samples)
    if level == -np.inf:
        return np.zeros(0, dtype=np.float32)
    samples = _without_silence(samples, level)
    # Limiting takes a little off the level; the second pass gives it back.
    for _ in range(2):
        samples = _limit(samples * np.float32(10 ** ((TARGET_DBFS - active_level(samples)) / 20)))
    return _in_frames(_fade(samples))


def raised(codes: bytes) -> bytes:
    """μ-law `codes` LOUDER_DB louder, for a caller who hears badly; peaks stay under PEAK_DBFS."""
    return encode(_limit(decode(codes) * np.float32(10 ** (LOUDER_DB / 20))))


def _power(decibels: float) -> float:
    return float(10 ** (decibels / 10))


def _without_silence(samples: Samples, level: float) -> Samples:
    # A voice's quietest consonants stand some 30 dB under its vowels, an encoder's noise lies deeper.
    loud = np.flatnonzero(np.abs(samples) > 10 ** ((level - 30) / 20))
    if not loud.size:
        return samples
    per_ms = TELEPHONE_RATE // 1000
    return samples[max(0, loud[0] - _LEAD_MS * per_ms) : loud[-1] + _TAIL_MS * per_ms]


def _limit(samples: Samples) -> Samples:
    """Bends what is above -6 dBFS towards PEAK_DBFS along a tanh: no corner, so no harsh overtones."""
    room = 10 ** (PEAK_DBFS / 20) - _KNEE
    loud = np.abs(samples)
    bent = np.sign(samples) * (_KNEE + room * np.tanh((loud - _KNEE) / room))
    return np.where(loud > _KNEE, bent, samples).astype(np.float32)


def _fade(samples: Samples) -> Samples:
    length = min(_FADE_MS * TELEPHONE_RATE // 1000, len(samples) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, length, dtype=np.float32)) ** 2
    faded = samples.copy()
    faded[:length] *= ramp
    faded[len(faded) - length :] *= ramp[::-1]
    return faded


def _in_frames(samples: Samples) -> Samples:
    frame = TELEPHONE_RATE * FRAME_MS // 1000
    return np.pad(samples, (0, -len(samples) % frame))
