"""What a line carries when nobody speaks to us: noises and music made of formulas. Levels are RMS."""

import numpy as np

from tests.doubles.synthetic_voice import babble
from voice.samples import HEARING_RATE, Samples

_BEAT_S = 0.4
_SCALE = (0, 2, 4, 7, 9, 12, 14, 16)
"""Semitones of a pentatonic scale over an octave and a third."""


def white(seconds: float, level: float = 0.02, seed: int = 1) -> Samples:
    """The same power at every frequency."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * HEARING_RATE))
    return _at(noise, level)


def hum(seconds: float, level: float = 0.04) -> Samples:
    """The mains on a bad line."""
    time = _time(seconds)
    return _at(np.sin(2 * np.pi * 50 * time) + 0.4 * np.sin(2 * np.pi * 150 * time), level)


def chords(seconds: float, level: float = 0.05, seed: int = 5) -> Samples:
    """Struck chords, one a beat, as they sound while one is kept waiting."""
    time = _time(seconds)
    beat, since = _beats(time)
    root = 2 * np.pi * 220 * _melody(seconds, seed)[beat] * time
    chord = sum(np.sin(ratio * partial * root) / partial for ratio in (1, 1.25, 1.5) for partial in (1, 2, 3))
    return _at(chord * np.exp(-3 * since), level)


def song(seconds: float, level: float = 0.05, seed: int = 6) -> Samples:
    """A bowed melody with vibrato over a bass and a drum: the nearest that music comes to a voice."""
    time = _time(seconds)
    beat, since = _beats(time)
    pitch = 330 * _melody(seconds, seed)[beat] * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / HEARING_RATE
    bowed = sum(np.sin(partial * phase) / partial for partial in range(1, 9)) * np.minimum(since / 0.05, 1)
    bass = np.sin(2 * np.pi * 110 * _melody(seconds, seed + 1)[beat // 4] * time)
    drum = np.random.default_rng(seed).standard_normal(len(time)) * np.exp(-40 * since)
    return _at(bowed + 0.7 * bass + 0.7 * drum, level)


def crowd(seconds: float, level: float = 0.02, voices: int = 10, seed: int = 3) -> Samples:
    """Many voices at once in a room, none of them meant for us, over a rush of air."""
    random = np.random.default_rng(seed)
    length = round(seconds * HEARING_RATE)
    mixed = np.zeros(length)
    spoken = babble(12.0, 1.0)
    for speed in random.uniform(0.8, 1.4, voices):
        at = (np.arange(length) * speed + random.uniform(0, len(spoken))) % (len(spoken) - 1)
        # Each comes and goes, as people do who talk in turn.
        loudness = np.clip(np.sin(2 * np.pi * (np.arange(length) / HEARING_RATE / 3 + random.random())), 0, 1)
        mixed += loudness * np.interp(at, np.arange(len(spoken)), spoken)
    return _at(mixed + 0.5 * mixed.std() * random.standard_normal(length), level)


def _time(seconds: float) -> np.ndarray:
    return np.arange(round(seconds * HEARING_RATE)) / HEARING_RATE


def _beats(time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each moment its beat's number, and the seconds since it began."""
    beat = (time / _BEAT_S).astype(int)
    return beat, time - beat * _BEAT_S


def _melody(seconds: float, seed: int) -> np.ndarray:
    """For each beat the ratio of its note to the key."""
    notes = np.random.default_rng(seed).choice(_SCALE, size=round(seconds / _BEAT_S) + 2)
    return np.asarray(2 ** (notes / 12))


def _at(sound: np.ndarray, level: float) -> Samples:
    return np.asarray(sound * level / np.sqrt(np.mean(np.square(sound))), dtype=np.float32)
