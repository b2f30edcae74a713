"""The call as both ends of the line heard it, with its exact timing."""

import wave
from pathlib import Path

import numpy as np

from voice.mulaw import SILENCE, TELEPHONE_RATE, decode


class Recording:
    """Two μ-law tracks from the moment of answer on; silence where nothing was played or said."""

    def __init__(self) -> None:
        self.helpline = bytearray()
        """What the caller heard."""
        self.caller = bytearray()
        """What the caller sent."""

    def skip_to(self, t: float) -> None:
        """Fills both tracks with silence up to `t` seconds since the answer."""
        length = round(t * TELEPHONE_RATE)
        for track in (self.helpline, self.caller):
            track.extend(SILENCE * (length - len(track)))

    def add(self, helpline: bytes, caller: bytes) -> None:
        """Appends one frame of each track, of equal length."""
        self.helpline += helpline
        self.caller += caller

    def write_wav(self, path: Path, *, with_caller: bool = False) -> None:
        """Writes a 16-bit WAV at 8 kHz: the helpline alone, or left the helpline and right the caller."""
        tracks = [bytes(self.helpline)] + ([bytes(self.caller)] if with_caller else [])
        samples = np.stack([decode(track) for track in tracks], axis=1)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(len(tracks))
            file.setsampwidth(2)
            file.setframerate(TELEPHONE_RATE)
            file.writeframes(np.rint(samples * 32_768).astype("<i2").tobytes())
