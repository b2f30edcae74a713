"""An event loop on whose shared threads nothing can run: whoever needs them fails, or waits for ever."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any


class _Refusing(ThreadPoolExecutor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise AssertionError(f"{fn} was given to the threads that everybody shares")


def refuse_shared_threads() -> None:
    """From now on work for the shared threads of the running loop is an AssertionError."""
    asyncio.get_running_loop().set_default_executor(_Refusing())


@contextmanager
def hanging_shared_threads(jobs: int = 20) -> Iterator[None]:
    """While inside, `jobs` jobs hang in the shared threads of the running loop, and it has fewer of these."""
    let_go = threading.Event()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(jobs // 2))
    for _ in range(jobs):
        loop.run_in_executor(None, let_go.wait)
    try:
        yield
    finally:
        let_go.set()
