"""Pairing codes tried by strangers: whoever guesses is slowed down, and the right code always opens.

A code has 34 bits and lives for 15 minutes. One address, once it has been wrong ten times, tries at most
twice a second: that finds a code once in some ten million of them. Refusing it altogether would let a
stranger lock out everybody behind the same address.
"""

import asyncio
import ipaddress
import logging
from collections import Counter as Count
from collections import deque
from collections.abc import Awaitable, Callable
from enum import Enum, auto

from telephony.counter.pairing import Counter, Counters
from voice.threads import Threads

log = logging.getLogger(__name__)

WRONG_CODES = 10
WRONG_CODES_WINDOW_S = 600.0
"""An address with ten wrong codes in ten minutes is guessing; people mistype one or two."""
GUESSERS_PAUSE_S = 2.0
AT_ONCE = 4
"""Tries of one address under way at once; those beyond are refused and may come again."""
REST_S = 0.2
"""After each wrong code, for all: checking one takes some 50 ms of CPU, so that a flood of guesses from
everywhere takes a fifth of one core."""
ADDRESSES_REMEMBERED = 10_000


class Refused(Enum):
    """Why a try opened nothing."""

    WRONG = auto()
    OFTEN = auto()
    """Too many tries of this address are under way."""


class Door:
    """Tries codes one after the other, off the event loop."""

    def __init__(
        self,
        counters: Counters,
        clock: Callable[[], float],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`clock` in seconds; `pause` waits for so many."""
        self._counters = counters
        self._clock = clock
        self._pause = pause
        self._threads = Threads(1, "pairing")
        self._checking = asyncio.Lock()
        self._trying: Count[str] = Count()
        self._wrong: dict[str, deque[float]] = {}

    def is_open_to(self, address: str) -> bool:
        """Whether a try from `address` would be taken now."""
        return self._trying[_network(address)] < AT_ONCE

    async def try_code(self, address: str, code: str) -> tuple[Counter, str] | Refused:
        """The counter that `code` stands for and its token, for somebody at the IP `address`."""
        who = _network(address)
        if self._trying[who] >= AT_ONCE:
            return Refused.OFTEN
        self._trying[who] += 1
        try:
            if self._guesses(who):
                await self._pause(GUESSERS_PAUSE_S)
            async with self._checking:
                paired = await self._threads.run(self._counters.pair, code)
                if paired is not None:
                    return paired
                self._remember(who)
                await self._pause(REST_S)
                return Refused.WRONG
        finally:
            self._trying[who] -= 1
            if not self._trying[who]:
                del self._trying[who]

    def _guesses(self, who: str) -> bool:
        wrong = self._wrong.get(who)
        return (
            wrong is not None
            and len(wrong) == WRONG_CODES
            and wrong[0] > self._clock() - WRONG_CODES_WINDOW_S
        )

    def _remember(self, who: str) -> None:
        guessed = self._guesses(who)
        wrong = self._wrong.pop(who, None) or deque(maxlen=WRONG_CODES)
        wrong.append(self._clock())
        self._wrong[who] = wrong
        if len(self._wrong) > ADDRESSES_REMEMBERED:
            del self._wrong[next(iter(self._wrong))]
        if not guessed and self._guesses(who):
            log.warning("%s has tried %d wrong pairing codes and is slowed down", who, WRONG_CODES)


def _network(address: str) -> str:
    """Who stands behind an address: an IPv6 host has 2^64 of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
