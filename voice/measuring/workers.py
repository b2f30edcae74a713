"""How many utterances a second are recognised by several at once, and how long each takes meanwhile."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from voice.hearing.hearing import Recognizer
from voice.measuring.clips import Clip, over_the_line
from voice.samples import Samples

TURN = 8
"""Utterances that one layout hears before the next has its turn."""
_SCORED = 4
"""Phrases scored with each: what the matcher asks about at once."""


@dataclass(slots=True)
class Layout:
    """One way to share out the cores, and what it achieved."""

    workers: int
    threads: int
    per_second: float = 0.0
    """Utterances heard a second, phrases scored."""
    ms_p50: float = 0.0
    """Of one utterance while `workers` are heard at once."""
    ms_p95: float = 0.0
    times: list[float] = field(default_factory=list, repr=False)
    """ms of each utterance."""
    busy: float = 0.0
    """Seconds at work."""

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name not in ("times", "busy")}


def bench_workers(
    clips: Sequence[Clip],
    layouts: Sequence[Layout],
    make: Callable[[int, int], Recognizer],
    clock: Callable[[], float] = time.perf_counter,
) -> None:
    """Fills in what each of `layouts` achieves on the clips; they take turns, so a busy machine slows all.

    `make` gives a recogniser for so many workers of so many threads.
    """
    phrases = sorted({clip.transcript for clip in clips})[:_SCORED]
    heard = [over_the_line(clip.path) for clip in clips]
    recognizers = [make(layout.workers, layout.threads) for layout in layouts]
    for recognizer in recognizers:
        recognizer.prepare(phrases)
        _hear(recognizer, heard[0], phrases, clock)
    for start in range(0, len(heard), TURN):
        for layout, recognizer in zip(layouts, recognizers, strict=True):
            began = clock()
            with ThreadPoolExecutor(layout.workers) as pool:
                turn = [
                    pool.submit(_hear, recognizer, samples, phrases, clock)
                    for samples in heard[start : start + TURN]
                ]
            layout.busy += clock() - began
            layout.times += [done.result() for done in turn]
    for layout in layouts:
        layout.per_second = len(layout.times) / layout.busy
        layout.ms_p50, layout.ms_p95 = (float(np.percentile(layout.times, q)) for q in (50, 95))


def _hear(
    recognizer: Recognizer, samples: Samples, phrases: Sequence[str], clock: Callable[[], float]
) -> float:
    """Milliseconds until an utterance is heard and phrases are scored."""
    began = clock()
    hearing = recognizer.recognize(samples)
    if hearing.score:
        hearing.score(phrases)
    return (clock() - began) * 1000
