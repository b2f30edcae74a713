"""When a caller begins and ends a turn: probability of speech and level in, events out; no audio, no clock.

How long a pause ends a turn depends on what is known of it: what was heard so far, what was asked last, and
how this caller pauses.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from voice.turns.pausing import Pauses, Pausing
from voice.turns.vad import WINDOW_MS


class Completeness(Enum):
    """How finished the words heard so far sound."""

    COMPLETE = auto()
    """They are a whole question or answer."""
    UNKNOWN = auto()
    """Nothing is known, or not yet."""
    INCOMPLETE = auto()
    """They end in the middle: on "thì", "là", "ờ", or within a number."""


class Expectation(Enum):
    """What kind of turn was asked for."""

    OPEN = auto()
    """A question, in the caller's own words."""
    YES_NO = auto()
    """Yes, no, or one of a few choices."""
    NUMBER = auto()
    """A number, a telephone number or a date."""


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
    early_pause_ms: int = 200
    """After this much silence the turn may be over: recognition starts. Pauses between the syllables of
    fluent speech are shorter, so that little of that work is thrown away."""
    complete_pause_ms: int = 400
    """Ends a turn that sounds complete: the recognition is just ready then, and people take turns in
    conversation after 200 ms (Stivers et al., PNAS 2009); a person who adds something breaks in."""
    yes_no_pause_ms: int = 600
    """Ends a turn after a yes-no question: its answers are one or two words without a thought between."""
    number_pause_ms: int = 1_600
    """Ends a turn when a number was asked for: people read them out in groups, and look up the next."""
    incomplete_pause_ms: int = 1_800
    """Ends a turn that stops in the middle; a thought takes long, but beyond this the caller waits for us."""
    pausing: Pausing = field(default_factory=Pausing)
    """Ends any other turn: by how this caller pauses."""
    yes_no_longest_ms: int = 2_000
    """Speech longer than this is no yes or no: whoever asks something else instead may think as they do."""
    onset_db: float = 10.0
    """A window this much louder than the pause so far may be the onset of the next word, of which the
    detector is sure 60 ms later at the median and 320 in one of twenty."""
    onset_ms: int = 256
    """A turn that is due to end at an onset waits at most this long for the detector to make up its mind. Of
    169 thinking pauses of 900 ms 22 fewer are taken for an end; with a café behind the caller it costs 30 ms
    of waiting at p95."""
    max_turn_ms: int = 60_000
    """Whoever has spoken for a minute is answered, or is a television."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody is speaking, as was known at `at_ms`. Times count from the start of the audio."""

    start_ms: int
    """Since when."""
    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """They spoke from `start_ms` to `end_ms`, and may have finished."""

    start_ms: int
    end_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """They had not finished: what followed SpeechPaused is void."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """They spoke from `start_ms` to `end_ms`; the pause was long enough at `at_ms`. Follows SpeechPaused."""

    start_ms: int
    end_ms: int
    at_ms: int


Endpoint = SpeechStarted | SpeechPaused | SpeechResumed | SpeechEnded


class Endpointer:
    """Follows one call."""

    def __init__(self, options: Endpointing, now_ms: int = 0) -> None:
        """Starts in silence at `now_ms`."""
        self._options = options
        self._now_ms = now_ms
        self._pauses = Pauses(options.pausing)
        self._ended_ms: int | None = None
        self.expectation = Expectation.OPEN
        """What was asked for last; to be set by whoever asked."""
        self._start_ms: int | None = None
        self._pause_ms: int | None = None
        self._pause = _Quiet()
        self._voiced_ms = 0
        self._speaking = self._paused = False
        self._fluent = True
        self._completeness = Completeness.UNKNOWN

    @property
    def speaking(self) -> bool:
        """True from SpeechStarted to SpeechEnded."""
        return self._speaking

    @property
    def stirring(self) -> bool:
        """True from half of `min_speech_ms` on: what has begun may be speech, or a beep."""
        return self._start_ms is not None and self._voiced_ms >= self._options.min_speech_ms / 2

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

    @property
    def end_pause_ms(self) -> int:
        """The pause that would end the present turn, as far as is known now."""
        options = self._options
        if self._completeness is Completeness.COMPLETE:
            return options.complete_pause_ms
        if self._completeness is Completeness.INCOMPLETE:
            return options.incomplete_pause_ms
        match self.expectation:
            case Expectation.YES_NO if self.speech_ms <= options.yes_no_longest_ms:
                return options.yes_no_pause_ms
            case Expectation.NUMBER:
                return options.number_pause_ms
            case _:
                return self._pauses.end_pause_ms

    def sounds(self, completeness: Completeness) -> None:
        """Takes what is known of the words before the present pause; void once they go on."""
        if self._paused:
            self._completeness = completeness

    def replied(self) -> None:
        """The last turn was answered: what follows is a new turn, however soon it comes."""
        self._ended_ms = None

    def drop(self, now_ms: int) -> None:
        """Forgets the present turn, which was none, and goes on in silence at `now_ms`."""
        self._now_ms = now_ms
        self._forget()

    def feed(self, probability: float, level_db: float = 0.0) -> list[Endpoint]:
        """Takes the next window of WINDOW_MS: its probability of speech and its RMS in dBFS."""
        began_ms = self._now_ms
        self._now_ms += WINDOW_MS
        events: list[Endpoint] = []
        if probability >= self._options.start_probability:
            if self._paused and self._pause_ms is not None:
                self._pauses.inside_turn(began_ms - self._pause_ms)
                self._fluent = False
                events.append(SpeechResumed(self._now_ms))
            self._paused, self._completeness = False, Completeness.UNKNOWN
            self._pause_ms = None
            if self._start_ms is None:
                self._start_ms = began_ms
        elif probability < self._options.stay_probability and self._pause_ms is None:
            self._pause_ms = began_ms
            self._pause = _Quiet()
        onset = self._pause_ms is not None and self._pause.hear(level_db) >= self._options.onset_db
        if self._start_ms is not None:
            start_ms = self._start_ms
            events += self._in_turn(start_ms, onset) if self._speaking else self._candidate(start_ms)
        return events

    def _candidate(self, start_ms: int) -> list[Endpoint]:
        if self._pause_ms is None:
            self._voiced_ms += WINDOW_MS
            if self._voiced_ms >= self._options.min_speech_ms:
                self._speaking = True
                if self._ended_ms is not None:
                    self._pauses.between_turns(start_ms - self._ended_ms)
                return [SpeechStarted(start_ms, self._now_ms)]
        elif self._now_ms - self._pause_ms >= self._options.candidate_gap_ms:
            self._forget()
        return []

    def _in_turn(self, start_ms: int, onset: bool) -> list[Endpoint]:
        too_long = self._now_ms - start_ms >= self._options.max_turn_ms
        silent_ms = 0 if self._pause_ms is None else self._now_ms - self._pause_ms
        end_ms = self._now_ms if self._pause_ms is None else self._pause_ms
        events: list[Endpoint] = []
        if not self._paused and (too_long or silent_ms >= self._options.early_pause_ms):
            self._paused = True
            events.append(SpeechPaused(start_ms, end_ms, self._now_ms))
        over_ms = silent_ms - self.end_pause_ms
        if too_long or over_ms >= (self._options.onset_ms if onset else 0):
            events.append(SpeechEnded(start_ms, end_ms, self._now_ms))
            self._ended_ms = end_ms
            if self._fluent:
                self._pauses.without_pause(end_ms - start_ms)
            self._forget()
        return events

    def _forget(self) -> None:
        self._start_ms = self._pause_ms = None
        self._voiced_ms = 0
        self._speaking = self._paused = False
        self._fluent = True
        self._completeness = Completeness.UNKNOWN


class _Quiet:
    """How loud a pause is: the mean level of its windows, in which the end of the last word hardly counts."""

    def __init__(self) -> None:
        self._windows = 0
        self._mean_db = 0.0

    def hear(self, level_db: float) -> float:
        """By how many dB the next window is louder than those before it."""
        louder_db = level_db - self._mean_db if self._windows else 0.0
        self._windows += 1
        self._mean_db += (level_db - self._mean_db) / self._windows
        return louder_db
