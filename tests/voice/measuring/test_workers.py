from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.doubles.manual_clock import ManualClock
from voice.audio import write_wav
from voice.hearing.hearing import Hearing
from voice.measuring.clips import Clip
from voice.measuring.workers import TURN, Layout, bench_workers
from voice.samples import Samples

CLIPS = 2 * TURN + 4


class Engine:
    """Takes as long as its layout says, half of it for the scores."""

    def __init__(self, clock: ManualClock, seconds: float, order: list[int], number: int) -> None:
        self.name = "engine"
        self.clock = clock
        self.seconds = seconds
        self.order = order
        self.number = number
        self.prepared: Sequence[str] = ()

    def prepare(self, phrases: Sequence[str]) -> None:
        self.prepared = phrases

    def recognize(self, samples: Samples) -> Hearing:
        self.order.append(self.number)
        self.clock.now += self.seconds / 2

        def score(texts: Sequence[str]) -> list[float]:
            assert texts == self.prepared
            self.clock.now += self.seconds / 2
            return [0.0 for _ in texts]

        return Hearing("", 0.0, self.name, 0.0, 0.0, score)


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    write_wav(tmp_path / "clip.wav", np.full(800, 0.1, dtype=np.float32), 8_000)
    return [Clip(tmp_path / "clip.wav", f"câu hỏi số {number}") for number in range(CLIPS)]


def test_layouts_hear_the_same_clips_by_turns_and_their_rates_are_told(clips: list[Clip]) -> None:
    clock, order = ManualClock(), []
    made: list[tuple[int, int]] = []

    def make(workers: int, threads: int) -> Engine:
        made.append((workers, threads))
        return Engine(clock, 0.2 / threads, order, len(made))

    layouts = [Layout(1, 1), Layout(1, 2)]
    bench_workers(clips, layouts, make, clock)
    assert made == [(1, 1), (1, 2)]
    assert order == [1, 2] + ([1] * TURN + [2] * TURN) * 2 + [1] * 4 + [2] * 4
    assert [layout.per_second for layout in layouts] == pytest.approx([5, 10])
    assert [layout.ms_p50 for layout in layouts] == pytest.approx([200, 100])
    assert layouts[1].to_dict() == pytest.approx(
        {"workers": 1, "threads": 2, "per_second": 10, "ms_p50": 100, "ms_p95": 100}
    )
