"""Behind a proxy that serves us under a path, a call finds every address, to its very end."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI

from telephony.app.server import address, listen, running
from telephony.records.record import CallRecord, MessageKind
from telephony.simulator import (
    Behaviour,
    CallPlan,
    CallTimeline,
    Ended,
    EventKind,
    OfficerLeg,
    Utterance,
    place_call,
)
from tests.doubles.simulated_network import ACCOUNT, NIGHT, TOKEN, World, say

PERSON = say("cho tôi gặp cán bộ")


@pytest.fixture(params=["https://host.example/hotline", "https://host.example:8443/a/b"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, public_url=request.param)
    yield world
    world.service.journal.shut()


def record_of(world: World, timeline: CallTimeline) -> CallRecord:
    """The record of a call in which nothing went wrong."""
    assert world.proxy.refused == []
    assert not [event.text for event in timeline.events if event.kind is EventKind.PROBLEM]
    record = world.service.journal.find(timeline.call_sid)
    assert record is not None
    return record


async def test_an_officer_is_briefed_in_our_voice_presses_1_and_is_connected(world: World) -> None:
    timeline = await world.call([PERSON], [OfficerLeg(Behaviour.DECLINE), OfficerLeg()])
    assert timeline.ended is Ended.TRANSFERRED
    record = record_of(world, timeline)
    assert [(attempt.officer, attempt.outcome) for attempt in record.transfers] == [
        ("An", "declined"),
        ("Bình", "accepted"),
    ]
    assert all(leg.heard[0].startswith("audio of ") for dial in timeline.dials for leg in dial.legs)


async def test_a_message_is_kept_when_nobody_answers_and_when_nobody_is_on_duty(world: World) -> None:
    for night in (False, True):
        if night:
            world.now = NIGHT
        timeline = await world.call(
            [PERSON, Utterance.pressed("1"), say("xin gọi lại")], [OfficerLeg(Behaviour.NO_ANSWER)]
        )
        assert timeline.ended is Ended.RECORDER
        assert [message.kind for message in record_of(world, timeline).messages] == [MessageKind.MESSAGE]


async def test_a_call_back_is_noted(world: World) -> None:
    timeline = await world.call([PERSON, Utterance.pressed("2")], [OfficerLeg(Behaviour.BUSY)])
    assert [message.kind for message in record_of(world, timeline).messages] == [MessageKind.CALLBACK]


async def test_whoever_withholds_the_number_is_rung_for_but_not_promised_a_call_back(world: World) -> None:
    timeline = await world.call(
        [PERSON, Utterance.pressed("2"), say("số của tôi là")],
        [OfficerLeg(Behaviour.BUSY)],
        caller="+266696687",
    )
    assert len(timeline.dials) == 2
    assert [message.kind for message in record_of(world, timeline).messages] == [MessageKind.MESSAGE]


async def test_behind_a_stream_that_was_lost_the_officers_and_the_record_are_reached(world: World) -> None:
    world.twilio.refusing = True
    timeline = await world.call([PERSON], [OfficerLeg()])
    assert timeline.ended is Ended.TRANSFERRED
    record = record_of(world, timeline)
    assert str(record.outcome) == "transferred: asked_for_person"
    assert [attempt.outcome for attempt in record.transfers] == ["accepted", "canceled"]


@pytest.mark.e2e
async def test_a_call_over_real_sockets_comes_through_too(tmp_path: Path) -> None:
    world = World(tmp_path, public_url="https://host.example/hotline")
    listener = listen("127.0.0.1", 0)
    # A loopback server takes any ASGI application for ours.
    async with running(cast(FastAPI, world.proxy), listener):
        plan = CallPlan(
            address(listener) + world.prefix, ACCOUNT, TOKEN, [Utterance.pressed("0")],
            public_url=world.public_url, officers=[OfficerLeg(rings_s=0.2, talks_s=0.2)],
        )  # fmt: skip
        timeline = await place_call(plan, rest=world.rest)
    assert timeline.ended is Ended.TRANSFERRED
    assert [attempt.outcome for attempt in record_of(world, timeline).transfers] == ["accepted"]


async def test_page_and_health_are_found_under_the_path_and_only_there(world: World) -> None:
    async with world.wire.http() as http:
        for path in ("/", "/static/main.js", "/healthz"):
            assert (await http.get(f"http://helpline.test{world.prefix}{path}")).status_code == 200
            assert (await http.get(f"http://helpline.test{path}")).status_code == 404
