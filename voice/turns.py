"""The turns of one caller: audio in, finished utterances out. The audio itself is the clock."""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from voice.cutting import quietest
from voice.endpointing import Endpointer, Endpointing, SpeechEnded, SpeechStarted
from voice.hearing import HEARING_RATE, Samples
from voice.vad import WINDOW_MS, SpeechDetector

_PER_MS = HEARING_RATE // 1000


@dataclass(frozen=True, slots=True)
class Turns:
    """What makes a turn. Times in ms."""

    endpointing: Endpointing = field(default_factory=Endpointing)
    pre_roll_ms: int = 250
    """Kept from before the detected start: soft first consonants ("s", "ph") hardly pass a telephone line."""
    tail_ms: int = 200
    """Kept from after the detected end: the last vowel's fading; more is only silence."""
    max_turn_ms: int = 30_000
    """The longest piece the recogniser takes at once."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The caller has finished speaking."""

    samples: Samples
    """Their words at HEARING_RATE, with a little of the line before and after."""
    start_ms: int
    """Where their speech began, counted from the start of the call's audio, as are the next two."""
    end_ms: int
    """Where it ended."""
    at_ms: int
    """When that was known."""


class TurnDetector:
    """Follows one call; to be fed from one thread at a time. Holds one turn of audio at most, 2 MB."""

    def __init__(self, detector: SpeechDetector, options: Turns | None = None) -> None:
        self._options = options or Turns()
        self._stream = detector.stream()
        self._tape = _Tape()
        self.reset()

    @property
    def speaking(self) -> bool:
        """True from SpeechStarted to TurnEnded, the pause in between included."""
        return self._endpointer.speaking

    @property
    def speech_ms(self) -> int:
        """Length of the present turn's speech so far, without the pause that may be its end; 0 in silence."""
        return self._endpointer.speech_ms

    def reset(self) -> None:
        """Forgets the present turn and the sound of the line; the clock runs on."""
        self._tape.drop_before(self._tape.end)
        self._stream.reset()
        self._heard = self._tape.end
        self._endpointer = Endpointer(self._options.endpointing, self._heard // _PER_MS)

    def feed(self, samples: Samples) -> list[SpeechStarted | TurnEnded]:
        """What `samples`, the next ones at HEARING_RATE and any number of them, have made known."""
        self._tape.append(samples)
        events: list[SpeechStarted | TurnEnded] = []
        for probability in self._stream.feed(samples):
            self._heard += WINDOW_MS * _PER_MS
            match self._endpointer.feed(probability):
                case SpeechStarted() as started:
                    events.append(started)
                case SpeechEnded(start_ms, end_ms, at_ms):
                    events.append(self._turn(start_ms, end_ms, at_ms))
            events += self._cut_if_too_long()
        self._forget_the_past()
        return events

    def _turn(self, start_ms: int, end_ms: int, at_ms: int) -> TurnEnded:
        samples = self._tape.cut(
            (start_ms - self._options.pre_roll_ms) * _PER_MS, (end_ms + self._options.tail_ms) * _PER_MS
        )
        return TurnEnded(samples, start_ms, end_ms, at_ms)

    def _cut_if_too_long(self) -> list[SpeechStarted | TurnEnded]:
        start_ms = self._endpointer.start_ms
        now_ms = self._heard // _PER_MS
        longest_ms = self._options.max_turn_ms
        if not self.speaking or start_ms is None:
            return []
        begin_ms = max(start_ms - self._options.pre_roll_ms, self._tape.start // _PER_MS)
        if now_ms - begin_ms < longest_ms:
            return []
        samples = self._tape.cut(begin_ms * _PER_MS, self._heard)
        kept_ms = quietest(samples, len(samples) * 2 // 3, len(samples)) // _PER_MS
        cut_ms = begin_ms + kept_ms
        self._tape.drop_before(cut_ms * _PER_MS)
        self._endpointer.carry_on_from(cut_ms)
        ended = TurnEnded(samples[: kept_ms * _PER_MS], start_ms, cut_ms, now_ms)
        return [ended, SpeechStarted(cut_ms, now_ms)]

    def _forget_the_past(self) -> None:
        start_ms = self._endpointer.start_ms
        since = self._heard if start_ms is None else start_ms * _PER_MS
        self._tape.drop_before(since - self._options.pre_roll_ms * _PER_MS)


class _Tape:
    """The most recent samples, addressed by their place in the whole call."""

    def __init__(self) -> None:
        self._chunks: deque[Samples] = deque()
        self.start = 0
        self.end = 0

    def append(self, samples: Samples) -> None:
        self._chunks.append(samples)
        self.end += len(samples)

    def drop_before(self, place: int) -> None:
        while self._chunks and self.start + len(self._chunks[0]) <= place:
            self.start += len(self._chunks.popleft())
        if self._chunks and place > self.start:
            self._chunks[0] = self._chunks[0][place - self.start :]
            self.start = place

    def cut(self, start: int, end: int) -> Samples:
        """A copy of the samples from `start` to `end`, as far as they are here."""
        whole = np.concatenate([*self._chunks, np.zeros(0, dtype=np.float32)])
        return whole[max(start - self.start, 0) : max(end - self.start, 0)].copy()
