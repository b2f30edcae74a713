"""Running the service: as a process of its own, or beside a test call in the same process."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import FrameType
from typing import cast

import uvicorn
from fastapi import FastAPI

from telephony.app.reception import LiveSocket, Patience, Reception, guarded_by
from telephony.errors import TelephonyError

log = logging.getLogger(__name__)

MAX_MESSAGE_BYTES = 64 * 1024
"""Twilio's media messages are under 1 kB; nothing legitimate comes near this."""


MOST_CONNECTIONS = 4_000
OTHER_FILES = 256
"""For everything that is no connection: models, database, caches, what we ask of others."""


ACCEPTED_AT_ONCE = 16
"""asyncio accepts so many connections before it looks at any; they must fit beside those that make room."""
WAITING_TO_BE_ACCEPTED = 256


class PortTakenError(TelephonyError):
    """Something else listens where the service was to listen."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one, and "::" both kinds of address. Raises PortTakenError."""
    is_ip6 = ":" in host
    try:
        return socket.create_server(
            (host, port),
            family=socket.AF_INET6 if is_ip6 else socket.AF_INET,
            backlog=WAITING_TO_BE_ACCEPTED,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host}:{port} ({error.strerror}); stop what runs there or give another --port"
        ) from error


def address(listener: socket.socket) -> str:
    """http:// address of `listener` for callers on this machine."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{here}:{port}"


def allowed_connections() -> int:
    """How many connections fit below the system's limit of open files, which is raised as far as allowed."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return Patience().connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(soft - OTHER_FILES, soft // 2)


@dataclass(frozen=True, slots=True)
class Drain:
    """How the service winds down on SIGTERM: no new calls, running ones finish, then it exits."""

    begin: Callable[[], None]
    """Stops new calls."""
    busy: Callable[[], int]
    """Calls still going on."""
    longest_s: float = 300.0
    """Calls that last longer are left to a person by the closing of their streams."""
    look_every_s: float = 0.25

    async def wait(self) -> None:
        """Returns when no call is left, or the time is over."""
        self.begin()
        log.warning("winding down: no new calls, %d going on", self.busy())
        try:
            async with asyncio.timeout(self.longest_s):
                while self.busy():  # noqa: ASYNC110 - calls end in several places
                    await asyncio.sleep(self.look_every_s)
        except TimeoutError:
            log.warning("%d calls last too long and are connected to a person", self.busy())


class _Server(uvicorn.Server):
    """Winds down on the first SIGTERM; on the second, or Ctrl+C, stops at once."""

    def __init__(self, config: uvicorn.Config, drain: Drain | None) -> None:
        super().__init__(config)
        self._drain = drain
        self._loop = asyncio.get_running_loop()
        self._draining: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by the signal handler."""
        if sig != signal.SIGTERM or self._drain is None or self._draining is not None:
            super().handle_exit(sig, frame)
        else:
            self._loop.call_soon_threadsafe(self._wind_down, self._drain)

    def _wind_down(self, drain: Drain) -> None:
        if self._draining is None:
            self._draining = asyncio.create_task(self._stop_after(drain))

    async def _stop_after(self, drain: Drain) -> None:
        await drain.wait()
        self.should_exit = True


@asynccontextmanager
async def running(
    app: FastAPI,
    listener: socket.socket,
    drain: Drain | None = None,
    patience: Patience | None = None,
) -> AsyncIterator[asyncio.Task[None]]:
    """Serves `app` as the task given while the block runs; open connections then get 5 s to finish."""
    patience = patience or Patience()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http=cast(type[asyncio.Protocol], guarded_by(Reception(patience))),
        ws=LiveSocket,
        backlog=ACCEPTED_AT_ONCE,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_ping_interval=patience.ping_every_s,
        ws_ping_timeout=patience.pong_within_s,
        timeout_graceful_shutdown=5,
    )
    server = _Server(config, drain)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if serving.done():
                serving.result()
                raise RuntimeError("the server stopped before it had started; its log says why")
            await asyncio.sleep(0.01)
        listener.listen(WAITING_TO_BE_ACCEPTED)  # which asyncio has set to its own number
        yield serving
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
