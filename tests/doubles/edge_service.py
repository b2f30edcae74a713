"""A stand-in of the service that edge-tts calls, on loopback: it answers, or fails in every known way."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import av
import edge_tts.communicate
import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

Behaviour = Callable[[ServerConnection], Awaitable[None]]
Refusal = Callable[[ServerConnection, Request], Response | None]

DRIP_S = 0.01


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


async def requested(connection: ServerConnection) -> str:
    """The SSML of one request, after the configuration message."""
    await connection.recv()
    ssml = await connection.recv()
    assert isinstance(ssml, str)
    return ssml


async def answer(connection: ServerConnection) -> None:
    """The service as it should be."""
    await requested(connection)
    await send_answer(connection)


async def send_answer(connection: ServerConnection) -> None:
    await connection.send(text_message("turn.start"))
    for start in range(0, len(MP3), 1000):
        await connection.send(audio_message(MP3[start : start + 1000]))
    await connection.send(text_message("turn.end"))


async def hang(connection: ServerConnection) -> None:
    """It stops reading as well: not even the client's goodbye is answered."""
    connection.transport.pause_reading()
    await connection.wait_closed()


async def stall(connection: ServerConnection) -> None:
    """It starts, and then sends nothing more."""
    await requested(connection)
    await connection.send(audio_message(MP3[:1000]))
    await hang(connection)


async def drip(connection: ServerConnection) -> None:
    """It sends a little now and then, without end."""
    await requested(connection)
    with suppress(ConnectionClosed):
        while True:
            await connection.send(audio_message(MP3[:100]))
            await asyncio.sleep(DRIP_S)


async def drop(connection: ServerConnection) -> None:
    """It closes the connection in the middle of the sentence."""
    await requested(connection)
    await connection.send(audio_message(MP3[:1000]))


async def no_audio(connection: ServerConnection) -> None:
    """The failure it is known for: a finished answer without sound."""
    await requested(connection)
    await connection.send(text_message("turn.start"))
    await connection.send(text_message("turn.end"))


async def garbage(connection: ServerConnection) -> None:
    """Bytes that are no MP3."""
    await requested(connection)
    await connection.send(audio_message(b"\x00garbage" * 100))
    await connection.send(text_message("turn.end"))


async def nonsense(connection: ServerConnection) -> None:
    """A message that the client cannot parse."""
    await requested(connection)
    await connection.send("no headers at all\r\n\r\n")


async def never(connection: ServerConnection) -> None:
    raise AssertionError("the service refuses before this")


def too_many_requests(connection: ServerConnection, request: Request) -> Response:
    return connection.respond(429, "too many requests")


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One behaviour for each connection; the last one for all that follow."""
    left = list(behaviours)

    async def behave(connection: ServerConnection) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(connection)

    return behave


@asynccontextmanager
async def service(
    monkeypatch: pytest.MonkeyPatch,
    behave: Behaviour,
    refuse: Refusal | None = None,
) -> AsyncIterator[None]:
    async with serve(behave, "127.0.0.1", 0, process_request=refuse) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setattr(
            edge_tts.communicate, "WSS_URL", f"ws://127.0.0.1:{port}/edge/v1?TrustedClientToken=x"
        )
        yield
        for connection in server.connections:
            connection.transport.abort()
