"""Binds a media stream to the call it was opened for."""

import secrets
from collections.abc import Callable

LIFETIME_S = 60.0
"""Twilio opens the stream within a second or two of the TwiML; a minute covers every retry."""


class StreamTickets:
    """One-time tokens, each good for one call and one stream."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._open: dict[str, tuple[str, float]] = {}

    def issue(self, call_sid: str) -> str:
        """A fresh token for this call; unused ones that have expired are forgotten."""
        now = self._clock()
        self._open = {token: held for token, held in self._open.items() if held[1] > now}
        token = secrets.token_urlsafe(24)
        self._open[token] = (call_sid, now + LIFETIME_S)
        return token

    def redeem(self, token: str, call_sid: str) -> bool:
        """Whether `token` was issued for this call and not used before; it is used up either way."""
        held = self._open.pop(token, None)
        return held is not None and held[0] == call_sid and held[1] > self._clock()
