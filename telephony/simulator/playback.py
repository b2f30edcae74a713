"""What the carrier does with audio from the helpline: play it in order, and say when a mark was reached.

Twilio docs, "Media Streams - WebSocket Messages": media is buffered and played in the order received; a mark
is returned when everything sent before it has been played, or at once when nothing is waiting; clear empties
the buffer and returns the marks that were waiting.
"""

from collections import deque
from dataclasses import dataclass

from telephony.simulator.loudness import audible_length
from voice.mulaw import SILENCE, TELEPHONE_RATE

_BYTES_PER_MS = TELEPHONE_RATE // 1000


@dataclass(frozen=True, slots=True)
class Played:
    """One step of the earpiece."""

    audio: bytes
    """What sounds from now on: μ-law, 8 bytes a ms, silence where nothing waits."""
    marks: tuple[str, ...]
    """Names of the marks whose audio has sounded to its end by now, in order."""


class Playback:
    """One stream's playback buffer; time passes only in `advance`."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._marks: deque[tuple[int, str]] = deque()
        # Positions count the bytes of the whole stream, so that a mark stays where it was put.
        self._taken = 0
        self._sounded = 0
        self._audible_until = 0
        self._amid_speech = False
        self._silent = 0
        self.missing_frames = 0
        """Frames, or parts of one, in which nothing was there to play and more of the same came too late.

        A mark ends what is being said: silence behind it is nobody's fault.
        """

    @property
    def waiting_ms(self) -> float:
        """Audio received that has not begun to sound."""
        return len(self._waiting) / _BYTES_PER_MS

    @property
    def audible_waiting(self) -> bool:
        """Whether something a person would notice is still to be played."""
        return self._taken < self._audible_until

    def feed(self, media: bytes) -> None:
        """Takes μ-law audio of any length."""
        if audible := audible_length(media):
            self._audible_until = self._taken + len(self._waiting) + audible
        self._waiting += media
        self.missing_frames += self._silent
        self._silent, self._amid_speech = 0, True

    def mark(self, name: str) -> tuple[str, ...]:
        """Sets a mark behind everything fed so far; gives it back at once when nothing waits or sounds."""
        self._marks.append((self._taken + len(self._waiting), name))
        self._said()
        return self._reached()

    def clear(self) -> tuple[str, ...]:
        """Drops what waits and gives the names of all marks that waited with it."""
        self._waiting.clear()
        self._audible_until = self._taken
        names = tuple(name for _, name in self._marks)
        self._marks.clear()
        self._said()
        return names

    def advance(self, ms: int) -> Played:
        """What sounded before is over; the next `ms` milliseconds begin to sound."""
        self._sounded = self._taken
        marks = self._reached()
        length = ms * _BYTES_PER_MS
        audio = bytes(self._waiting[:length])
        del self._waiting[:length]
        self._taken += len(audio)
        if self._amid_speech and len(audio) < length:
            self._silent += 1
        return Played(audio.ljust(length, SILENCE), marks)

    def _said(self) -> None:
        self._silent, self._amid_speech = 0, False

    def _reached(self) -> tuple[str, ...]:
        names = []
        while self._marks and self._marks[0][0] <= self._sounded:
            names.append(self._marks.popleft()[1])
        return tuple(names)
