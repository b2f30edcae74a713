"""The websocket of a media stream, as Twilio opens it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidURI


class NotOpenedError(Exception):
    """The stream could not be opened; the message says why."""


@dataclass(frozen=True, slots=True)
class StreamTarget:
    """Where a stream goes."""

    url: str
    """Where it is reached."""
    signature: str
    """X-Twilio-Signature over its public URL."""
    parameters: Mapping[str, str]
    """The <Parameter> children."""
    is_local: bool
    """On this machine: no proxy is asked."""


class Socket(Protocol):
    """An open websocket; iterating gives its messages until it is closed."""

    @property
    def close_code(self) -> int | None: ...

    def __aiter__(self) -> AsyncIterator[str | bytes]: ...

    async def send(self, message: str, /) -> None:
        """Raises websockets' ConnectionClosed."""
        ...

    async def close(self) -> None: ...


OpenSocket = Callable[[StreamTarget], Awaitable[Socket]]
"""Raises NotOpenedError."""


async def open_socket(target: StreamTarget) -> Socket:
    """A websocket over the network. Raises NotOpenedError."""
    try:
        return await connect(
            target.url,
            additional_headers={"X-Twilio-Signature": target.signature},
            user_agent_header="Twilio.TmeWs/1.0",
            # Twilio does not ping; a frozen helpline is noticed by the caller, as in life.
            ping_interval=None,
            close_timeout=2,
            compression=None,
            proxy=None if target.is_local else True,
        )
    except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
        raise NotOpenedError(str(error) or type(error).__name__) from error
