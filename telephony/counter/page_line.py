"""The page as the line of one visit."""

from collections.abc import Callable
from typing import Any


class PageLine:
    """Plays in the browser; `hang_up` ends the visit, not the page, on which the next visit has its own line.

    Marks bear the visit's number: one of a visit that is over must not pass for one of the next.
    """

    def __init__(
        self,
        visit: int,
        send: Callable[[dict[str, Any]], None],
        send_audio: Callable[[bytes], None],
        cleared: Callable[[], None],
    ) -> None:
        self._prefix = f"{visit}:"
        self._send = send
        self._send_audio = send_audio
        self._cleared = cleared
        self._closed = False

    async def play(self, codes: bytes) -> None:
        if not self._closed:
            self._send_audio(codes)

    async def mark(self, name: str) -> None:
        if not self._closed:
            self._send({"type": "mark", "mark": self._prefix + name})

    async def clear(self) -> None:
        if not self._closed:
            self._send({"type": "clear"})
            self._cleared()

    async def hang_up(self) -> None:
        """Nothing is left to end: the conversation returns by itself."""

    def own(self, mark: str) -> str | None:
        """The name of a mark that came back; None for another visit's."""
        return mark.removeprefix(self._prefix) if mark.startswith(self._prefix) else None

    def close(self) -> None:
        """The visit is over: nothing of it reaches the page any more."""
        self._closed = True
