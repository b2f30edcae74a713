"""What happened in a call, and when: the result that `helpline call` prints."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from telephony.simulator.recording import Recording


class EventKind(StrEnum):
    """The values are part of the JSON output."""

    WEBHOOK = "webhook"
    VERB = "verb"
    PROBLEM = "problem"
    STREAM_OPENED = "stream_opened"
    STREAM_CLOSED = "stream_closed"
    CALLER_SPOKE = "caller_spoke"
    HELPLINE_SPOKE = "helpline_spoke"
    MARK = "mark"
    CLEAR = "clear"
    DTMF = "dtmf"
    UNANSWERED = "unanswered"
    DIAL = "dial"
    BRIEFED = "briefed"
    BRIDGED = "bridged"
    DECLINED = "declined"
    MESSAGE = "message"
    REDIRECTED = "redirected"
    REST_HANGUP = "rest_hangup"
    ENDED = "ended"


class Ended(StrEnum):
    """How a call ended; the values are part of the JSON output."""

    ANSWERED_AND_HUNG_UP = "answered_and_hung_up"
    """The caller had heard the last answer and put the phone down."""
    ENDED_BY_HELPLINE = "ended_by_helpline"
    """Through the REST API, <Hangup>, <Reject> or the end of the document."""
    TRANSFERRED = "transferred"
    """The caller spoke with an officer; `dials` holds who was rung and what came of it."""
    UNREACHED = "unreached"
    """A <Dial> was reached, nobody took the call, and the call ended."""
    LEFT_WHILE_RINGING = "left_while_ringing"
    """The caller hung up before anybody took the call."""
    RECORDER = "recorder"
    """The caller was asked to leave a message."""
    FAILED = "failed"
    """No answer, or a fault of the helpline; the reason says which."""


@dataclass(slots=True)
class Event:
    """One thing that happened."""

    t: float
    """Seconds since the call was answered."""
    kind: EventKind
    text: str
    """One line for people."""
    until: float | None = None
    """End, for what lasts; seconds since the call was answered."""
    data: dict[str, Any] = field(default_factory=dict)
    """JSON-able details."""


@dataclass(slots=True)
class Turn:
    """One utterance of the caller and what it brought; times in seconds since the call was answered."""

    label: str
    spoke_from: float
    spoke_to: float | None = None
    """When the last frame with speech left the caller; None if the line went dead before."""
    answer_from: float | None = None
    """First audible frame of the helpline's first words that began after `spoke_to`."""
    answer_to: float | None = None
    """Last audible frame before the caller's next turn."""
    answer_ms: float | None = None
    """From `spoke_to` to `answer_from`."""
    cut_off: bool = False
    """The helpline began to speak while the caller was still speaking."""
    heard: str | None = None
    """Text the helpline heard: known where the server is ours, else None; so are the fields below."""
    decision: str | None = None
    entry: str | None = None
    """The handbook entry's id, and below its title."""
    title: str | None = None
    aspect: str | None = None
    said: str | None = None
    parts_ms: dict[str, float] | None = None
    """What the wait for the answer was spent on, by the helpline's own record."""


@dataclass(slots=True)
class Leg:
    """One officer's telephone that was rung."""

    number: str
    sid: str
    status: str = "ringing"
    """Twilio's CallStatus at the end."""
    heard: list[str] = field(default_factory=list)
    """What was said to the officer before the bridge: text, or the length of audio."""
    pressed: str | None = None
    """The officer's answer to it."""


@dataclass(slots=True)
class Dial:
    """One <Dial> that was reached."""

    t: float
    targets: tuple[str, ...]
    """Telephone numbers."""
    status: str
    """Twilio's DialCallStatus."""
    bridged: bool = False
    """Whether caller and officer were connected."""
    talked_s: float = 0.0
    caller_left: bool = False
    """Whether the caller hung up, over the ringing or after having spoken with the officer."""
    legs: list[Leg] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spurt:
    """Someone speaking without a long pause; seconds since the call was answered."""

    start: float
    end: float


@dataclass(slots=True)
class CallTimeline:
    """Everything about one call."""

    call_sid: str
    started_at: str
    """UTC, ISO 8601."""
    events: list[Event] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    dials: list[Dial] = field(default_factory=list)
    ended: Ended = Ended.FAILED
    reason: str = ""
    """Why it ended, in plain English."""
    duration_s: float = 0.0
    worst_lag_ms: float = 0.0
    """How late the stand-in itself sent its latest frame: a busy machine makes the times above doubtful."""
    missing_frames: int = 0
    """Of 20 ms: silence in the midst of what the helpline said, since its audio came too late."""
    recording: Recording = field(default_factory=Recording)
    record: dict[str, Any] = field(default_factory=dict)
    """The helpline's own record of the call, less the turns: known where the server is ours, else empty."""

    def to_dict(self) -> dict[str, Any]:
        """JSON-able, without the audio; seconds to the ms."""
        result = {key: value for key, value in _plain(self).items() if key != "recording"}
        return {key: _rounded(value) for key, value in result.items()}


class CallLog:
    """Writes the timeline as the call goes on."""

    def __init__(
        self, timeline: CallTimeline, now: Callable[[], float], watch: Callable[[Event], None] | None = None
    ) -> None:
        self.timeline = timeline
        self._now = now
        self._watch = watch
        self._answered_at: float | None = None
        self._spurts: list[Spurt] = []

    def answered(self) -> None:
        """Time zero, if it has not been set yet."""
        if self._answered_at is None:
            self._answered_at = self._now()

    def t(self) -> float:
        """Seconds since the call was answered; 0 before."""
        return 0.0 if self._answered_at is None else self._now() - self._answered_at

    def add(
        self, kind: EventKind, text: str, t: float | None = None, until: float | None = None, **data: Any
    ) -> None:
        event = Event(self.t() if t is None else t, kind, text, until, data)
        self.timeline.events.append(event)
        if self._watch:
            self._watch(event)

    def problem(self, text: str, code: int | None = None) -> None:
        """Something Twilio's debugger would show; `code` is from the "Error and Warning Dictionary"."""
        self.add(EventKind.PROBLEM, text, **({} if code is None else {"code": code}))

    def helpline_spoke(self, spurt: Spurt) -> None:
        self._spurts.append(spurt)
        self.add(EventKind.HELPLINE_SPOKE, "the helpline spoke", spurt.start, spurt.end)

    def finish(self, ended: Ended, reason: str) -> CallTimeline:
        """Closes the timeline: events in the order they began, answers measured."""
        self.add(EventKind.ENDED, reason, ended=ended.value)
        self.timeline.ended, self.timeline.reason = ended, reason
        self.timeline.duration_s = self.t()
        self.timeline.events.sort(key=lambda event: event.t)
        measure_answers(self.timeline.turns, self._spurts)
        return self.timeline


def measure_answers(turns: Sequence[Turn], spurts: Sequence[Spurt]) -> None:
    """Fills in each turn's answer: the helpline's words that began after the turn and before the next."""
    limits = [*(turn.spoke_from for turn in turns[1:]), float("inf")]
    for turn, limit in zip(turns, limits, strict=False):
        if turn.spoke_to is None:
            continue
        turn.cut_off = any(turn.spoke_from <= spurt.start < turn.spoke_to for spurt in spurts)
        answer = [spurt for spurt in spurts if turn.spoke_to <= spurt.start < limit]
        if answer:
            turn.answer_from, turn.answer_to = answer[0].start, answer[-1].end
            turn.answer_ms = (turn.answer_from - turn.spoke_to) * 1000


def _plain(timeline: CallTimeline) -> dict[str, Any]:
    fields = {name: getattr(timeline, name) for name in CallTimeline.__slots__}
    return {
        name: [asdict(item) for item in value] if isinstance(value, list) else value
        for name, value in fields.items()
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
