"""What a balancer, a monitor and Prometheus are told."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response

from telephony.app.health import HeadAsGet, health_routes
from telephony.app.prompt_rendering import PromptRendering
from tests.doubles.simulated_network import URL, World
from tests.doubles.tone_voice import ToneVoice
from voice.hearing.recognition import WAITING_LIMIT
from voice.speaking.cache import AudioCache
from voice.speaking.mouth import Mouth


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, max_calls=1)
    yield world
    world.service.journal.shut()


async def ask(app: FastAPI, path: str, method: str = "GET", client: str = "127.0.0.1", **headers: str) -> Any:
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url=URL) as http:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await http.request(method, path, headers=named)


async def test_a_service_that_takes_calls_is_ready(world: World) -> None:
    answer = await ask(world.service.app, "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "faults": {}, "calls": 0})


def draining(world: World) -> None:
    world.service.drain.begin()


def many_wait(world: World) -> None:
    world.ears.waiting = WAITING_LIMIT


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (draining, {"admission": "the service is stopping"}),
        (many_wait, {"recognition": f"{WAITING_LIMIT} utterances wait to be heard"}),
    ],
)
async def test_a_service_that_takes_no_calls_says_which_part_is_why_and_lives(
    world: World, spoil: Callable[[World], None], fault: dict[str, str]
) -> None:
    spoil(world)
    answer = await ask(world.service.app, "/readyz")
    assert (answer.status_code, answer.json()["faults"]) == (503, fault)
    assert (await ask(world.service.app, "/healthz")).status_code == 200


async def test_while_no_voice_can_say_the_prompts_it_is_told_until_one_can(tmp_path: Path) -> None:
    voice = ToneVoice("tone")
    voice.failing = True
    clock = [0.0]
    rendering = PromptRendering(
        Mouth([voice], AudioCache(tmp_path), clock=lambda: clock[0]), ["Xin chào."], 0.0
    )
    running = asyncio.create_task(rendering.run())
    async with asyncio.timeout(30):
        while rendering.fault is None:
            await asyncio.sleep(0)
        voice.failing = False
        while not running.done():
            clock[0] += 60.0
            await asyncio.sleep(0.001)
    assert rendering.fault is None


@pytest.mark.parametrize(
    ("client", "headers", "is_told"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.1.2.3", {}, True),
        ("::ffff:192.168.1.5", {}, True),
        ("8.8.8.8", {}, False),
        ("2606:4700::1", {}, False),
        ("nowhere", {}, False),
        ("127.0.0.1", {"X_Forwarded_For": "8.8.8.8"}, False),
        ("127.0.0.1", {"Forwarded": "for=8.8.8.8"}, False),
        ("10.1.2.3", {"X_Real_IP": "10.1.2.4"}, False),
        ("127.0.0.1", {"Via": "1.1 proxy"}, False),
    ],
)
@pytest.mark.parametrize("is_open", [False, True])
async def test_figures_are_told_to_this_machine_and_its_network_unless_they_are_open(
    client: str, headers: dict[str, str], is_told: bool, is_open: bool
) -> None:
    app = FastAPI()
    app.include_router(health_routes({}, dict, is_open))
    answer = await ask(app, "/metrics", client=client, **headers)
    assert answer.status_code == (200 if is_told or is_open else 403)
    assert ("helpline_calls_active" in answer.text) is (is_told or is_open)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/", "/static/counter.css", "/nowhere"])
async def test_head_is_answered_like_get_without_the_body(world: World, path: str) -> None:
    got, head = [await ask(world.service.app, path, method) for method in ("GET", "HEAD")]
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]


async def test_what_is_only_posted_is_not_answered_to_head(world: World) -> None:
    assert (await ask(world.service.app, "/twilio/voice", "HEAD")).status_code == 405


async def test_head_tells_how_long_the_body_would_be() -> None:
    app = FastAPI()
    app.add_api_route("/", lambda: Response("whole"), methods=["GET"])
    app.add_middleware(HeadAsGet)
    assert (await ask(app, "/", "HEAD")).headers["content-length"] == "5"
