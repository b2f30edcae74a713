"""How late the event loop is, told by a timer."""

import asyncio

from telephony.app.loop_lag import watch_loop
from tests.doubles import virtual_time


def test_a_loop_that_nothing_holds_is_never_late() -> None:
    late: list[float] = []

    async def idle() -> None:
        watching = asyncio.create_task(watch_loop(late.append, 0.01))
        await asyncio.sleep(1.0)
        watching.cancel()

    virtual_time.run(idle())
    assert len(late) >= 99
    assert max(late) < 0.001


def test_whatever_holds_the_loop_is_told_with_its_length() -> None:
    late: list[float] = []

    async def held() -> None:
        watching = asyncio.create_task(watch_loop(late.append, 0.01))
        await asyncio.sleep(0.05)
        virtual_time.work(0.3)
        await asyncio.sleep(0.05)
        watching.cancel()

    virtual_time.run(held())
    assert 0.28 <= max(late) <= 0.31
    assert sum(lag > 0.02 for lag in late) == 1
