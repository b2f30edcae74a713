"""Hedged requests: a second attempt starts beside one that keeps silent, and the first to succeed wins.

The idea is from Dean and Barroso, "The Tail at Scale" (CACM 2013): most slow answers of a service are slow by
accident, so asking once more costs little and cuts the long waits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from voice.speaking.speech import SynthesisError

T = TypeVar("T")

Attempt = Callable[[asyncio.Event], Coroutine[Any, Any, T]]
"""One attempt; it sets the event at its first sign of life."""


async def hedged(
    attempt: Attempt[T],
    *,
    attempts: int,
    after: float,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> T:
    """The result of the first attempt that succeeds; the others are cancelled.

    The next attempt starts when the latest has shown no sign of life for `after` seconds, or at once when
    none is left running. Raises SynthesisError with every attempt's reason if all of `attempts` failed.
    """
    running: set[asyncio.Task[T]] = set()
    alarms: list[asyncio.Task[None]] = []
    reasons: list[str] = []
    try:
        while True:
            started = len(alarms)
            if started < attempts and (not running or alarms[-1].done()):
                alive = asyncio.Event()
                running.add(asyncio.create_task(attempt(alive)))
                alarms.append(asyncio.create_task(_silence(alive, after, sleep)))
                started += 1
            waited: set[asyncio.Task[Any]] = {*running, alarms[-1]} if started < attempts else {*running}
            done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            for task in running & done:
                running.remove(task)
                try:
                    return task.result()
                except SynthesisError as error:
                    reasons.append(str(error))
            if not running and started == attempts:
                raise SynthesisError("; then ".join(reasons))
    finally:
        for left in (*running, *alarms):
            left.cancel()
        await asyncio.gather(*running, *alarms, return_exceptions=True)


async def _silence(alive: asyncio.Event, after: float, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Returns when `after` seconds have brought no sign of life, and never otherwise."""
    await sleep(after)
    if alive.is_set():
        await asyncio.Event().wait()
