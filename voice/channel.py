"""Audio as it comes in on a line: how its bytes are read, and how it reaches the rate at which we hear."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import soxr

from voice import mulaw
from voice.samples import HEARING_RATE, Samples


def pcm16(data: bytes) -> Samples:
    """Samples of little-endian 16-bit PCM, mono; full scale is ±1.0. Raises ValueError on half a sample."""
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(32_768)


@dataclass(frozen=True, slots=True)
class Channel:
    """How a line carries audio."""

    rate: int
    """Samples per second: a whole number of kHz, at most HEARING_RATE."""
    decode: Callable[[bytes], Samples]
    """Mono samples at `rate` for the bytes of the line, in pieces of any number of whole samples."""
    sample_bytes: int = 1
    silence: bytes = b"\xff"
    """One sample of it."""

    def silent(self, ms: float) -> bytes:
        """So much silence, in whole samples."""
        return self.silence * round(ms * self.rate / 1000)

    def duration_ms(self, data: bytes) -> float:
        """How long `data` sounds."""
        return len(data) * 1000 / (self.rate * self.sample_bytes)


TELEPHONE = Channel(mulaw.TELEPHONE_RATE, mulaw.decode)
"""G.711 μ-law at 8 kHz."""
WIDE_BAND = Channel(HEARING_RATE, pcm16, 2, b"\0\0")
"""16-bit PCM at 16 kHz: the microphone of a browser."""


def for_hearing(samples: Samples, rate: int) -> Samples:
    """A whole utterance at `rate` Hz, brought to HEARING_RATE at full quality."""
    if rate == HEARING_RATE:
        return samples
    return np.asarray(soxr.resample(samples, rate, HEARING_RATE, quality="HQ"), dtype=np.float32)


class QuickStream:
    """Brings a line to HEARING_RATE without delay, for the detection of speech only.

    soxr's cubic interpolation lags 0.2 ms and leaves mirror images above the line's band, which do not
    disturb the detector of speech; its band-limited streams hand samples out in blocks of 60 to 115 ms, which
    a caller would wait for after each sentence.
    """

    def __init__(self, rate: int) -> None:
        self._resampler = (
            None
            if rate == HEARING_RATE
            else soxr.ResampleStream(rate, HEARING_RATE, num_channels=1, dtype="float32", quality="QQ")
        )

    def feed(self, samples: Samples) -> Samples:
        """The next samples at HEARING_RATE, a few held back."""
        if self._resampler is None:
            return samples
        return np.asarray(self._resampler.resample_chunk(samples), dtype=np.float32)
