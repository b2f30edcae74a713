"""Which μ-law audio a person would notice: the one threshold by which turns are taken and measured."""

import numpy as np

from voice.mulaw import decode

AUDIBLE_DBFS = -45.0
"""RMS of a 20 ms frame above which someone is speaking; line noise lies near -60 dBFS."""

_AUDIBLE = 10 ** (AUDIBLE_DBFS / 20)
_LOUD_CODE = np.abs(decode(bytes(range(256)))) > _AUDIBLE


def is_audible(frame: bytes) -> bool:
    """Whether the RMS of `frame` (μ-law, 8 kHz) is above AUDIBLE_DBFS."""
    return bool(frame) and float(np.sqrt(np.mean(np.square(decode(frame))))) > _AUDIBLE


def audible_length(media: bytes) -> int:
    """Bytes of `media` (μ-law, 8 kHz) up to and with its last sample above AUDIBLE_DBFS; 0 for silence."""
    loud = np.flatnonzero(_LOUD_CODE[np.frombuffer(media, dtype=np.uint8)])
    return int(loud[-1]) + 1 if loud.size else 0
