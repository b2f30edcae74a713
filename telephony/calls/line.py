"""The caller's line, as a conversation sees it; each carrier has its own."""

from typing import Protocol


class Line(Protocol):
    """What a conversation can do to the caller's line."""

    async def play(self, codes: bytes) -> None:
        """Queues μ-law audio behind what is already playing."""
        ...

    async def mark(self, name: str) -> None:
        """Asks to be told when everything queued so far was played."""
        ...

    async def clear(self) -> None:
        """Stops playing and forgets what is queued; outstanding marks come back at once."""
        ...

    async def hang_up(self) -> None:
        """Ends the call."""
        ...
