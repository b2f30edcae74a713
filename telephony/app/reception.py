"""Who may stay connected without asking for anything: nobody for long, nor so many that calls find no room.

uvicorn waits for the end of a request for ever, and accepts connections until the system has no more files.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from telephony.metrics import REFUSED

log = logging.getLogger(__name__)

TOLD_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """What connections are granted."""

    request_s: float = 10.0
    """From its first byte, or from the connection, to the end of a request; carriers send theirs at once."""
    connections: int = 1_000
    """Open at once, those of calls and counters among them; beyond it whoever has waited longest to finish a
    request makes room."""
    ping_every_s: float = 5.0
    pong_within_s: float = 8.0
    """A carrier that vanished without a word is noticed after the sum at the latest: some 13 s."""


class Reception:
    """Connections whose request is not complete, the oldest first."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._unfinished: dict[Guarded, asyncio.TimerHandle] = {}
        self._turned_out = 0
        self._told_at = float("-inf")

    def wait_for(self, connection: "Guarded") -> None:
        """The connection owes a request from now on, if it did not before."""
        if connection not in self._unfinished:
            loop = asyncio.get_running_loop()
            self._unfinished[connection] = loop.call_later(
                self._patience.request_s, self._turn_out, connection, "slow"
            )

    def is_done(self, connection: "Guarded") -> None:
        """The request is complete, or the connection gone."""
        timer = self._unfinished.pop(connection, None)
        if timer is not None:
            timer.cancel()

    def make_room(self, connections: int) -> bool:
        """Whether there is room for one more beside so many."""
        if connections < self._patience.connections:
            return True
        oldest = next(iter(self._unfinished), None)
        if oldest is None:
            self._tell("crowd")
            return False
        self._turn_out(oldest, "crowd")
        return True

    def _turn_out(self, connection: "Guarded", reason: str) -> None:
        self.is_done(connection)
        connection.transport.abort()
        self._tell(reason)

    def _tell(self, reason: str) -> None:
        REFUSED.labels(reason=reason).inc()
        self._turned_out += 1
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= TOLD_EVERY_S:
            log.warning(
                "%d connections were closed before they had sent a request (%s); see that only the proxy "
                "reaches this port",
                self._turned_out,
                reason,
            )
            self._told_at, self._turned_out = now, 0


class Guarded(H11Protocol):
    """uvicorn's protocol, which owes the reception a request."""

    def __init__(self, reception: Reception, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reception = reception
        self._upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        if not self._reception.make_room(len(self.connections)):
            transport.abort()
        super().connection_made(transport)
        self._reception.wait_for(self)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._upgraded or self.transport.is_closing():
            return
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._reception.wait_for(self)
        else:
            self._reception.is_done(self)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._upgraded = True
        self._reception.is_done(self)
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._reception.is_done(self)
        super().connection_lost(exc)


class LiveSocket(WebSocketsSansIOProtocol):
    """uvicorn's websocket, which does not wait for the last bytes to reach a carrier that is gone."""

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()


def guarded_by(reception: Reception) -> Callable[..., Guarded]:
    """What uvicorn makes its connections with."""
    return lambda *args, **kwargs: Guarded(reception, *args, **kwargs)
