"""Connections without requests, and carriers that vanish: neither takes the place of a call."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from fastapi import FastAPI, Request, WebSocket
from websockets.asyncio.client import connect
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from telephony.app.reception import Patience
from telephony.app.server import OTHER_FILES, address, allowed_connections, listen, running

HEAD_WITHOUT_END = b"POST /twilio/voice HTTP/1.1\r\nHost: x\r\n"
BODY_WITHOUT_END = HEAD_WITHOUT_END + b"Content-Length: 1000\r\n\r\nCallSid=CA1"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class House:
    """A small service, and those who come to it."""

    def __init__(self) -> None:
        self.url = ""
        self.port = 0
        self.gone = asyncio.Event()
        self.connections: list[Connection] = []
        self.app = FastAPI()
        self.app.post("/twilio/voice")(self._voice)
        self.app.websocket("/stream")(self._stream)

    async def _voice(self, request: Request) -> int:
        return len(await request.body())

    async def _stream(self, websocket: WebSocket) -> None:
        await websocket.accept()
        with suppress(Exception):
            while True:
                await websocket.receive_text()
        self.gone.set()

    async def half_request(self, content: bytes = HEAD_WITHOUT_END) -> Connection:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.connections.append((reader, writer))
        writer.write(content)
        await writer.drain()
        return reader, writer

    async def call(self) -> int:
        async with httpx.AsyncClient(trust_env=False) as http:
            return (await http.post(f"{self.url}/twilio/voice", content=b"CallSid=CA1")).status_code


@asynccontextmanager
async def house(patience: Patience) -> AsyncIterator[House]:
    house, listener = House(), listen("127.0.0.1", 0)
    house.url, house.port = address(listener), listener.getsockname()[1]
    async with asyncio.timeout(30), running(house.app, listener, patience=patience):
        yield house
        for _, writer in house.connections:
            writer.transport.abort()
        await asyncio.sleep(0)


async def is_closed(reader: asyncio.StreamReader) -> bool:
    with suppress(ConnectionError):
        return await reader.read() == b""
    return True


@pytest.mark.parametrize("content", [b"", HEAD_WITHOUT_END, BODY_WITHOUT_END])
async def test_a_request_that_never_ends_is_given_up(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(Patience(request_s=0.05)) as there:
        for reader, _ in [await there.half_request(content) for _ in range(50)]:
            assert await is_closed(reader)
        assert await there.call() == 200
    assert len([record for record in caplog.records if record.name.startswith("telephony")]) == 1


async def test_what_trickles_in_does_not_lengthen_the_time(caplog: pytest.LogCaptureFixture) -> None:
    async with house(Patience(request_s=0.2)) as there:
        reader, writer = await there.half_request()
        closed = asyncio.create_task(is_closed(reader))
        while not closed.done():
            writer.write(b"X: y\r\n")
            await asyncio.sleep(0.01)
        assert await closed


async def test_however_many_half_requests_there_are_a_call_is_answered() -> None:
    async with house(Patience(connections=10)) as there:
        for _ in range(50):
            await there.half_request()
        assert await there.call() == 200
        first, last = there.connections[0][0], there.connections[-1][0]
        assert await is_closed(first), "whoever has waited longest makes room"
        assert not last.at_eof()


async def test_connections_in_use_are_not_closed_for_newcomers() -> None:
    async with house(Patience(connections=3)) as there:
        url = there.url.replace("http", "ws") + "/stream"
        async with connect(url, proxy=None), connect(url, proxy=None), connect(url, proxy=None):
            reader, _ = await there.half_request()
            assert await is_closed(reader)
            assert not there.gone.is_set()


async def test_a_second_request_on_one_connection_gets_the_time_of_a_first() -> None:
    request = b"POST /twilio/voice HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
    async with house(Patience(request_s=0.2)) as there:
        reader, writer = await there.half_request(request)
        await reader.readuntil(b"\r\n\r\n1")
        writer.write(HEAD_WITHOUT_END)
        assert await is_closed(reader)


async def test_a_carrier_that_vanishes_without_a_word_is_noticed_although_it_is_spoken_to() -> None:
    async with house(Patience(ping_every_s=0.05, pong_within_s=0.05)) as there:
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        protocol = ClientProtocol(parse_uri(there.url.replace("http", "ws") + "/stream"))
        protocol.send_request(protocol.connect())
        writer.write(b"".join(protocol.data_to_send()))
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined] # a socket's transport
        await there.gone.wait()
        writer.transport.abort()


async def test_a_carrier_that_answers_pings_stays_though_it_sends_nothing() -> None:
    async with house(Patience(ping_every_s=0.02, pong_within_s=5.0)) as there:
        async with connect(there.url.replace("http", "ws") + "/stream", proxy=None) as stream:
            for _ in range(5):
                await asyncio.sleep(0.03)
                await (await stream.ping())
            assert not there.gone.is_set()
        await there.gone.wait()


def test_connections_stay_below_the_limit_of_open_files() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))
        connections = allowed_connections()
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert soft > 512
        assert 0 < connections <= soft - OTHER_FILES
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
async def test_the_address_of_all_is_reached_both_ways() -> None:
    listener = listen("::", 0)
    there = House()
    async with running(there.app, listener):
        port = listener.getsockname()[1]
        async with httpx.AsyncClient(trust_env=False) as http:
            for url in (address(listener), f"http://127.0.0.1:{port}", f"http://[::1]:{port}"):
                assert (await http.post(f"{url}/twilio/voice")).status_code == 200
