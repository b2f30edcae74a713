"""Binds a media stream to the call it was opened for."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

LIFETIME_S = 10.0
"""Twilio opens the stream within a second or two of the TwiML; what comes later is no caller who waits."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One call whose stream is to open."""

    call_sid: str
    caller: str
    called: str
    until: float


class StreamTickets:
    """One-time tokens, each good for one call and one stream, and carrying who calls whom."""

    def __init__(
        self, clock: Callable[[], float], expired: Callable[[str], None] = lambda call_sid: None
    ) -> None:
        """`expired` is told of each call whose stream did not open in time; `clock` in seconds."""
        self._clock = clock
        self._expired = expired
        self._open: dict[str, Ticket] = {}

    def __len__(self) -> int:
        """Streams that may still open."""
        self.sweep()
        return len(self._open)

    def issue(self, call_sid: str, caller: str, called: str) -> str:
        """A fresh token for this call."""
        token = secrets.token_urlsafe(24)
        self._open[token] = Ticket(call_sid, caller, called, self._clock() + LIFETIME_S)
        return token

    def redeem(self, token: str, call_sid: str) -> Ticket | None:
        """The ticket of this call, if `token` was issued for it and not used before; used up either way."""
        self.sweep()
        ticket = self._open.pop(token, None)
        return ticket if ticket is not None and ticket.call_sid == call_sid else None

    def sweep(self) -> None:
        """Forgets tickets that have expired."""
        now = self._clock()
        gone = [token for token, held in self._open.items() if held.until <= now]
        for token in gone:
            self._expired(self._open.pop(token).call_sid)
