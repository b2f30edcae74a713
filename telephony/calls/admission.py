"""Who is let in: a conversation while there is room, else straight to the officers; never a busy tone.

Only a caller who rings again and again is turned away for a while: one telephone must not occupy everybody.
That takes a number which is one telephone's: withheld numbers, SIP addresses and whatever a trunk writes in
place of a number are many people's, and so are the switchboards of offices that the roster knows.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from telephony.numbers import is_callable

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
        is_office: Callable[[str], bool] = lambda caller: False,
    ) -> None:
        """`active` counts the conversations going on or about to begin; `clock` in seconds.

        `calls_a_caller` within WINDOW_S, 0 without limit; `is_office` knows the numbers that are never turned
        away.
        """
        self._max_calls = max_calls
        self._active = active
        self._clock = clock
        self._calls_a_caller = calls_a_caller
        self._is_office = is_office
        self._calls: dict[str, deque[float]] = {}
        self.draining = False
        """While true no new conversation begins, for the service is about to stop."""

    @property
    def fault(self) -> str | None:
        """Why no conversation can begin now; None when one can."""
        if self.draining:
            return "the service is stopping"
        active = self._active()
        return f"all {active} conversations are taken" if active >= self._max_calls else None

    def admit(self, caller: str, called: str = "") -> Admittance:
        """Decides for a call from `caller` to `called`, and remembers it."""
        is_one_telephone = is_callable(caller) and caller != called and not self._is_office(caller)
        if self._calls_a_caller and is_one_telephone and self._calls_too_often(caller):
            return Admittance.TURNED_AWAY
        return Admittance.OFFICERS if self.fault else Admittance.CONVERSATION

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
