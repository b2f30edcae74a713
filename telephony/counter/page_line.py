"""The page as the line of a conversation."""

from collections.abc import Callable
from typing import Any


class PageLine:
    """Plays in the browser; `hang_up` ends the visit, not the page."""

    def __init__(
        self,
        send: Callable[[dict[str, Any]], None],
        send_audio: Callable[[bytes], None],
        cleared: Callable[[], None],
    ) -> None:
        self._send = send
        self._send_audio = send_audio
        self._cleared = cleared

    async def play(self, codes: bytes) -> None:
        self._send_audio(codes)

    async def mark(self, name: str) -> None:
        self._send({"type": "mark", "mark": name})

    async def clear(self) -> None:
        self._send({"type": "clear"})
        self._cleared()

    async def hang_up(self) -> None:
        """Nothing is left to end: the conversation returns by itself."""
