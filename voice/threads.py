"""Threads of one's own for work that blocks: all those that asyncio shares may be busy with other work."""

import asyncio
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Threads:
    """A few threads of one kind of work, which waits for them in the order it comes."""

    def __init__(self, count: int, name: str) -> None:
        """At most `count` threads, called `name` in a dump of them; none is started before it is needed."""
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns or raises; it sees the context variables of whoever asks.

        Work that has not begun is dropped when its task is cancelled. Raises RuntimeError once closed.
        """
        work = functools.partial(contextvars.copy_context().run, function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Waits for the work that has begun and drops the rest, whose tasks are cancelled."""
        self._pool.shutdown(wait=True, cancel_futures=True)
