"""A circuit breaker: a voice that keeps failing is left alone for a while, then tried again."""

from collections.abc import Callable
from typing import Final

FAILURES_TO_OPEN: Final = 2
"""Each failure makes one caller wait for the time-out, so patience is short."""
FIRST_PAUSE_S: Final = 15.0
"""Most hiccups of a network voice are over by then."""
LONGEST_PAUSE_S: Final = 300.0
"""The pause doubles with every failed probe up to this: an outage costs one caller in five minutes."""


class CircuitBreaker:
    """Counts the failures of one voice in a row. After a pause one caller at a time probes it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives seconds, monotonic."""
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE_S
        self._open_until: float | None = None
        self._probing = False

    def allows(self) -> bool:
        """Whether to try the voice now; True while open claims the probe, whose outcome must be recorded."""
        if self._open_until is None:
            return True
        if self._probing or self._clock() < self._open_until:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        """The voice spoke: it is trusted again."""
        self._failures = 0
        self._pause = FIRST_PAUSE_S
        self._open_until = None
        self._probing = False

    def failed(self) -> None:
        """The voice failed; a failed probe or FAILURES_TO_OPEN failures in a row open the circuit."""
        self._failures += 1
        if self._probing:
            self._pause = min(2 * self._pause, LONGEST_PAUSE_S)
        if self._probing or self._failures >= FAILURES_TO_OPEN:
            self._open_until = self._clock() + self._pause
        self._probing = False

    def abandoned(self) -> None:
        """The attempt was given up before its outcome was known; the next caller may probe."""
        self._probing = False
