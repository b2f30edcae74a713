"""edge-tts's real client against a stand-in of its service on loopback."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import av
import edge_tts.communicate
import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from voice.edge import NAM_MINH, EdgeSynthesizer, EdgeTimeouts
from voice.speech import SynthesisError

IMPATIENT = EdgeTimeouts(first_audio=0.05, stall=0.05, total=0.2)
PATIENT = EdgeTimeouts(first_audio=10, stall=10, total=20)

Behaviour = Callable[[ServerConnection], Awaitable[None]]


def tone_as_mp3(seconds: float) -> bytes:
    """A 440 Hz tone in the service's own format: 24 kHz, 48 kbit/s, mono."""
    samples = np.sin(2 * np.pi * 440 * np.arange(int(24_000 * seconds)) / 24_000)
    target = io.BytesIO()
    with av.open(target, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=24_000, layout="mono", bit_rate=48_000)
        pcm = (samples * 16_000).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = 24_000
        planar = av.AudioResampler(format="s16p", frame_size=576)  # MPEG-2 layer III
        for piece in (*planar.resample(frame), *planar.resample(None), None):
            container.mux(stream.encode(piece))
    return target.getvalue()


MP3 = tone_as_mp3(1.0)


def audio_message(data: bytes) -> bytes:
    header = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n"
    return len(header).to_bytes(2, "big") + header + data


def text_message(path: str) -> str:
    return f"X-RequestId:1\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{{}}"


async def hang(connection: ServerConnection) -> None:
    """The service stops reading as well: not even the client's goodbye is answered."""
    connection.transport.pause_reading()
    await connection.wait_closed()


async def requested(connection: ServerConnection) -> str:
    """The SSML of one request, after the configuration message."""
    await connection.recv()
    ssml = await connection.recv()
    assert isinstance(ssml, str)
    return ssml


@asynccontextmanager
async def service(
    monkeypatch: pytest.MonkeyPatch,
    behave: Behaviour,
    refuse: Callable[[ServerConnection, Request], Response] | None = None,
) -> AsyncIterator[None]:
    async with serve(behave, "127.0.0.1", 0, process_request=refuse) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(
            edge_tts.communicate, "WSS_URL", f"ws://127.0.0.1:{port}/edge/v1?TrustedClientToken=x"
        )
        yield
        for connection in server.connections:
            connection.transport.abort()


async def test_an_answer_becomes_samples_in_the_voice_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests: list[str] = []

    async def answer(connection: ServerConnection) -> None:
        requests.append(await requested(connection))
        await connection.send(text_message("turn.start"))
        for start in range(0, len(MP3), 1000):
            await connection.send(audio_message(MP3[start : start + 1000]))
        await connection.send(text_message("turn.end"))

    async with service(monkeypatch, answer):
        speech = await EdgeSynthesizer(NAM_MINH, percent_faster=-10, timeouts=PATIENT).synthesize(
            "Xin chào & cảm ơn"
        )
    assert re.search(r"<voice name='[^']*NamMinhNeural[^']*'>", requests[0])
    assert "rate='-10%'" in requests[0]
    assert "Xin chào &amp; cảm ơn" in requests[0]
    assert speech.rate == 24_000
    assert len(speech.samples) / speech.rate == pytest.approx(1.0, abs=0.15)
    spectrum = np.abs(np.fft.rfft(speech.samples))
    assert np.fft.rfftfreq(len(speech.samples), 1 / speech.rate)[spectrum.argmax()] == pytest.approx(
        440, abs=5
    )


async def test_a_service_that_sends_no_audio_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_audio(connection: ServerConnection) -> None:
        await requested(connection)
        await connection.send(text_message("turn.start"))
        await connection.send(text_message("turn.end"))

    async with service(monkeypatch, no_audio):
        with pytest.raises(SynthesisError, match="No audio was received"):
            await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


async def test_a_service_that_never_answers_is_given_up_after_the_first_time_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with service(monkeypatch, hang):
        start = asyncio.get_running_loop().time()
        with pytest.raises(SynthesisError, match="sent nothing"):
            await EdgeSynthesizer(timeouts=IMPATIENT).synthesize("Xin chào")
        assert asyncio.get_running_loop().time() - start < 0.5


async def test_a_service_that_stalls_in_the_middle_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stall(connection: ServerConnection) -> None:
        await requested(connection)
        await connection.send(audio_message(MP3[:1000]))
        await hang(connection)

    async with service(monkeypatch, stall):
        start = asyncio.get_running_loop().time()
        with pytest.raises(SynthesisError, match="stalled after 1000 bytes"):
            await EdgeSynthesizer(timeouts=EdgeTimeouts(first_audio=5, stall=0.05, total=10)).synthesize(
                "Xin chào"
            )
        assert asyncio.get_running_loop().time() - start < 0.5


async def test_a_service_that_drips_is_given_up_at_the_total_time_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def drip(connection: ServerConnection) -> None:
        await requested(connection)
        while True:
            await connection.send(audio_message(MP3[:100]))
            await asyncio.sleep(0)

    async with service(monkeypatch, drip):
        with pytest.raises(SynthesisError, match="stalled after"):
            await EdgeSynthesizer(timeouts=EdgeTimeouts(first_audio=5, stall=5, total=0.05)).synthesize(
                "Xin chào"
            )


async def test_a_dropped_connection_does_not_pass_for_a_finished_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def drop(connection: ServerConnection) -> None:
        await requested(connection)
        await connection.send(audio_message(MP3[:1000]))

    async with service(monkeypatch, drop):
        with pytest.raises(SynthesisError, match="dropped the connection after 1000 bytes"):
            await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


async def test_a_refused_request_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(connection: ServerConnection) -> None:
        raise AssertionError("the service refuses before this")

    def refuse(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(429, "too many requests")

    async with service(monkeypatch, never, refuse):
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


async def test_bytes_that_are_no_audio_are_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def garbage(connection: ServerConnection) -> None:
        await requested(connection)
        await connection.send(audio_message(b"\x00garbage" * 100))
        await connection.send(text_message("turn.end"))

    async with service(monkeypatch, garbage):
        with pytest.raises(SynthesisError, match="800 bytes that are no audio"):
            await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


async def test_a_message_the_client_cannot_parse_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nonsense(connection: ServerConnection) -> None:
        await requested(connection)
        await connection.send("no headers at all\r\n\r\n")

    async with service(monkeypatch, nonsense):
        with pytest.raises(SynthesisError, match="failed: ValueError"):
            await EdgeSynthesizer(timeouts=PATIENT).synthesize("Xin chào")


def test_each_voice_and_rate_has_a_fingerprint_of_its_own() -> None:
    voices = [EdgeSynthesizer(), EdgeSynthesizer(NAM_MINH), EdgeSynthesizer(percent_faster=-10)]
    assert len({voice.fingerprint for voice in voices}) == 3
