"""The network voice failing in each of its ways, in virtual time: the caller hears the offline voice in time.

edge-tts's real client, a stand-in of its service on loopback, the real offline voice, production time-outs.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from tests.doubles import virtual_time
from tests.doubles.edge_service import (
    Behaviour,
    Refusal,
    answer,
    drip,
    drop,
    garbage,
    hang,
    in_turn,
    never,
    no_audio,
    nonsense,
    service,
    stall,
    too_many_requests,
)
from voice.speaking.breaker import FAILURES_TO_OPEN, FIRST_PAUSE_S
from voice.speaking.cache import AudioCache
from voice.speaking.edge import EdgeSynthesizer, EdgeTimeouts
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.mouth import DEADLINE_S, Mouth, Said
from voice.speaking.speech import Synthesizer

ANSWER = (
    "Đăng ký kết hôn được giải quyết ngay trong ngày.",
    "Hồ sơ nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo.",
    "Trường hợp phải xác minh thì không quá 5 ngày làm việc.",
    "Anh chị cần hỏi gì nữa không ạ?",
)
FAILURES: list[tuple[Behaviour, Refusal | None]] = [
    (hang, None),
    (stall, None),
    (drip, None),
    (drop, None),
    (no_audio, None),
    (garbage, None),
    (nonsense, None),
    (never, too_many_requests),
]
by_failure = pytest.mark.parametrize(
    ("behave", "refuse"), FAILURES, ids=[(refuse or behave).__name__ for behave, refuse in FAILURES]
)


class Heard:
    """Sentences with the second, on the virtual clock, at which each could be played."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.at: list[float] = []

    async def listen(self, mouth: Mouth) -> None:
        async for said in mouth.recite(ANSWER):
            self.said.append(said)
            self.at.append(asyncio.get_running_loop().time())

    @property
    def voices(self) -> list[str]:
        return [said.voice for said in self.said]


def conversation(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    behave: Behaviour,
    refuse: Refusal | None,
    talk: Callable[[Mouth], Awaitable[None]],
) -> None:
    async def main() -> None:
        async with service(monkeypatch, behave, refuse):
            loop = asyncio.get_running_loop()
            voices: list[Synthesizer] = [EdgeSynthesizer(), EspeakSynthesizer()]
            await talk(Mouth(voices, AudioCache(folder), clock=loop.time))

    logging.getLogger("websockets.server").setLevel(logging.CRITICAL)  # the stand-in fails on purpose
    virtual_time.run(main())


@by_failure
def test_an_answer_is_spoken_in_full_by_the_fallback_within_its_time_limit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, behave: Behaviour, refuse: Refusal | None
) -> None:
    heard = Heard()
    conversation(monkeypatch, tmp_path, behave, refuse, heard.listen)
    assert heard.voices == ["espeak"] * len(ANSWER)
    assert heard.at[0] <= DEADLINE_S
    # Only so many sentences wait for a failing voice; the circuit is open then.
    assert heard.at[-1] <= FAILURES_TO_OPEN * DEADLINE_S


@by_failure
def test_after_the_pause_the_network_voice_is_probed_and_heard_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, behave: Behaviour, refuse: Refusal | None
) -> None:
    well = False

    async def recovering(connection: ServerConnection) -> None:
        await (answer if well else behave)(connection)

    def refusing(connection: ServerConnection, request: Request) -> Response | None:
        return None if well or refuse is None else refuse(connection, request)

    async def talk(mouth: Mouth) -> None:
        nonlocal well
        await Heard().listen(mouth)
        well = True
        assert (await mouth.say("Tổng đài xin nghe.")).voice == "espeak"
        await asyncio.sleep(FIRST_PAUSE_S)
        assert (await mouth.say("Anh chị cần hỏi việc gì ạ?")).voice == "edge"

    conversation(monkeypatch, tmp_path, recovering, refusing, talk)


def test_one_silent_request_costs_the_hedge_and_not_the_voice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heard = Heard()
    conversation(monkeypatch, tmp_path, in_turn(hang, answer), None, heard.listen)
    assert heard.voices == ["edge"] * len(ANSWER)
    assert heard.at[0] == pytest.approx(EdgeTimeouts().hedge, abs=0.1)


def test_the_time_limits_leave_the_fallback_time_to_speak() -> None:
    waits = EdgeTimeouts()
    assert waits.hedge < waits.first_audio < waits.total < DEADLINE_S
