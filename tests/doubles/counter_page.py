"""A page at a counter, played by the test: it feeds audio, reads what is shown and tells what was played."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np

from telephony.counter.messages import Heard
from telephony.counter.session import CounterSession
from tests.doubles.counter_bench import CounterBench
from tests.doubles.synthetic_voice import babble, hiss
from voice.samples import Samples

FRAME = 320


class Page:
    """The browser's end."""

    def __init__(self, bench: CounterBench) -> None:
        self.bench = bench
        self.messages: list[dict[str, Any]] = []
        self.audio: list[bytes] = []
        self.session = CounterSession("Quầy 1", bench.context, self.messages.append, self.audio.append)
        self.session.open()

    def speak(self, seconds: float) -> None:
        self._feed(babble(seconds))

    def quiet(self, seconds: float) -> None:
        self._feed(hiss(seconds, 3e-4))

    def say(self) -> None:
        self.quiet(0.5)
        self.speak(1.5)
        self.quiet(2.0)

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    @property
    def state(self) -> str:
        return str(self.of("state")[-1]["state"])

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0.005)

    async def reply(self) -> list[str]:
        """What is said next, heard to its end."""
        await self.until(lambda: bool(self.of("mark")))
        mark = self.of("mark")[-1]["mark"]
        self.messages[:] = [message for message in self.messages if message["type"] != "mark"]
        self.session.told(Heard(type="played", mark=mark))
        await self.until(lambda: self.state != "answering")
        return [sentence for message in self.of("card") + self.of("said") for sentence in message["said"]]

    def _feed(self, samples: Samples) -> None:
        pcm = np.rint(samples * 32767).astype("<i2")
        for start in range(0, len(pcm), FRAME):
            self.session.hear(pcm[start : start + FRAME].tobytes())


Opening = Callable[..., Page]
"""Opens a page whose recogniser hears the given texts, in order."""
