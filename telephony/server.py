"""Running the service: as a process of its own, or beside a test call in the same process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

MAX_MESSAGE_BYTES = 64 * 1024
"""Twilio's media messages are under 1 kB; nothing legitimate comes near this."""


class PortTakenError(Exception):
    """Something else listens where the service was to listen."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises PortTakenError."""
    try:
        return socket.create_server((host, port), backlog=256, reuse_port=False)
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host}:{port} ({error.strerror}); stop what runs there or give another --port"
        ) from error


def address(listener: socket.socket) -> str:
    """http:// address of `listener` for callers on this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - not bound here


@asynccontextmanager
async def running(app: FastAPI, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serves `app` as the task given while the block runs; open connections then get 5 s to finish."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE_BYTES,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if serving.done():
                serving.result()
                raise RuntimeError("the server stopped before it had started; its log says why")
            await asyncio.sleep(0.01)
        yield serving
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
