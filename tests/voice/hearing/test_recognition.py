import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.doubles.own_threads import refuse_shared_threads
from voice.hearing.hearing import Hearing, RecognitionError
from voice.hearing.recognition import EARLY_LIMIT, RecognitionQueue
from voice.samples import Samples


@dataclass
class Gate:
    """An engine that hears nothing until it is let; it hears the length of the audio."""

    name: str = "gate"
    failing: bool = False
    heard: list[int] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)
    prepared: list[str] = field(default_factory=list)
    when_prepared: Callable[[], None] = lambda: None

    def recognize(self, samples: Samples) -> Hearing:
        assert self.open.wait(10)
        if self.failing:
            raise RecognitionError(f"{self.name} failed")
        self.heard.append(len(samples))
        return Hearing(str(len(samples)), 1.0, self.name, 0.0, 0.0)

    def prepare(self, phrases: Sequence[str]) -> None:
        self.prepared += phrases
        self.when_prepared()


def audio(length: int) -> Samples:
    return np.zeros(length, dtype=np.float32)


@contextmanager
def closing(queue: RecognitionQueue, *gates: Gate) -> Iterator[RecognitionQueue]:
    try:
        yield queue
    finally:
        for gate in gates:
            gate.open.set()
        queue.close()


async def test_utterances_are_heard_in_the_order_they_come() -> None:
    gate = Gate()
    with closing(RecognitionQueue(gate), gate) as queue:
        tasks = [asyncio.create_task(queue.recognize(audio(length))) for length in (1, 2, 3)]
        await asyncio.sleep(0)
        assert queue.waiting == 3
        gate.open.set()
        assert [hearing.text for hearing in await asyncio.gather(*tasks)] == ["1", "2", "3"]
        assert gate.heard == [1, 2, 3]
    assert queue.waiting == 0


async def test_the_event_loop_goes_on_while_an_utterance_is_heard() -> None:
    gate = Gate()
    with closing(RecognitionQueue(gate), gate) as queue:
        task = asyncio.create_task(queue.recognize(audio(1)))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not task.done()
        gate.open.set()
        assert (await task).text == "1"


async def test_a_full_queue_refuses_at_once() -> None:
    gate = Gate()
    with closing(RecognitionQueue(gate, waiting_limit=2), gate) as queue:
        tasks = [asyncio.create_task(queue.recognize(audio(1))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(RecognitionError, match="2 utterances are already waiting"):
            await queue.recognize(audio(1))
        gate.open.set()
        await asyncio.gather(*tasks)


async def test_whoever_gives_up_while_waiting_costs_nothing() -> None:
    gate = Gate()
    with closing(RecognitionQueue(gate), gate) as queue:
        first, given_up, last = (asyncio.create_task(queue.recognize(audio(n))) for n in (1, 2, 3))
        await asyncio.sleep(0)
        given_up.cancel()
        with suppress(asyncio.CancelledError):
            await given_up
        assert queue.waiting == 2
        gate.open.set()
        await asyncio.gather(first, last)
        assert gate.heard == [1, 3]


async def test_an_uncertain_utterance_is_refused_while_many_wait() -> None:
    gate = Gate()
    with closing(RecognitionQueue(gate), gate) as queue:
        tasks = [asyncio.create_task(queue.recognize(audio(1))) for _ in range(EARLY_LIMIT + 1)]
        await asyncio.sleep(0)
        with pytest.raises(RecognitionError, match="none is heard early"):
            await queue.recognize(audio(2), early=True)
        certain = asyncio.create_task(queue.recognize(audio(3)))
        gate.open.set()
        await asyncio.gather(*tasks)
        assert (await certain).text == "3"


async def test_when_the_engine_fails_the_other_hears_and_is_named(caplog: pytest.LogCaptureFixture) -> None:
    broken, spare = Gate("whisper", failing=True), Gate("vosk")
    for gate in (broken, spare):
        gate.open.set()
    with closing(RecognitionQueue(broken, fallback=spare)) as queue:
        assert (await queue.recognize(audio(1))).engine == "vosk"
    assert "whisper failed; vosk hears instead" in caplog.text


async def test_when_the_queue_is_too_long_the_other_engine_hears() -> None:
    busy, spare = Gate("whisper"), Gate("vosk")
    spare.open.set()
    with closing(RecognitionQueue(busy, waiting_limit=1, fallback=spare), busy) as queue:
        waiting = asyncio.create_task(queue.recognize(audio(1)))
        await asyncio.sleep(0)
        assert (await queue.recognize(audio(2))).engine == "vosk"
        busy.open.set()
        assert (await waiting).engine == "whisper"


async def test_several_workers_hear_at_once() -> None:
    meeting = threading.Barrier(2, timeout=10)

    class Pair:
        name = "pair"

        def recognize(self, samples: Samples) -> Hearing:
            meeting.wait()
            return Hearing("", 0.0, self.name, 0.0, 0.0)

        def prepare(self, phrases: Sequence[str]) -> None: ...

    with closing(RecognitionQueue(Pair(), workers=2)) as queue:
        await asyncio.gather(queue.recognize(audio(1)), queue.recognize(audio(1)))


def test_both_engines_are_told_what_callers_are_likely_to_say() -> None:
    one, other = Gate(), Gate()
    phrases = [f"câu {number}" for number in range(120)]
    with closing(RecognitionQueue(one, fallback=other)) as queue:
        queue.prepare(phrases)
    assert one.prepared == other.prepared == phrases


def test_a_closing_queue_does_not_wait_for_the_preparation() -> None:
    gate = Gate()
    queue = RecognitionQueue(gate)
    gate.when_prepared = queue.close
    queue.prepare([f"câu {number}" for number in range(1000)])
    assert 0 < len(gate.prepared) < 1000


async def test_thinking_gives_what_the_job_makes_of_a_hearing_or_raises() -> None:
    with closing(RecognitionQueue(Gate())) as queue:
        assert await queue.think(lambda: "đăng ký khai sinh".split()) == ["đăng", "ký", "khai", "sinh"]
        with pytest.raises(RecognitionError, match="cannot be scored"):
            await queue.think(unfit)


def unfit() -> None:
    raise RecognitionError("this cannot be scored")


async def test_as_many_jobs_run_at_once_as_there_are_workers_and_none_is_refused() -> None:
    meeting, lock = threading.Barrier(2, timeout=10), threading.Lock()
    working = most = 0

    def job() -> None:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        meeting.wait()
        with lock:
            working -= 1

    with closing(RecognitionQueue(Gate(), waiting_limit=1, workers=2)) as queue:
        await asyncio.gather(*(queue.think(job) for _ in range(40)))
    assert most == 2


async def test_thinking_does_not_wait_for_utterances_that_are_being_heard() -> None:
    gate = Gate()
    with closing(RecognitionQueue(gate), gate) as queue:
        hearing = asyncio.create_task(queue.recognize(audio(1)))
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            assert await queue.think(lambda: "understood") == "understood"
        gate.open.set()
        await hearing


async def test_thinking_and_hearing_need_nothing_that_others_share() -> None:
    refuse_shared_threads()
    gate = Gate()
    gate.open.set()
    with closing(RecognitionQueue(gate)) as queue:
        assert (await queue.recognize(audio(1))).text == "1"
        assert await queue.think(lambda: "understood") == "understood"


async def test_an_uncertain_utterance_is_refused_while_many_are_thought_about() -> None:
    gate, thought = Gate(), threading.Event()
    gate.open.set()
    with closing(RecognitionQueue(gate)) as queue:
        tasks = [asyncio.create_task(queue.think(lambda: thought.wait(10))) for _ in range(EARLY_LIMIT + 1)]
        await asyncio.sleep(0)
        with pytest.raises(RecognitionError, match="none is heard early"):
            await queue.recognize(audio(1), early=True)
        assert (await queue.recognize(audio(2))).text == "2"
        thought.set()
        assert all(await asyncio.gather(*tasks))
        assert (await queue.recognize(audio(3), early=True)).text == "3"


async def test_a_job_given_up_before_its_turn_is_dropped() -> None:
    gate, done = threading.Event(), []
    with closing(RecognitionQueue(Gate())) as queue:
        first = asyncio.create_task(queue.think(lambda: gate.wait(10)))
        given_up = asyncio.create_task(queue.think(lambda: done.append(1)))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        gate.set()
        assert await first
    assert done == []


async def test_a_closed_queue_leaves_no_thread_and_may_be_closed_again() -> None:
    def alive() -> set[str]:
        return {thread.name for thread in threading.enumerate() if "leaving" in thread.name}

    gate = Gate("leaving")
    gate.open.set()
    queue = RecognitionQueue(gate)
    await queue.recognize(audio(1))
    await queue.think(lambda: None)
    assert len(alive()) == 2
    queue.close()
    queue.close()
    assert alive() == set()
