"""Serving, and winding down without cutting anybody off."""

import asyncio
import signal
import socket
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from telephony.app.server import (
    MAX_MESSAGE_BYTES,
    Drain,
    PortTakenError,
    address,
    listen,
    running,
)

MESSAGE_TOO_BIG = 1009
"""RFC 6455, section 7.4.1."""


def app() -> FastAPI:
    served = FastAPI()

    @served.get("/")
    async def _hello() -> str:
        return "hello"

    return served


async def hello(listener: socket.socket) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(address(listener))).status_code


async def test_the_service_answers_while_the_block_runs() -> None:
    listener = listen("127.0.0.1", 0)
    async with running(app(), listener):
        assert await hello(listener) == 200


def test_a_port_that_is_taken_is_told_clearly() -> None:
    with (
        listen("127.0.0.1", 0) as taken,
        pytest.raises(PortTakenError, match="give another --port"),
    ):
        listen("127.0.0.1", taken.getsockname()[1])


async def test_a_message_larger_than_any_of_twilios_ends_its_own_stream_only() -> None:
    served = app()

    @served.websocket("/stream")
    async def _echo(websocket: WebSocket) -> None:
        await websocket.accept()
        async for text in websocket.iter_text():
            await websocket.send_text(text)

    listener = listen("127.0.0.1", 0)
    async with running(served, listener):
        url = address(listener).replace("http", "ws") + "/stream"
        async with connect(url, proxy=None) as mad, connect(url, proxy=None) as sane:
            await mad.send("x" * (MAX_MESSAGE_BYTES + 1))
            with pytest.raises(ConnectionClosedError):
                await mad.recv()
            assert mad.close_code == MESSAGE_TOO_BIG
            await sane.send("x" * MAX_MESSAGE_BYTES)
            assert await sane.recv() == "x" * MAX_MESSAGE_BYTES


class Calls:
    """Calls going on, and whether new ones are taken."""

    def __init__(self, going_on: int) -> None:
        self.going_on = going_on
        self.closed = asyncio.Event()

    def drain(self, longest_s: float = 30.0) -> Drain:
        return Drain(self.closed.set, lambda: self.going_on, longest_s, look_every_s=0.001)


async def test_sigterm_takes_no_new_calls_lets_running_ones_finish_and_then_stops(
    process: list[int],
) -> None:
    calls, listener = Calls(going_on=1), listen("127.0.0.1", 0)
    async with running(app(), listener, calls.drain()) as serving:
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(calls.closed.wait(), 5)
        assert await hello(listener) == 200, "webhooks of running calls are still answered"
        assert not serving.done()
        calls.going_on = 0
        await asyncio.wait_for(serving, 5)
    assert process == [], "the process ends by itself"


@pytest.fixture
def process() -> Iterator[list[int]]:
    """The signals that would have ended the process."""
    signals: list[int] = []
    usual = signal.signal(signal.SIGTERM, lambda number, _: signals.append(number))
    yield signals
    signal.signal(signal.SIGTERM, usual)


async def test_a_second_sigterm_stops_at_once(process: list[int]) -> None:
    calls, listener = Calls(going_on=1), listen("127.0.0.1", 0)
    async with running(app(), listener, calls.drain()) as serving:
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(calls.closed.wait(), 5)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(serving, 5)
    assert process == [signal.SIGTERM], "the process is ended by the second signal"


async def test_calls_that_never_end_are_waited_for_only_so_long() -> None:
    calls = Calls(going_on=1)
    await asyncio.wait_for(calls.drain(longest_s=0.01).wait(), 5)
    assert calls.closed.is_set()
