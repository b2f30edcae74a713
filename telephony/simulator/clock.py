"""The time of a call, injectable so that a minute on the line can pass in a moment."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds on the line; only differences mean anything."""

    def now(self) -> float: ...

    async def sleep_until(self, moment: float) -> None:
        """Returns at `moment` or, when that has passed, after letting other tasks run once."""
        ...


class LineClock:
    """Real time, or `speed` times as fast."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed

    def now(self) -> float:
        return time.monotonic() * self._speed

    async def sleep_until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, (moment - self.now()) / self._speed))
