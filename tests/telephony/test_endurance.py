"""After a thousand calls the service is as it was after fifty."""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from telephony.simulator import (
    Behaviour,
    Ended,
    OfficerLeg,
    Utterance,
)
from tests.doubles.simulated_network import DECISIONS, World, say


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    world.understanding.decisions = DECISIONS
    yield world
    world.service.journal.shut()


@dataclass(frozen=True)
class Holding:
    """What the process holds."""

    tasks: int
    handles: int
    memory_mib: float

    @classmethod
    def now(cls) -> "Holding":
        gc.collect()
        # What was freed but not given back to the system is nobody's any more; only glibc has the call.
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return cls(
            len(asyncio.all_tasks()),
            sum(1 for _ in Path("/proc/self/fd").iterdir()),
            pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        )


CALLERS: tuple[tuple[tuple[Utterance, ...], Behaviour, Ended], ...] = (
    ((say("hôn nhân"), say("không, cảm ơn")), Behaviour.ACCEPT, Ended.ENDED_BY_HELPLINE),
    ((say("cho tôi gặp cán bộ"),), Behaviour.ACCEPT, Ended.TRANSFERRED),
    ((Utterance.pressed("0"), say("xin gọi lại")), Behaviour.BUSY, Ended.RECORDER),
)


async def call(world: World, number: int) -> None:
    says, behaviour, ended = CALLERS[number % len(CALLERS)]
    timeline = await world.call(says, [OfficerLeg(behaviour, rings_s=0.5, talks_s=0.5)])
    assert timeline.ended is ended, timeline.reason
    # The carrier's own memory of its calls is not the helpline's.
    world.rest.calls.clear()


async def hold(world: World, before: int, after: int) -> tuple[Holding, Holding]:
    for number in range(before):
        await call(world, number)
    early = Holding.now()
    for number in range(before, after):
        await call(world, number)
    return early, Holding.now()


needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="counts what Linux tells")


@pytest.mark.slow
@needs_proc
async def test_calls_leave_no_task_and_no_handle_behind(world: World) -> None:
    early, late = await hold(world, before=6, after=24)
    assert (late.tasks, late.handles) == (early.tasks, early.handles)
    assert world.service.calls.active == 0
    assert world.service.transfers.ringing == 0


@needs_proc
@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_thousand_calls_leave_memory_tasks_and_handles_where_they_were_after_fifty(
    world: World,
) -> None:
    # What pytest keeps of the log would be counted as ours.
    logging.disable(logging.CRITICAL)
    try:
        early, late = await hold(world, before=50, after=1_000)
    finally:
        logging.disable(logging.NOTSET)
    assert (late.tasks, late.handles) == (early.tasks, early.handles)
    # The journal goes on to remember 200 calls, a few kB each, and the allocator keeps some slack.
    assert late.memory_mib - early.memory_mib < 8
