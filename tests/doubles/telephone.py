"""The caller's end of a line; audio that a PlainMouth said is read as words."""

import asyncio
from collections.abc import Callable

from tests.doubles.plain_mouth import words

PATIENCE_S = 60.0
"""For what the helpline says next; in virtual time as good as for ever."""


class Telephone:
    """What is played lies here until the test lets it be heard."""

    def __init__(self) -> None:
        self.marked: Callable[[str], None] = lambda name: None
        """Is told of each mark that comes back."""
        self.loses_marks = False
        """As some gateways do."""
        self.played: list[str] = []
        self.marks: list[str] = []
        self.cleared = 0
        self.clear_came = asyncio.Event()
        self.hung_up = False
        self.sent = asyncio.Event()
        """Something was said to its end, which is heard only when the test says so."""

    async def play(self, codes: bytes) -> None:
        self.played.append(words(codes))

    async def mark(self, name: str) -> None:
        self.marks.append(name)
        self.sent.set()

    async def clear(self) -> None:
        self.cleared += 1
        self.clear_came.set()
        self.played_out()

    async def hang_up(self) -> None:
        self.hung_up = True

    def played_out(self) -> None:
        """The carrier reports every outstanding mark."""
        while self.marks:
            name = self.marks.pop(0)
            if not self.loses_marks:
                self.marked(name)

    async def said(self) -> list[str]:
        """What the helpline says next, up to its mark, not heard yet."""
        async with asyncio.timeout(PATIENCE_S):
            await self.sent.wait()
        self.sent.clear()
        said, self.played = self.played, []
        return said

    async def reply(self) -> list[str]:
        """What the helpline says next, heard to its end."""
        said = await self.said()
        self.played_out()
        await asyncio.sleep(0)
        return said
