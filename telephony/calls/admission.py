"""Who is let in: a conversation while there is room, else straight to the officers; never a busy tone.

Only a caller who rings again and again is turned away for a while: one telephone must not occupy everybody.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum, auto

CALLS_A_CALLER = 20
"""Within the window; an office of several people behind one number calls less often than that."""
WINDOW_S = 600.0
CALLERS_REMEMBERED = 10_000


class Admittance(Enum):
    """Where a call goes."""

    CONVERSATION = auto()
    OFFICERS = auto()
    TURNED_AWAY = auto()


class Admission:
    """Decides for each incoming call."""

    def __init__(
        self,
        max_calls: int,
        active: Callable[[], int],
        clock: Callable[[], float],
        calls_a_caller: int = CALLS_A_CALLER,
    ) -> None:
        """`active` counts the conversations going on or about to begin; `clock` in seconds."""
        self._max_calls = max_calls
        self._active = active
        self._clock = clock
        self._calls_a_caller = calls_a_caller
        self._calls: dict[str, deque[float]] = {}
        self.draining = False
        """While true no new conversation begins, for the service is about to stop."""

    def admit(self, caller: str) -> Admittance:
        """Decides for a call from `caller` and remembers it; withheld numbers count as one caller."""
        if self._calls_too_often(caller):
            return Admittance.TURNED_AWAY
        if self.draining or self._active() >= self._max_calls:
            return Admittance.OFFICERS
        return Admittance.CONVERSATION

    def _calls_too_often(self, caller: str) -> bool:
        now = self._clock()
        calls = self._calls.pop(caller, None) or deque(maxlen=self._calls_a_caller)
        while calls and calls[0] <= now - WINDOW_S:
            calls.popleft()
        too_often = len(calls) == self._calls_a_caller
        if not too_often:
            calls.append(now)
        self._calls[caller] = calls
        if len(self._calls) > CALLERS_REMEMBERED:
            del self._calls[next(iter(self._calls))]
        return too_often
