"""Our own voice for Twilio's <Play>: rendered sentences under unguessable, short-lived addresses."""

import secrets
import struct
from collections.abc import Callable

from voice.mulaw import TELEPHONE_RATE

LIFETIME_S = 600.0
"""Officers are rung within minutes of the rendering."""
LONGEST_HELD = 500
"""Clips in memory; a briefing of 15 s is 120 kB."""

_WAVE_FORMAT_MULAW = 7
"""RFC 2361, "WAVE and AVI Codec Registries", section A.6."""


class SpokenClips:
    """Holds clips until they are forgotten."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` in seconds."""
        self._clock = clock
        self._clips: dict[str, tuple[bytes, float]] = {}

    def add(self, codes: bytes) -> str:
        """Keeps μ-law audio; gives the name under which it can be fetched."""
        now = self._clock()
        living = [(name, held) for name, held in self._clips.items() if held[1] > now]
        self._clips = dict(living[-LONGEST_HELD + 1 :])
        name = secrets.token_urlsafe(24)
        self._clips[name] = (wav(codes), now + LIFETIME_S)
        return name

    def find(self, name: str) -> bytes | None:
        """The WAV file; None when there is none of this name, or no longer."""
        held = self._clips.get(name)
        return held[0] if held is not None and held[1] > self._clock() else None


def wav(codes: bytes) -> bytes:
    """A WAV file of μ-law `codes` at TELEPHONE_RATE, as Twilio plays without transcoding."""
    format_chunk = struct.pack("<HHIIHHH", _WAVE_FORMAT_MULAW, 1, TELEPHONE_RATE, TELEPHONE_RATE, 1, 8, 0)
    chunks = b"".join(
        name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
        for name, body in (
            (b"fmt ", format_chunk),
            (b"fact", struct.pack("<I", len(codes))),
            (b"data", codes),
        )
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
