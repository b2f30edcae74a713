"""The turns of one caller: audio in, utterances out, first as they may be over and then as they are.

The audio itself is the clock.
"""

from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from voice.channel import QuickStream, for_hearing
from voice.mulaw import TELEPHONE_RATE
from voice.samples import Samples
from voice.turns.endpointing import (
    Completeness,
    Endpointer,
    Endpointing,
    Expectation,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from voice.turns.foreground import Foreground, ForegroundVoice
from voice.turns.vad import WINDOW_MS, VoiceActivityDetector


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """What makes a turn. Times in ms."""

    endpointing: Endpointing = field(default_factory=Endpointing)
    foreground: Foreground = field(default_factory=Foreground)
    pre_roll_ms: int = 250
    """Kept from before the detected start: soft first consonants ("s", "ph") hardly pass a telephone line."""
    tail_ms: int = 200
    """Kept from after the detected end: the last vowel's fading; more is only silence. It is there as soon as
    a turn may be over, so that what is recognised then is the whole turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the caller said in one go, as sound."""

    samples: Samples
    """Their words at HEARING_RATE, with a little of the line before and after."""
    start_ms: int
    """Where their speech began, counted from the start of the call's audio, as are the next two."""
    end_ms: int
    """Where it ended."""
    at_ms: int
    """When it was known to be over, or to pause."""
    speech_probability: float = 1.0
    """How sure the detector was that it was speech: its mean from beginning to end, 0 to 1."""
    ended: bool = True
    """False while the caller has only paused: the same turn ended, or SpeechResumed, follows."""


TurnEvent = SpeechStarted | SpeechResumed | Turn


class TurnDetector:
    """Follows one call; to be fed from one thread at a time. Holds one turn of audio, 4 MB at most."""

    def __init__(
        self, detector: VoiceActivityDetector, options: TurnOptions | None = None, rate: int = TELEPHONE_RATE
    ) -> None:
        """`rate` is the line's, in Hz. Speech is looked for in a quick rendering of the line; what is
        recognised is cut from the line itself."""
        self._options = options or TurnOptions()
        self._rate = rate
        self._per_ms = rate // 1000
        self._quick = QuickStream(rate)
        self._stream = detector.stream()
        self._foreground = ForegroundVoice(self._options.foreground)
        self._tape = _Tape()
        self._heard_ms = 0
        self._endpointer = Endpointer(self._options.endpointing)
        longest_ms = self._options.endpointing.max_turn_ms + self._options.endpointing.min_speech_ms
        self._probabilities: deque[float] = deque(maxlen=longest_ms // WINDOW_MS + 1)
        self._paused: Turn | None = None

    @property
    def speaking(self) -> bool:
        """True from SpeechStarted to the turn's end, the pause in between included."""
        return self._endpointer.speaking

    @property
    def stirring(self) -> bool:
        """True from the first sound of speech on, half as long as it takes to be certain of a turn."""
        return self._endpointer.stirring

    @property
    def speech_ms(self) -> int:
        """Length of the present turn's speech so far, without the pause that may be its end; 0 in silence."""
        return self._endpointer.speech_ms

    @property
    def speech_end_ms(self) -> int:
        """Where the present turn's latest speech lies in the call's audio; now in silence."""
        start_ms = self._endpointer.start_ms
        return self._heard_ms if start_ms is None else start_ms + self.speech_ms

    def speech(self, longest_ms: int) -> Samples:
        """The last `longest_ms` of the present turn's speech, at the line's rate, as they came in."""
        length_ms = min(self.speech_ms, longest_ms)
        end = self.speech_end_ms * self._per_ms
        return self._tape.cut(end - length_ms * self._per_ms, end)

    @property
    def now_ms(self) -> int:
        """Length of the audio so far."""
        return self._tape.end // self._per_ms

    def expects(self, expectation: Expectation) -> None:
        """Says what kind of turn was asked for; holds until the next call."""
        self._endpointer.expectation = expectation

    def sounds(self, completeness: Completeness) -> None:
        """Says how finished the words before the present pause are; void once the caller goes on."""
        self._endpointer.sounds(completeness)

    def replied(self) -> None:
        """The last turn was answered to the end: what follows is no afterthought to it."""
        self._endpointer.replied()

    def drop(self) -> None:
        """Forgets the present turn and the sound of the line: it was not the caller. The clock runs on."""
        self._stream.reset()
        self._heard_ms = self.now_ms
        self._endpointer.drop(self._heard_ms)
        self._paused = None

    def feed(self, samples: Samples) -> list[TurnEvent]:
        """What `samples`, the line's next ones and any number of them, have made known."""
        self._tape.append(samples)
        events: list[TurnEvent] = []
        for window in self._stream.feed(self._quick.feed(samples)):
            self._heard_ms += WINDOW_MS
            self._probabilities.append(window.probability)
            for event in self._endpointer.feed(self._foreground.probability(window), window.level_db):
                match event:
                    case SpeechPaused(start_ms, end_ms, at_ms):
                        self._paused = self._pause(start_ms, end_ms, at_ms)
                        events.append(self._paused)
                    case SpeechEnded(start_ms, end_ms, at_ms):
                        paused = self._paused or self._pause(start_ms, end_ms, at_ms)
                        events.append(replace(paused, end_ms=end_ms, at_ms=at_ms, ended=True))
                        self._paused = None
                    case SpeechStarted() | SpeechResumed():
                        self._paused = None
                        events.append(event)
        self._forget_the_past()
        return events

    def _pause(self, start_ms: int, end_ms: int, at_ms: int) -> Turn:
        begin = (start_ms - self._options.pre_roll_ms) * self._per_ms
        line = self._tape.cut(begin, (end_ms + self._options.tail_ms) * self._per_ms)
        windows = list(self._probabilities)
        since, until = ((self._heard_ms - ms) // WINDOW_MS for ms in (start_ms, end_ms))
        sure = float(np.mean(windows[max(0, len(windows) - since) : len(windows) - until]))
        return Turn(for_hearing(line, self._rate), start_ms, end_ms, at_ms, sure, ended=False)

    def _forget_the_past(self) -> None:
        start_ms = self._endpointer.start_ms
        since_ms = self._heard_ms if start_ms is None else start_ms
        self._tape.drop_before((since_ms - self._options.pre_roll_ms) * self._per_ms)


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
