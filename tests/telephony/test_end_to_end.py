"""Whole calls in real time: real weights, real voice, real websocket, the carrier's stand-in as Twilio."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from telephony.app.engines import build_engines
from telephony.calls.engines import Engines
from telephony.cli.call import CALLER_WORDS_A_MINUTE
from telephony.cli.serve import FIRST_QUESTION
from telephony.measuring import test_call as trial
from telephony.settings import Settings
from telephony.simulator import Ended, EventKind
from voice.speaking.espeak import EspeakSynthesizer

pytestmark = [pytest.mark.model, pytest.mark.e2e]

TOKEN = "a-token-only-the-test-knows"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(_env_file=None, data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def engines(settings: Settings) -> Engines:
    return build_engines(settings)


@pytest.fixture
async def helpline(settings: Settings, engines: Engines) -> AsyncIterator[trial.Helpline]:
    async with trial.own_helpline(settings, engines) as running:
        yield running


@pytest.fixture
def caller() -> EspeakSynthesizer:
    return EspeakSynthesizer(words_per_minute=CALLER_WORDS_A_MINUTE)


async def test_a_spoken_question_is_answered_in_speech_from_the_right_entry(
    helpline: trial.Helpline, caller: EspeakSynthesizer, tmp_path: Path
) -> None:
    question = await trial.spoken_question(FIRST_QUESTION, caller)
    timeline = await trial.call(helpline, [question])
    (turn,) = timeline.turns
    assert (turn.decision, turn.entry) == ("answer", "hn-so-xa-phuong")
    assert turn.answer_ms is not None
    assert not turn.cut_off
    assert timeline.ended is Ended.ANSWERED_AND_HUNG_UP
    out = tmp_path / "heard.wav"
    timeline.recording.write_wav(out)
    assert out.stat().st_size > 8000 * 2 * 10


async def test_a_question_outside_the_handbook_reaches_a_person(
    helpline: trial.Helpline, caller: EspeakSynthesizer
) -> None:
    question = await trial.spoken_question("Giá vàng hôm nay bao nhiêu?", caller)
    timeline = await trial.call(helpline, [question])
    assert timeline.ended in (Ended.TRANSFERRED, Ended.RECORDER)
    assert [dial.targets for dial in timeline.dials] == [("+12025550143",)]
    assert not any(event.kind is EventKind.PROBLEM for event in timeline.events)


async def test_a_call_whose_server_dies_reaches_an_officer(caller: EspeakSynthesizer, tmp_path: Path) -> None:
    environment = {
        "HELPLINE_TWILIO_AUTH_TOKEN": TOKEN,
        "HELPLINE_DATA": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "HOME": str(Path.home()),
    }
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from telephony.cli.main import main; main()",
        "serve",
        "--port",
        "0",
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        address = await _address(server)
        question = await trial.spoken_question("Đăng ký khai sinh cần giấy tờ gì?", caller)
        calling = asyncio.create_task(
            trial.call(trial.Helpline(address, trial.TRIAL_ACCOUNT, TOKEN), [question])
        )
        async with httpx.AsyncClient() as http:
            while "helpline_calls_active 1.0" not in (await http.get(f"{address}/metrics")).text:
                await asyncio.sleep(0.05)
        server.send_signal(signal.SIGKILL)
        timeline = await calling
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()
    assert timeline.ended is Ended.TRANSFERRED
    assert [dial.targets for dial in timeline.dials] == [("+12025550143", "+12025550144")]


async def _address(server: asyncio.subprocess.Process) -> str:
    assert server.stderr is not None
    async with asyncio.timeout(60):
        async for line in server.stderr:
            _, found, after = line.decode().partition("listening at ")
            if found:
                return after.split()[0]
    raise AssertionError("the server ended before it listened")
