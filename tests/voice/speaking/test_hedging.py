"""Hedged requests, on a clock that the test moves."""

import asyncio

import pytest

from voice.speaking.hedging import hedged
from voice.speaking.speech import SynthesisError


class Service:
    """Attempts that wait until the test decides; time passes when the test says so."""

    def __init__(self) -> None:
        self.alive: list[asyncio.Event] = []
        self.outcomes: list[asyncio.Future[str]] = []
        self.sleeping: list[tuple[float, asyncio.Event]] = []

    async def attempt(self, alive: asyncio.Event) -> str:
        self.alive.append(alive)
        self.outcomes.append(asyncio.get_running_loop().create_future())
        return await self.outcomes[-1]

    async def sleep(self, seconds: float) -> None:
        over = asyncio.Event()
        self.sleeping.append((seconds, over))
        await over.wait()

    def ask(self) -> asyncio.Task[str]:
        return asyncio.create_task(hedged(self.attempt, attempts=2, after=0.8, sleep=self.sleep))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_an_attempt_that_answers_is_the_only_one() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    service.outcomes[0].set_result("first")
    assert await asking == "first"
    assert len(service.outcomes) == 1


async def test_a_second_attempt_starts_beside_one_that_keeps_silent_and_the_quicker_wins() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    ((seconds, over),) = service.sleeping
    assert seconds == 0.8
    over.set()
    await settle()
    first, second = service.outcomes
    second.set_result("second")
    assert await asking == "second"
    assert first.cancelled()


async def test_the_first_may_still_win_after_the_second_has_started() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    service.sleeping[0][1].set()
    await settle()
    service.outcomes[0].set_result("first")
    assert await asking == "first"
    assert service.outcomes[1].cancelled()


async def test_an_attempt_that_shows_signs_of_life_is_left_alone() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    service.alive[0].set()
    service.sleeping[0][1].set()
    await settle()
    assert len(service.outcomes) == 1
    service.outcomes[0].set_result("first")
    assert await asking == "first"


async def test_a_failed_attempt_is_repeated_at_once_even_if_it_had_begun() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    service.alive[0].set()
    service.outcomes[0].set_exception(SynthesisError("dropped"))
    await settle()
    service.outcomes[1].set_result("second")
    assert await asking == "second"


async def test_the_failure_of_one_does_not_stop_the_other() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    service.sleeping[0][1].set()
    await settle()
    service.outcomes[0].set_exception(SynthesisError("late"))
    await settle()
    service.outcomes[1].set_result("second")
    assert await asking == "second"


async def test_when_every_attempt_failed_each_reason_is_told() -> None:
    service = Service()
    asking = service.ask()
    for number in range(2):
        await settle()
        service.outcomes[number].set_exception(SynthesisError(f"reason {number}"))
    with pytest.raises(SynthesisError, match="reason 0; then reason 1"):
        await asking
    assert len(service.outcomes) == 2


async def test_who_gives_up_waiting_stops_every_attempt() -> None:
    service = Service()
    asking = service.ask()
    await settle()
    service.sleeping[0][1].set()
    await settle()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert [outcome.cancelled() for outcome in service.outcomes] == [True, True]
