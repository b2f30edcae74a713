"""Reference numbers of messages and callback requests: short, digits only, easy to say and to write down.

Numbers are taken from the database in blocks ahead of need, so that giving one to a caller waits for no disk,
and two services on one database never give the same one. A restart skips what was left of its block.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime

FIRST_REFERENCE = 1001
"""Four digits from the first to the 8,999th, so that a caller who noted three knows that one is missing."""
BLOCK = 20
LOW = 10
"""With so few left, the next block is fetched."""
_STOPGAP_RANGE = 1_000_000


class ReferenceNumbers:
    """Hands out each number once. Safe to use from several threads."""

    def __init__(self, now: Callable[[], datetime], numbers: Iterable[int] = ()) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._numbers = deque(numbers)
        self._last_stopgap = -1

    def add(self, numbers: Iterable[int]) -> None:
        with self._lock:
            self._numbers.extend(numbers)

    @property
    def running_low(self) -> bool:
        return len(self._numbers) <= LOW

    def take(self) -> str:
        """The next number; while the database gives none, six digits of the clock, unlike those before."""
        with self._lock:
            if self._numbers:
                return str(self._numbers.popleft())
            self._last_stopgap = max(int(self._now().timestamp()), self._last_stopgap + 1)
            return f"{self._last_stopgap % _STOPGAP_RANGE:06d}"
