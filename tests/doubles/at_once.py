"""A recogniser for all calls that takes no thread and no time."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from voice.hearing.hearing import Hearing, Recognizer
from voice.samples import Samples

T = TypeVar("T")


class AtOnce:
    """Asks its engine in the event loop."""

    def __init__(self, recognizer: Recognizer) -> None:
        self.recognizer = recognizer
        self.waiting = 0

    @property
    def engine(self) -> str:
        return self.recognizer.name

    async def recognize(self, samples: Samples, *, early: bool = False) -> Hearing:
        return self.recognizer.recognize(samples)

    async def think(self, job: Callable[[], T]) -> T:
        return job()

    def prepare(self, phrases: Sequence[str]) -> None:
        self.recognizer.prepare(phrases)

    def close(self) -> None: ...
