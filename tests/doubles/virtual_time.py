"""An event loop whose clock jumps to the next timer when nothing else is left to do: minutes take no time.

Sockets to a server in the same loop work; worker threads run in place, so that no time passes unseen.
"""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

_LOOPBACK_S = 0.002
"""In real time: longer than a packet takes through the loopback interface."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Runs `main` in virtual time."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)


def in_virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """A test that takes place in virtual time; what it leaves running is cancelled at its end.

    To sleep in it is to let everything come to rest that is not waiting for a later moment.
    """

    @functools.wraps(test)
    def played(*args: P.args, **kwargs: P.kwargs) -> None:
        run(test(*args, **kwargs))

    return played


def work(seconds: float) -> None:
    """Somebody holds the loop for so long."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, _Loop)
    loop.pass_time(seconds)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Selector(self.pass_time))

    def time(self) -> float:
        return self._now

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def pass_time(self, seconds: float) -> None:
        self._now += seconds


class _Selector(selectors.DefaultSelector):
    def __init__(self, pass_time: Callable[[float], None]) -> None:
        super().__init__()
        self._pass_time = pass_time

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout == 0 else _LOOPBACK_S)
        if not ready and timeout:
            self._pass_time(timeout)
        return ready
