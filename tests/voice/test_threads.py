"""Threads of one's own."""

import asyncio
import contextvars
import threading

import pytest

from voice.threads import Threads

call = contextvars.ContextVar("call", default="none")


async def test_work_gives_back_what_it_returns_or_raises() -> None:
    threads = Threads(1, "work")
    assert await threads.run(int, "7f", base=16) == 127
    with pytest.raises(ValueError, match="invalid literal"):
        await threads.run(int, "x")
    threads.close()


async def test_work_runs_beside_the_event_loop_and_knows_whose_it_is() -> None:
    threads = Threads(1, "work")
    call.set("CA1")
    assert await threads.run(lambda: (threading.current_thread().name, call.get())) == ("work_0", "CA1")
    threads.close()


async def test_no_more_is_done_at_once_than_there_are_threads() -> None:
    threads = Threads(2, "work")
    meeting, lock = threading.Barrier(2, timeout=10), threading.Lock()
    working = most = 0

    def work() -> None:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        meeting.wait()
        with lock:
            working -= 1

    await asyncio.gather(*(threads.run(work) for _ in range(8)))
    assert most == 2
    threads.close()


async def test_work_given_up_before_its_turn_is_never_done() -> None:
    threads = Threads(1, "work")
    gate, done = threading.Event(), []
    first, given_up = (asyncio.create_task(threads.run(work)) for work in (gate.wait, lambda: done.append(1)))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    gate.set()
    assert await first
    threads.close()
    assert done == []


async def test_closing_waits_for_the_work_that_has_begun_and_drops_the_rest() -> None:
    threads = Threads(1, "work")
    begun, gate, done = threading.Event(), threading.Event(), []

    def work(number: int) -> None:
        begun.set()
        assert gate.wait(10)
        done.append(number)

    first, second = (asyncio.create_task(threads.run(work, number)) for number in (1, 2))
    await asyncio.sleep(0)
    assert begun.wait(10)
    threading.Timer(0.01, gate.set).start()  # while the first waits, and we for it
    threads.close()
    threads.close()
    assert done == [1]
    await first
    with pytest.raises(asyncio.CancelledError):
        await second
    with pytest.raises(RuntimeError, match="after shutdown"):
        await threads.run(work, 3)
