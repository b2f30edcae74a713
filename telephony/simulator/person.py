"""How the caller behaves: listens until the helpline has finished, speaks, hangs up after the last answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from telephony.simulator.utterance import Utterance


@dataclass(frozen=True, slots=True)
class Manners:
    """The caller's patience; seconds."""

    turn_pause_s: float = 0.8
    """Quiet after which the helpline is taken to have finished: longer than a pause between sentences."""
    goodbye_pause_s: float = 2.0
    """Quiet before hanging up, so that a transfer or a goodbye after the last answer is still heard."""
    silence_limit_s: float = 20.0
    """Wait for the first sound of a greeting or an answer, or for more than the helpline has said so far."""
    speaks_on: bool = False
    """After an unanswered turn: True says the next thing, False hangs up."""
    ring_patience_s: float = float("inf")
    """How long an officer's telephone may ring, all in all, before the caller hangs up."""
    call_limit_s: float = 600.0
    """Longest time on the line, so that no call lasts for ever."""


class HangUp(Enum):
    """Why the caller put the phone down."""

    DONE = auto()
    UNANSWERED = auto()
    LIMIT = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """What the caller does in one frame."""

    turn: int | None = None
    """Index of the utterance that is being said; None while listening."""
    frame: int = 0
    """Index of its frame to send now."""
    unanswered: bool = False
    """The wait for an answer has just been given up."""
    hang_up: HangUp | None = None


class Person:
    """A caller with things to say; one call of `step` for every 20 ms on the line."""

    def __init__(
        self,
        utterances: Sequence[Utterance],
        manners: Manners,
        satisfied: Callable[[], bool] = lambda: True,
    ) -> None:
        """`satisfied`: whether what was last heard is an answer with which one may hang up."""
        self._satisfied = satisfied
        self._utterances = utterances
        self._manners = manners
        self._turn = -1
        self._frame: int | None = None
        self._waiting_since = 0.0
        self._last_heard: float | None = None
        self._on_line_since: float | None = None

    def keys(self) -> str:
        """The keys to press now that a voice menu asks for some; empty when the caller had none in mind."""
        following = self._following()
        if following is None or not following.keys:
            return ""
        self._turn += 1
        return "".join(following.keys.values())

    def message(self) -> Utterance | None:
        """What to say after the beep; None when the caller has nothing left to say."""
        following = self._following()
        if following is None or following.keys:
            return None
        self._turn += 1
        return following

    def _following(self) -> Utterance | None:
        return self._utterances[self._turn + 1] if self._turn + 1 < len(self._utterances) else None

    def picks_up(self, now: float) -> None:
        """A new stream begins: what was being said is lost, and the helpline is awaited."""
        self._frame = None
        self._last_heard = None
        self._waiting_since = now
        if self._on_line_since is None:
            self._on_line_since = now

    def step(self, now: float, *, audible: bool, audible_waiting: bool) -> Step:
        """Decides this frame.

        `audible`: something is being heard now; `audible_waiting`: the helpline has sent more to hear.
        """
        if self._on_line_since is not None and now - self._on_line_since >= self._manners.call_limit_s:
            return Step(hang_up=HangUp.LIMIT)
        if self._frame is not None:
            return self._speak(now, audible)
        return self._listen(now, audible, audible_waiting)

    def _listen(self, now: float, audible: bool, audible_waiting: bool) -> Step:
        if audible or (audible_waiting and self._last_heard is not None):
            self._last_heard = now
        more_to_say = self._turn + 1 < len(self._utterances)
        quiet = now - (self._waiting_since if self._last_heard is None else self._last_heard)
        if self._last_heard is not None:
            if more_to_say:
                return self._next(now, audible) if quiet >= self._manners.turn_pause_s else Step()
            if quiet >= self._manners.goodbye_pause_s and self._satisfied():
                return Step(hang_up=HangUp.DONE)
        if quiet < self._manners.silence_limit_s:
            return Step()
        if more_to_say and self._manners.speaks_on:
            step = self._next(now, audible)
            return Step(step.turn, step.frame, unanswered=True)
        return Step(unanswered=True, hang_up=HangUp.UNANSWERED)

    def _next(self, now: float, audible: bool) -> Step:
        self._turn += 1
        self._frame = 0
        self._last_heard = None
        return self._speak(now, audible)

    def _speak(self, now: float, audible: bool) -> Step:
        assert self._frame is not None
        utterance, frame = self._utterances[self._turn], self._frame
        # An answer may begin while the recording's own trailing silence is still being sent.
        if audible and frame >= utterance.speech.stop:
            self._last_heard = now
        self._frame = frame + 1 if frame + 1 < len(utterance.frames) else None
        if self._frame is None:
            self._waiting_since = now
        return Step(self._turn, frame)
