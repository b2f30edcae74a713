"""How late the event loop is: whatever blocks it delays the audio of every call at once.

A timer is set again and again; by how much it comes late is how long something else held the loop. A frame is
20 ms, and a telephone's jitter buffer hides a few of them.
"""

import asyncio
from collections.abc import Callable

from telephony.metrics import LOOP_LAG

EVERY_S = 0.01
"""Half a frame: 100 samples a second cost 0.2 % of a core."""


async def watch_loop(observe: Callable[[float], None] = LOOP_LAG.observe, every_s: float = EVERY_S) -> None:
    """Tells `observe` again and again, until it is cancelled, how many seconds late the loop was."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every_s
        await asyncio.sleep(every_s)
        observe(max(0.0, loop.time() - due))
