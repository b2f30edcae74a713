"""edge-tts's real client against a stand-in of its service on loopback."""

import asyncio
import re

import edge_tts.communicate
import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection

from tests.doubles.edge_service import (
    DRIP_S,
    Behaviour,
    answer,
    drip,
    drop,
    garbage,
    hang,
    in_turn,
    never,
    no_audio,
    nonsense,
    requested,
    send_answer,
    service,
    stall,
    too_many_requests,
)
from voice.speaking.edge import NAM_MINH, EdgeSynthesizer, EdgeTimeouts
from voice.speaking.speech import SynthesisError

PATIENT = EdgeTimeouts(hedge=10, first_audio=10, stall=10, total=20)


async def test_an_answer_becomes_samples_in_the_voice_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests: list[str] = []

    async def noting(connection: ServerConnection) -> None:
        requests.append(await requested(connection))
        await send_answer(connection)

    async with service(monkeypatch, noting):
        speech = await EdgeSynthesizer(NAM_MINH, percent_faster=-10, timeouts=PATIENT).synthesize(
            "Xin chào & cảm ơn"
        )
    (ssml,) = requests
    assert re.search(r"<voice name='[^']*NamMinhNeural[^']*'>", ssml)
    assert "rate='-10%'" in ssml
    assert "Xin chào &amp; cảm ơn" in ssml
    assert speech.rate == 24_000
    assert len(speech.samples) / speech.rate == pytest.approx(1.0, abs=0.15)
    spectrum = np.abs(np.fft.rfft(speech.samples))
    assert np.fft.rfftfreq(len(speech.samples), 1 / speech.rate)[spectrum.argmax()] == pytest.approx(
        440, abs=5
    )


@pytest.mark.parametrize(
    ("behave", "complaint"),
    [
        (no_audio, "No audio was received"),
        (drop, "dropped the connection after 1000 bytes"),
        (garbage, "800 bytes that are no audio"),
        (nonsense, "failed: ValueError"),
    ],
)
async def test_every_failure_of_the_service_is_a_clear_error(
    monkeypatch: pytest.MonkeyPatch, behave: Behaviour, complaint: str
) -> None:
    async with service(monkeypatch, behave):
        with pytest.raises(SynthesisError, match=complaint):
            await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


@pytest.mark.parametrize(
    ("behave", "timeouts", "complaint"),
    [
        (hang, EdgeTimeouts(first_audio=0.05), "sent nothing for 0.05 s"),
        (stall, EdgeTimeouts(first_audio=5, stall=0.05), "stalled 0.05 s after 1000 bytes"),
        (drip, EdgeTimeouts(first_audio=5, stall=5, total=3 * DRIP_S), "not done after 0.03 s"),
    ],
)
async def test_a_service_that_keeps_the_caller_waiting_is_given_up(
    monkeypatch: pytest.MonkeyPatch, behave: Behaviour, timeouts: EdgeTimeouts, complaint: str
) -> None:
    async with service(monkeypatch, behave):
        start = asyncio.get_running_loop().time()
        with pytest.raises(SynthesisError, match=complaint):
            await EdgeSynthesizer(timeouts=timeouts).synthesize("Xin chào")
        assert asyncio.get_running_loop().time() - start < 0.5


async def test_a_refused_request_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async with service(monkeypatch, never, too_many_requests):
        with pytest.raises(SynthesisError, match="429"):
            await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


async def test_a_service_that_cannot_be_reached_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    monkeypatch.setattr(edge_tts.communicate, "WSS_URL", f"ws://127.0.0.1:{port}/?x=y")
    with pytest.raises(SynthesisError, match="ClientConnectorError"):
        await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


@pytest.mark.parametrize("accident", [no_audio, drop, garbage, nonsense])
async def test_one_accident_is_made_good_by_a_second_attempt_at_once(
    monkeypatch: pytest.MonkeyPatch, accident: Behaviour
) -> None:
    async with service(monkeypatch, in_turn(accident, answer)):
        speech = await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")
    assert len(speech.samples) > speech.rate / 2


async def test_beside_a_request_that_keeps_silent_a_second_one_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timeouts = EdgeTimeouts(hedge=0.02, first_audio=10, stall=10, total=20)
    async with service(monkeypatch, in_turn(hang, answer)):
        speech = await EdgeSynthesizer(timeouts=timeouts).synthesize("Xin chào")
    assert len(speech.samples) > speech.rate / 2


async def test_a_slower_voice_asks_the_service_for_a_lower_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[str] = []

    async def noting(connection: ServerConnection) -> None:
        requests.append(await requested(connection))

    async with service(monkeypatch, noting):
        with pytest.raises(SynthesisError):
            await EdgeSynthesizer(timeouts=PATIENT).at(0.75).synthesize("Xin chào")
    assert "rate='-25%'" in requests[0]


def test_each_voice_and_rate_has_a_fingerprint_of_its_own() -> None:
    voices = [EdgeSynthesizer(), EdgeSynthesizer(NAM_MINH), EdgeSynthesizer(percent_faster=-10)]
    assert len({voice.fingerprint for voice in voices}) == 3
