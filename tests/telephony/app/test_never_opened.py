"""Calls that were announced and whose stream never came: closed in time, and in nobody's way."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from twilio.request_validator import RequestValidator

from handbook.matching.decision import Decision, Verdict
from telephony.records.outcome import Ending, Outcome
from telephony.simulator import Ended, Event, EventKind
from telephony.twilio.tickets import LIFETIME_S
from tests.doubles.simulated_network import TOKEN, URL, World, say
from tests.doubles.virtual_time import in_virtual_time

PLACES = 30


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, PLACES)
    world.understanding.decisions = {"hôn nhân": Decision(Verdict.ANSWER, "hôn", (), 0.99)}
    yield world
    world.service.journal.shut()


async def announce(world: World, call: int | str) -> bool:
    """Whether the call, each of another caller's, is given a conversation."""
    number = call if isinstance(call, int) else 9_999_999
    form = {"CallSid": name(call), "From": f"+8491{number:07d}", "To": "+842412345678"}
    signature = RequestValidator(TOKEN).compute_signature(f"{URL}/twilio/voice", form)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(world.service.app), base_url=URL) as carrier:
        answer = await carrier.post("/twilio/voice", data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200
    return ET.fromstring(answer.text).find("Connect") is not None


def name(call: int | str) -> str:
    return f"CA{call}" if isinstance(call, int) else call


def outcome(world: World, call: int | str) -> Outcome | None:
    record = world.service.journal.find(name(call))
    assert record is not None
    return record.outcome


async def test_thirty_callers_who_hang_up_at_once_stand_in_nobodys_way(world: World) -> None:
    assert [await announce(world, number) for number in range(PLACES)] == [True] * PLACES
    assert not await announce(world, PLACES), "until it is known that they do not come"
    world.clock += LIFETIME_S
    assert await announce(world, PLACES + 1)
    assert {outcome(world, number) for number in range(PLACES)} == {Outcome(Ending.NEVER_OPENED)}
    assert outcome(world, PLACES) == Outcome(Ending.OVERFLOW)
    assert outcome(world, PLACES + 1) is None


async def test_before_its_time_a_call_that_may_yet_open_is_not_closed(world: World) -> None:
    await announce(world, 1)
    world.clock += LIFETIME_S - 0.1
    await announce(world, 2)
    assert outcome(world, 1) is None


@in_virtual_time
async def test_such_calls_are_closed_while_nobody_else_rings(world: World) -> None:
    app = world.service.app
    async with app.router.lifespan_context(app):
        await announce(world, 1)
        await asyncio.sleep(3)
        assert outcome(world, 1) is None
        world.clock += LIFETIME_S
        await asyncio.sleep(3)
        assert outcome(world, 1) == Outcome(Ending.NEVER_OPENED)


async def test_a_call_that_is_announced_twice_and_opened_once_goes_on(world: World) -> None:
    again: list[asyncio.Task[bool]] = []

    def announced_again(event: Event) -> None:
        if event.kind is EventKind.CALLER_SPOKE and not again:
            (call_sid,) = world.rest.calls
            again.append(asyncio.create_task(announce(world, call_sid)))
        elif again:
            world.clock += LIFETIME_S

    timeline = await world.call([say("hôn nhân"), say("không, cảm ơn")], watch=announced_again)
    assert await again[0]
    assert timeline.ended is Ended.ENDED_BY_HELPLINE
    await announce(world, "CA1")
    assert outcome(world, timeline.call_sid) == Outcome(Ending.FINISHED)
