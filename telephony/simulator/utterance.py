"""What the caller says in one turn, as the frames that go down the line."""

from dataclasses import dataclass, field

import numpy as np
import soxr

from telephony.simulator.loudness import is_audible
from voice.mulaw import (
    FRAME_BYTES,
    SILENCE,
    TELEPHONE_RATE,
    encode,
)
from voice.samples import HEARING_RATE, Samples

_FRAMES_PER_KEY = 25


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn of the caller: speech or pressed keys."""

    label: str
    """What the operator calls it, such as the file it came from."""
    frames: tuple[bytes, ...]
    """μ-law, 160 bytes (20 ms) each."""
    speech: range
    """The frames from the first to the last with speech; all of them for a recording without any."""
    keys: dict[int, str] = field(default_factory=dict)
    """Frame at which a key is pressed → the key."""

    @classmethod
    def spoken(cls, label: str, samples: Samples, rate: int = HEARING_RATE) -> "Utterance":
        """From `samples` of shape (n,) at `rate` Hz. Raises ValueError when there are none."""
        if not len(samples):
            raise ValueError(f"The recording {label} is empty: give one with at least a word in it.")
        if rate != TELEPHONE_RATE:
            samples = soxr.resample(samples, rate, TELEPHONE_RATE)
        codes = encode(np.asarray(samples, dtype=np.float32))
        frames = tuple(
            codes[start : start + FRAME_BYTES].ljust(FRAME_BYTES, SILENCE)
            for start in range(0, len(codes), FRAME_BYTES)
        )
        loud = [index for index, frame in enumerate(frames) if is_audible(frame)]
        speech = range(loud[0], loud[-1] + 1) if loud else range(len(frames))
        return cls(label, frames, speech)

    @classmethod
    def pressed(cls, keys: str) -> "Utterance":
        """The telephone's keys, half a second each: digits, `*` and `#`. Raises ValueError for others."""
        if not keys or set(keys) - set("0123456789*#"):
            raise ValueError(f"{keys!r} cannot be pressed on a telephone: use 0-9, * and #.")
        count = _FRAMES_PER_KEY * len(keys)
        pressed = {index * _FRAMES_PER_KEY: key for index, key in enumerate(keys)}
        speech = range(count - _FRAMES_PER_KEY + 1)
        return cls(f"keys {keys}", (SILENCE * FRAME_BYTES,) * count, speech, pressed)


def line_noise(dbfs: float, seconds: float = 5.0, seed: int = 1) -> tuple[bytes, ...]:
    """Frames of white noise at `dbfs` RMS, to be sent in turn while the caller is silent."""
    noise = np.random.default_rng(seed).normal(scale=10 ** (dbfs / 20), size=int(seconds * TELEPHONE_RATE))
    return Utterance.spoken("line noise", noise.astype(np.float32), TELEPHONE_RATE).frames
