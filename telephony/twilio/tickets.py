"""Binds a media stream to the call it was opened for."""

import secrets
from collections.abc import Callable

LIFETIME_S = 60.0
"""Twilio opens the stream within a second or two of the TwiML; a minute covers every retry."""


class StreamTickets:
    """One-time tokens, each good for one call and one stream, and carrying who calls."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open: dict[str, tuple[str, str, float]] = {}

    def __len__(self) -> int:
        """Streams that may still open."""
        self._forget_expired()
        return len(self._open)

    def issue(self, call_sid: str, caller: str) -> str:
        """A fresh token for this call; unused ones that have expired are forgotten."""
        self._forget_expired()
        token = secrets.token_urlsafe(24)
        self._open[token] = (call_sid, caller, self._clock() + LIFETIME_S)
        return token

    def redeem(self, token: str, call_sid: str) -> str | None:
        """The caller of this call, if `token` was issued for it and not used before; used up either way."""
        sid, caller, until = self._open.pop(token, ("", "", 0.0))
        return caller if sid == call_sid and until > self._clock() else None

    def _forget_expired(self) -> None:
        now = self._clock()
        self._open = {token: held for token, held in self._open.items() if held[2] > now}
