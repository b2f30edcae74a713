"""The counters' websockets: who is let in, how many at once, and how fast a page may talk."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from prometheus_client import Gauge
from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from telephony.counter.messages import (
    ABUSE,
    BUSY,
    SUPERSEDED,
    UNPAIRED,
    Ping,
    from_page,
)
from telephony.counter.pairing import Counter
from telephony.counter.session import CounterSession
from telephony.counter.visit import CounterContext
from telephony.metrics import REFUSED
from voice.channel import WIDE_BAND
from voice.threads import Threads

log = logging.getLogger(__name__)

COUNTERS_OPEN = Gauge("helpline_counters_open", "Counter pages with an open websocket.")

AUDIO_BYTES_A_SECOND = 2 * WIDE_BAND.rate
AHEAD_S = 10.0
"""A page may send as much audio as time has passed, and this much more after a stall of the network."""
MESSAGES_A_SECOND = 20.0
UNSENT_LIMIT = 500
"""Messages waiting for a page that does not read: it is gone, or something is very wrong with it."""


class CounterSockets:
    """All open counters of a service."""

    def __init__(
        self,
        context: CounterContext,
        find: Callable[[str | None], Counter | None],
        max_open: int,
        clock: Callable[[], float],
    ) -> None:
        """`find` knows a counter by its token, and may block; `clock` in seconds."""
        self._context = context
        self._find = find
        self._max_open = max_open
        self._clock = clock
        self._open: dict[str, _Page] = {}
        self._sessions: set[CounterSession] = set()
        self._winding_down = False
        self._threads = Threads(2, "counters")

    @property
    def active_visits(self) -> int:
        """Visits going on, for which a service that is about to stop waits."""
        return sum(session.visited for session in self._sessions)

    def wind_down(self) -> None:
        """The service is about to stop: visits under way go on, no other begins, and each page is told."""
        self._winding_down = True
        for session in self._sessions:
            session.wind_down()

    @property
    def active(self) -> int:
        """Open counters."""
        return len(self._open)

    async def serve(self, websocket: WebSocket, token: str | None) -> None:
        """Runs one accepted websocket to its end; a counter opened twice is served where it opened last."""
        counter = await self._threads.run(self._find, token)
        if counter is None:
            REFUSED.labels(reason="counter").inc()
            await websocket.close(UNPAIRED)
            return
        before = self._open.get(counter.name)
        if before is None and len(self._open) >= self._max_open:
            log.warning("counter %s is turned away: %d counters are open", counter.name, len(self._open))
            await websocket.close(BUSY)
            return
        page = self._open[counter.name] = _Page(websocket, self._clock)
        session = CounterSession(counter.name, self._context, page.send, page.send_audio)
        self._sessions.add(session)
        COUNTERS_OPEN.inc()
        try:
            if before is not None:
                await before.close(SUPERSEDED)
            session.open()
            if self._winding_down:
                session.wind_down()
            await page.run(session, lambda: self._is_paired(token))
        finally:
            COUNTERS_OPEN.dec()
            if self._open.get(counter.name) is page:
                del self._open[counter.name]
            await session.close()
            self._sessions.discard(session)

    async def _is_paired(self, token: str | None) -> bool:
        return await self._threads.run(self._find, token) is not None


class _Page:
    """One websocket: a queue out, limits in."""

    def __init__(self, websocket: WebSocket, clock: Callable[[], float]) -> None:
        self._websocket = websocket
        self._clock = clock
        self._out: asyncio.Queue[dict[str, Any] | bytes] = asyncio.Queue(UNSENT_LIMIT)
        self._closing: int | None = None

    def send(self, message: dict[str, Any]) -> None:
        self._put(message)

    def send_audio(self, codes: bytes) -> None:
        self._put(codes)

    async def close(self, code: int) -> None:
        if (
            self._websocket.client_state is WebSocketState.CONNECTED
            and self._websocket.application_state is WebSocketState.CONNECTED
        ):
            try:
                await self._websocket.close(code)
            except (RuntimeError, WebSocketDisconnect):
                log.debug("a counter's page closed first")

    async def run(self, session: CounterSession, is_paired: Callable[[], Awaitable[bool]]) -> None:
        """Reads and writes until either side is gone; closes with the reason."""
        reading = asyncio.create_task(self._read(session, is_paired))
        writing = asyncio.create_task(self._write())
        try:
            over, _ = await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            for task in over:
                code = task.result()
                if code is not None:
                    await self.close(code)
        except WebSocketDisconnect:
            log.debug("a counter's page is gone")
        finally:
            for task in (reading, writing):
                task.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)

    def _put(self, message: dict[str, Any] | bytes) -> None:
        if self._closing is not None:
            return
        try:
            self._out.put_nowait(message)
        except asyncio.QueueFull:
            self._closing = ABUSE

    async def _write(self) -> int | None:
        while self._closing is None:
            message = await self._out.get()
            # While it waited the counter may have been opened elsewhere, which closed this socket.
            if self._websocket.application_state is not WebSocketState.CONNECTED:
                return None
            if isinstance(message, bytes):
                await self._websocket.send_bytes(message)
            else:
                await self._websocket.send_json(message)
        return self._closing

    async def _read(self, session: CounterSession, is_paired: Callable[[], Awaitable[bool]]) -> int | None:
        audio = _Allowance(AUDIO_BYTES_A_SECOND, AHEAD_S, self._clock)
        messages = _Allowance(MESSAGES_A_SECOND, AHEAD_S, self._clock)
        while True:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                return None
            pcm = received.get("bytes")
            if not (audio.take(len(pcm)) if pcm is not None else messages.take(1)):
                log.warning("closed a counter's page that sends faster than sound")
                return ABUSE
            if pcm is not None:
                session.hear(pcm[: len(pcm) // 2 * 2])
                continue
            try:
                message = from_page.validate_json(received.get("text") or "")
            except ValidationError:
                log.warning("skipped a message of a counter's page that says nothing we know")
                continue
            if isinstance(message, Ping) and not await is_paired():
                return UNPAIRED
            session.told(message)


class _Allowance:
    """So much a second, and a reserve for stalls."""

    def __init__(self, rate: float, reserve_s: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._most = rate * reserve_s
        self._clock = clock
        self._left = self._most
        self._at = clock()

    def take(self, amount: float) -> bool:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._rate) - amount
        self._at = now
        return self._left >= 0
