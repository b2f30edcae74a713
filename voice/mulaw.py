"""G.711 μ-law, the coding of the telephone network: one byte a sample at 8 kHz.

Levels follow ITU-T G.711 (1988), table 2, with the bit arithmetic of ITU-T G.191's reference code
(ulaw_compress, ulaw_expand): 14 significant bits at the top of a 16-bit sample, a bias of 33, eight segments
of sixteen steps, all bits of the byte inverted. Both directions are table look-ups.
"""

import numpy as np
from numpy.typing import NDArray

from voice.samples import Samples

TELEPHONE_RATE = 8_000
"""Samples, and so bytes, per second."""
FRAME_MS = 20
"""Length of the frames in which the network carries audio."""
FRAME_BYTES = TELEPHONE_RATE * FRAME_MS // 1000
"""Bytes in one frame: 160."""
SILENCE = b"\xff"
"""The code of a sample at zero."""

_FULL_SCALE = 32_768.0


def _expand_all() -> NDArray[np.int16]:
    inverted = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent = inverted >> 4 & 0x07
    step = 8 << exponent
    magnitude = (0x80 << exponent) + step * (inverted & 0x0F) + step // 2 - 4 * 33
    return np.where(inverted & 0x80, -magnitude, magnitude).astype(np.int16)


def _compress_all() -> NDArray[np.uint8]:
    # Indexed by the 16-bit sample read as unsigned, so that an int16 array can look itself up.
    linear = np.arange(65_536, dtype=np.uint16).view(np.int16).astype(np.int32)
    # One's complement for negatives is G.191's: it makes both signs share the same decision levels.
    biased = np.minimum((np.where(linear < 0, ~linear, linear) >> 2) + 33, 0x1FFF)
    segment = np.floor(np.log2(biased)).astype(np.int32) - 4
    code = (8 - segment) << 4 | (0x0F - (biased >> segment & 0x0F)) | (linear >= 0) << 7
    return np.asarray(code, dtype=np.uint8)


_EXPANDED: Samples = _expand_all().astype(np.float32) / np.float32(_FULL_SCALE)
_COMPRESSED = _compress_all()


def decode(codes: bytes) -> Samples:
    """Samples at TELEPHONE_RATE for `codes`, one a byte; the loudest code is ±32,124 / 32,768."""
    return np.take(_EXPANDED, np.frombuffer(codes, dtype=np.uint8))


def encode(samples: Samples) -> bytes:
    """Codes of `samples` at TELEPHONE_RATE, one byte each; louder than full scale is clipped."""
    linear = np.clip(np.rint(samples * _FULL_SCALE), -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
    codes: NDArray[np.uint8] = np.take(_COMPRESSED, linear.view(np.uint16))
    return codes.tobytes()
