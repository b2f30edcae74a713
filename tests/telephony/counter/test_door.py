"""Who may try pairing codes, how often, and that a right one always opens."""

import asyncio
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from telephony.counter.bodies import read_small
from telephony.counter.door import (
    AT_ONCE,
    GUESSERS_PAUSE_S,
    REST_S,
    WRONG_CODES,
    WRONG_CODES_WINDOW_S,
    Door,
    Refused,
)
from telephony.counter.pairing import Counters
from tests.doubles.counter_bench import NOON
from tests.doubles.own_threads import refuse_shared_threads

STRANGER, OPERATOR = "203.0.113.7", "198.51.100.2"
GUESS = "ACDE-3479"


class Site:
    def __init__(self, folder: Path) -> None:
        self.time = 0.0
        self.pauses: list[float] = []
        self.held: asyncio.Event | None = None
        self.counters = Counters(folder / "counters.sqlite3", lambda: NOON)
        self.door = Door(self.counters, lambda: self.time, self.pause)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.held is not None and seconds == GUESSERS_PAUSE_S:
            await self.held.wait()

    async def guess(self, address: str, times: int) -> None:
        for _ in range(times):
            assert await self.door.try_code(address, GUESS) is Refused.WRONG


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def test_a_right_code_opens_at_once_wherever_else_somebody_guesses(site: Site) -> None:
    await site.guess(STRANGER, WRONG_CODES + 2)
    site.pauses.clear()
    assert not isinstance(
        await site.door.try_code(OPERATOR, site.counters.issue_code("Quầy 1").text), Refused
    )
    assert site.pauses == []


async def test_whoever_guesses_waits_before_each_further_try_but_a_right_code_opens_for_them_too(
    site: Site,
) -> None:
    await site.guess(STRANGER, WRONG_CODES)
    assert site.pauses == [REST_S] * WRONG_CODES
    assert not isinstance(
        await site.door.try_code(STRANGER, site.counters.issue_code("Quầy 1").text), Refused
    )
    assert site.pauses[WRONG_CODES:] == [GUESSERS_PAUSE_S]


async def test_a_guesser_is_forgiven_after_a_while(site: Site) -> None:
    await site.guess(STRANGER, WRONG_CODES)
    site.time += WRONG_CODES_WINDOW_S
    site.pauses.clear()
    await site.guess(STRANGER, 1)
    assert site.pauses == [REST_S]


async def test_one_address_has_only_a_few_tries_under_way(site: Site) -> None:
    await site.guess(STRANGER, WRONG_CODES)
    site.held = asyncio.Event()
    trying = [asyncio.create_task(site.door.try_code(STRANGER, GUESS)) for _ in range(50)]
    while sum(task.done() for task in trying) < 50 - AT_ONCE:
        await asyncio.sleep(0)
    assert not site.door.is_open_to(STRANGER)
    assert site.door.is_open_to(OPERATOR)
    site.held.set()
    tried = await asyncio.gather(*trying)
    assert tried.count(Refused.OFTEN) == 50 - AT_ONCE
    assert tried.count(Refused.WRONG) == AT_ONCE
    assert site.door.is_open_to(STRANGER)


async def test_all_addresses_of_one_ipv6_network_count_as_one(site: Site) -> None:
    for number in range(WRONG_CODES):
        await site.guess(f"2001:db8:0:1::{number:x}", 1)
    site.pauses.clear()
    await site.guess("2001:db8:0:1:ffff::1", 1)
    await site.guess("2001:db8:0:2::1", 1)
    assert site.pauses == [GUESSERS_PAUSE_S, REST_S, REST_S]


async def test_codes_are_checked_on_threads_of_their_own(site: Site) -> None:
    refuse_shared_threads()
    await site.guess(STRANGER, 1)


async def test_a_body_that_never_comes_is_not_waited_for() -> None:
    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    answer = await read_small(request, deadline_s=0.01)
    assert isinstance(answer, Response)
    assert answer.status_code == 408


async def test_a_body_that_breaks_off_is_no_fault_of_ours() -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    answer = await read_small(Request({"type": "http", "method": "POST", "headers": []}, receive))
    assert isinstance(answer, Response)
    assert answer.status_code == 400
