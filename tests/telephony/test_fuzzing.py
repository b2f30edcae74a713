"""A stream of nonsense: nothing unhandled is raised, and nobody else's call suffers."""

import asyncio
import base64
import json
import logging
import random
from collections.abc import Iterator

import pytest
from twilio.request_validator import RequestValidator

from telephony.simulator import Ended, OfficerLeg
from telephony.simulator.sockets import StreamTarget
from tests.doubles.simulated_network import (
    DECISIONS,
    TOKEN,
    URL,
    AsgiSocket,
    World,
    say,
)

MESSAGES = 50_000
A_STREAM = 400
PERSON = say("cho tôi gặp cán bộ")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    world.understanding.decisions = DECISIONS
    yield world
    world.service.journal.shut()


class Nonsense:
    """Random, truncated, huge, reordered and wrongly typed messages; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._earlier = ["{}"]

    def message(self) -> str:
        """The next one."""
        kinds = [self._valid] * 6 + [self._garbage, self._truncated, self._wrong, self._wrong, self._again]
        text = self._random.choice(kinds)()
        if self._random.random() < 0.002:
            text = self._huge()
        if self._random.random() < 0.05:
            self._earlier = [*self._earlier[-50:], text]
        return text

    def _valid(self) -> str:
        draw = self._random
        match draw.randrange(5):
            case 0 | 1 | 2:
                codes = draw.randbytes(draw.choice((0, 1, 159, 160, 160, 160, 161, 1600)))
                return self._event(
                    "media", payload=base64.b64encode(codes).decode(), chunk=str(draw.random())
                )
            case 3:
                return self._event("mark", name=draw.choice(("said-1", "said-2", "said-3", "", "ô" * 300)))
            case _:
                # Never 0: a caller who asks for a person would end the stream too soon.
                return self._event("dtmf", digit=draw.choice("123456789*#"))

    def _wrong(self) -> str:
        draw = self._random
        odd = [
            None,
            True,
            7,
            -1.5,
            10**30,
            "",
            "x",
            "\ud800",
            "🙂" * 50,
            [],
            [[]],
            {},
            {"payload": {}},
            {"name": 3},
        ]
        body = draw.choice([*odd, {"payload": draw.choice(odd)}, {"digit": draw.choice([*odd, "12", "A"])}])
        event = draw.choice(["media", "mark", "dtmf", "start", "connected", "clear", "nothing", 3, None, []])
        return json.dumps({"event": event, draw.choice(["media", "mark", "dtmf", "start"]): body})

    def _garbage(self) -> str:
        return "".join(map(chr, self._random.choices(range(1, 0x2FF), k=self._random.randrange(60))))

    def _truncated(self) -> str:
        text = self._valid()
        return text[: self._random.randrange(len(text))]

    def _again(self) -> str:
        return self._random.choice(self._earlier)

    def _huge(self) -> str:
        return self._random.choice(
            ["[" * 60_000, '{"a":' * 10_000, "9" * 60_000, self._event("media", payload="A" * 60_000)]
        )

    @staticmethod
    def _event(event: str, **body: str) -> str:
        return json.dumps({"event": event, "streamSid": "MZ1", event: body})


async def stream_of(world: World, number: int) -> AsgiSocket:
    """A stream opened in order, as by a carrier gone mad afterwards."""
    call_sid = f"CA{number:032d}"
    form = {"CallSid": call_sid, "From": f"+8491{number:07d}"}
    signature = RequestValidator(TOKEN).compute_signature(f"{URL}/twilio/voice", form)
    async with world.wire.http() as http:
        answer = await http.post(f"{URL}/twilio/voice", data=form, headers={"X-Twilio-Signature": signature})
    token = answer.text.partition('name="token" value="')[2].partition('"')[0]
    url = URL.replace("http", "ws") + "/twilio/stream"
    socket = await world.wire.open(
        StreamTarget(url, RequestValidator(TOKEN).compute_signature(url, {}), {}, True)
    )
    start = {"streamSid": "MZ1", "callSid": call_sid, "customParameters": {"token": token}}
    await socket.send(json.dumps({"event": "start", "streamSid": "MZ1", "start": start}))
    return socket


async def rave(world: World) -> int:
    """Sends nonsense until enough of it was read; gives the number of streams it took."""
    nonsense, read, streams = Nonsense(seed=6), 0, 0
    while read < MESSAGES:
        streams += 1
        socket = await stream_of(world, streams)
        sent = 0
        while sent < A_STREAM and socket.close_code is None:
            await socket.send(nonsense.message())
            sent += 1
            if sent % 20 == 0:
                await asyncio.sleep(0)
        while socket.unread and socket.close_code is None:
            await asyncio.sleep(0)
        read += sent - socket.unread
        await socket.close()
        assert socket.task.exception() is None
    return streams


@pytest.mark.slow
async def test_fifty_thousand_mad_messages_raise_nothing_and_cost_no_other_call_its_audio(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        raving = asyncio.create_task(rave(world))
        calls = 0
        while not raving.done() or not calls:
            timeline = await world.call([say("hôn nhân"), PERSON], [OfficerLeg()])
            assert timeline.ended is Ended.TRANSFERRED, timeline.reason
            record = world.service.journal.find(timeline.call_sid)
            assert record is not None
            assert [turn.decision for turn in record.turns] == ["answer", "person"]
            calls += 1
        assert await raving >= MESSAGES // A_STREAM
    assert not [record.getMessage() for record in caplog.records if "broke off" in record.getMessage()]
    assert world.service.calls.active == 0
