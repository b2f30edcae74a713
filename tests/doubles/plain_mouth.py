"""A mouth that says every sentence as its own letters, and fails or hangs as told."""

import asyncio

from voice.mulaw import FRAME_BYTES, TELEPHONE_RATE
from voice.speaking.mouth import Said

VOICE = "plain"


class PlainMouth:
    """A sentence is its letters, and then blanks, `seconds` long."""

    def __init__(self, seconds: float = 3.0) -> None:
        self._bytes = round(seconds * TELEPHONE_RATE / FRAME_BYTES) * FRAME_BYTES
        self.asked: list[str] = []
        """What it was given, also what it then failed on."""
        self.in_public: list[str] = []
        """Those of them that were not private."""
        self.error: Exception | None = None
        """What it fails with."""
        self.hangs_on: str | None = None
        """The sentence that it does not finish before `go_on` is set; `hanging` tells that it has begun."""
        self.hanging, self.go_on = asyncio.Event(), asyncio.Event()

    async def say(self, text: str, pace: float = 1.0, *, private: bool = False) -> Said:
        self.asked.append(text)
        if not private:
            self.in_public.append(text)
        if text == self.hangs_on:
            self.hanging.set()
            await self.go_on.wait()
        if self.error is not None:
            raise self.error
        return Said(text.encode("utf-8").ljust(self._bytes), VOICE, False, 1.0)

    def close(self) -> None: ...


def words(codes: bytes) -> str:
    """The sentence that a PlainMouth said."""
    return codes.decode("utf-8").rstrip()
