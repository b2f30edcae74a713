"""Rendering sentences ahead of the calls, so that callers wait for no voice."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from voice.speaking.mouth import Mouth
from voice.speaking.speech import SynthesisError

GIVE_UP_AFTER: Final = 20
"""Failures in a row after which no voice can be expected to come back."""


@dataclass(slots=True)
class Rendering:
    """What came of it; counts are by the voice's name."""

    rendered: Counter[str] = field(default_factory=Counter)
    there_already: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    """Reason by sentence."""
    not_tried: int = 0
    """Sentences left when everything kept failing."""
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        return not self.failed and not self.not_tried

    def to_dict(self) -> dict[str, Any]:
        """As printed by `--json`."""
        return {
            "rendered": dict(self.rendered),
            "there_already": dict(self.there_already),
            "failed": self.failed,
            "not_tried": self.not_tried,
            "seconds": round(self.seconds, 1),
        }


async def render(
    mouth: Mouth,
    sentences: Iterable[str],
    *,
    only_missing: bool = False,
    jobs: int = 8,
    done: Callable[[], None] = lambda: None,
    clock: Callable[[], float] = time.monotonic,
) -> Rendering:
    """Has `mouth` say each of `sentences` into its cache, `jobs` at a time, calling `done` after each.

    What a fallback has said is tried again with the preferred voice, unless `only_missing`. Stopped at any
    moment, even by a crash, it leaves whole sentences only, and the next run goes on from there.
    """
    return await _Run(mouth, list(sentences), only_missing, done, clock).go(jobs)


class _Run:
    def __init__(
        self,
        mouth: Mouth,
        sentences: list[str],
        only_missing: bool,
        done: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self._mouth = mouth
        self._left = sentences[::-1]
        self._only_missing = only_missing
        self._done = done
        self._clock = clock
        self._failures_in_a_row = 0
        self._outcome = Rendering()

    async def go(self, jobs: int) -> Rendering:
        start = self._clock()
        async with asyncio.TaskGroup() as group:
            for _ in range(jobs):
                group.create_task(self._work())
        self._outcome.not_tried = len(self._left)
        self._outcome.seconds = self._clock() - start
        return self._outcome

    async def _work(self) -> None:
        while self._left and self._failures_in_a_row < GIVE_UP_AFTER:
            await self._render(self._left.pop())
            self._done()

    async def _render(self, sentence: str) -> None:
        if self._only_missing and (voice := await self._mouth.holds(sentence)):
            self._outcome.there_already[voice] += 1
            return
        try:
            said = await self._mouth.say(sentence)
        except SynthesisError as error:
            self._outcome.failed[sentence] = str(error)
            self._failures_in_a_row += 1
            return
        self._failures_in_a_row = 0
        (self._outcome.there_already if said.cached else self._outcome.rendered)[said.voice] += 1
