"""When a caller begins and ends a turn: probabilities of speech in, events out; no audio and no clock."""

from dataclasses import dataclass

from voice.vad import WINDOW_MS


@dataclass(frozen=True, slots=True)
class Endpointing:
    """How turns are told apart. Times in ms."""

    start_probability: float = 0.4
    """From here on a window counts as speech. Silero's own 0.5 is for wide-band audio and misses 3 of 45
    single words over a telephone line, 0.4 none, with as few starts on noise."""
    stay_probability: float = 0.25
    """Speech goes on until it falls below this: Silero's distance of 0.15, against flickering syllables."""
    min_speech_ms: int = 128
    """Shorter is a click or a knock; from 160 ms on the first words ("có", "ừ") begin to be lost in noise."""
    candidate_gap_ms: int = 160
    """A beginning may pause this long before it counts as speech: the closure before a final "t" or "c"."""
    end_pause_ms: int = 600
    """A turn ends when this much silence has followed it. Of 179 read sentences 6 hold a longer pause, and 15
    hold one of 500 ms; each 100 ms more is 100 ms more waiting in every turn."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody is speaking, as was known at `at_ms`. Times count from the start of the audio."""

    start_ms: int
    """Since when."""
    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """They spoke from `start_ms` to `end_ms`; the pause was long enough at `at_ms`."""

    start_ms: int
    end_ms: int
    at_ms: int


class Endpointer:
    """Follows one call."""

    def __init__(self, options: Endpointing, now_ms: int = 0) -> None:
        """Starts in silence at `now_ms`."""
        self._options = options
        self._now_ms = now_ms
        self._start_ms: int | None = None
        self._pause_ms: int | None = None
        self._voiced_ms = 0
        self._speaking = False

    @property
    def speaking(self) -> bool:
        """True from SpeechStarted to SpeechEnded."""
        return self._speaking

    @property
    def speech_ms(self) -> int:
        """From the turn's beginning to its latest speech; 0 in silence."""
        if not self._speaking or self._start_ms is None:
            return 0
        return (self._now_ms if self._pause_ms is None else self._pause_ms) - self._start_ms

    @property
    def start_ms(self) -> int | None:
        """Where the present turn began, or what may yet become one; None in silence."""
        return self._start_ms

    def feed(self, probability: float) -> SpeechStarted | SpeechEnded | None:
        """Takes the probability of speech of the next window of WINDOW_MS."""
        began_ms = self._now_ms
        self._now_ms += WINDOW_MS
        if probability >= self._options.start_probability:
            self._pause_ms = None
            if self._start_ms is None:
                self._start_ms = began_ms
        elif probability < self._options.stay_probability and self._pause_ms is None:
            self._pause_ms = began_ms
        if self._start_ms is None:
            return None
        return self._in_turn(self._start_ms) if self._speaking else self._candidate(self._start_ms)

    def carry_on_from(self, start_ms: int) -> None:
        """Counts the present turn as begun at `start_ms`: what was before has been taken away."""
        self._start_ms = start_ms

    def _candidate(self, start_ms: int) -> SpeechStarted | None:
        if self._pause_ms is None:
            self._voiced_ms += WINDOW_MS
            if self._voiced_ms >= self._options.min_speech_ms:
                self._speaking = True
                return SpeechStarted(start_ms, self._now_ms)
        elif self._now_ms - self._pause_ms >= self._options.candidate_gap_ms:
            self._forget()
        return None

    def _in_turn(self, start_ms: int) -> SpeechEnded | None:
        if self._pause_ms is None or self._now_ms - self._pause_ms < self._options.end_pause_ms:
            return None
        ended = SpeechEnded(start_ms, self._pause_ms, self._now_ms)
        self._forget()
        return ended

    def _forget(self) -> None:
        self._start_ms = self._pause_ms = None
        self._voiced_ms = 0
        self._speaking = False
