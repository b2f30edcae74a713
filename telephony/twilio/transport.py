"""The official client's way to Twilio's REST interface: asynchronous, with own threads and connections.

The client's own asynchronous transport takes neither a limit of connections nor a resolver, and asyncio's
looks up names in the threads that everybody shares.
"""

import logging
import socket
from base64 import b64encode
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from voice.threads import Threads

TWILIO_API = "https://api.twilio.com"
CONNECTIONS = 100
"""Each steers one call; more than any number of calls that one process can carry."""

traffic = logging.getLogger(f"{__name__}.traffic")
traffic.setLevel(logging.WARNING)
"""The official client writes whole requests, numbers included, at a lower level."""


class Transport(AsyncHttpClient):  # type: ignore[misc] # twilio ships no types
    """Sends what the official client asks for to Twilio, or to `api_url`; connects when first needed."""

    def __init__(self, api_url: str | None = None, connections: int = CONNECTIONS) -> None:
        super().__init__(traffic, is_async=True)
        self._api_url = api_url or TWILIO_API
        # With `trust_env` aiohttp would also read ~/.netrc, in the threads that everybody shares.
        self._proxy = _proxy(self._api_url)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    async def request(  # the signature is the official client's
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - whoever asks has a deadline of its own
        allow_redirects: bool = False,
    ) -> Response:
        """Raises aiohttp.ClientError and OSError."""
        if auth is not None:
            key = b64encode(":".join(auth).encode()).decode("ascii")
            headers = {**(headers or {}), "Authorization": f"Basic {key}"}
        async with self._opened().request(
            method,
            url.replace(TWILIO_API, self._api_url, 1),
            params=params,
            data=data,
            headers=headers,
            allow_redirects=allow_redirects,
        ) as answer:
            return Response(answer.status, await answer.text(), answer.headers)

    async def close(self) -> None:
        """Gives the connections back."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, resolver=_Names())
            no_deadline = aiohttp.ClientTimeout(total=None, sock_connect=None)
            self._session = aiohttp.ClientSession(connector=connector, timeout=no_deadline, proxy=self._proxy)
        return self._session


def _proxy(url: str) -> str | None:
    """As the environment says, in https_proxy and no_proxy."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


class _Names(AbstractResolver):
    """Looks up names; the connector asks for each only once at a time."""

    def __init__(self) -> None:
        self._threads = Threads(2, "carrier-names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._threads.run(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=int(address[1]),
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        self._threads.close()
