from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.doubles.manual_clock import ManualClock
from voice.audio import write_wav
from voice.hearing.hearing import Hearing
from voice.measuring.clips import Clip, spread
from voice.measuring.hearing import (
    SCORED,
    SETTLED_AFTER,
    bench_hearing,
    bench_memory,
)
from voice.samples import Samples

PHRASES = [f"câu hỏi số {number}" for number in range(12)]


class Engine:
    """Takes 800 ms a clip as stock and 100 ms our way, 10 ms a score; ours drops the last word."""

    def __init__(self, clock: ManualClock, phrases: dict[int, str]) -> None:
        self.name = "engine"
        self.clock = clock
        self.phrases = phrases
        self.prepared: list[str] = []
        self.order: list[str] = []
        self.scored: list[int] = []

    def prepare(self, phrases: Sequence[str]) -> None:
        self.prepared += phrases

    def transcribe(
        self, samples: Samples, language: str, beam_size: int
    ) -> tuple[Iterator[SimpleNamespace], None]:
        assert (language, beam_size) == ("vi", 5)
        self.clock.now += 0.8
        self.order.append("stock")
        return iter([SimpleNamespace(text=self.said(samples))]), None

    def recognize(self, samples: Samples) -> Hearing:
        self.clock.now += 0.1
        self.order.append("ours")
        said = self.said(samples)

        def score(texts: Sequence[str]) -> list[float]:
            self.clock.now += 0.01 * len(texts)
            self.scored.append(len(texts))
            return [1.0 if text == said else 0.0 for text in texts]

        return Hearing(said.rpartition(" ")[0], 0.9, "engine", 0.0, 0.0, score)

    def said(self, samples: Samples) -> str:
        return self.phrases[round(len(samples) / 1_600)]


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    for number in range(len(PHRASES)):
        write_wav(tmp_path / f"{number}.wav", np.full(800 * (number + 1), 0.1, dtype=np.float32), 8_000)
    return [Clip(tmp_path / f"{number}.wav", text) for number, text in enumerate(PHRASES)]


def test_times_and_errors_of_both_are_told_with_their_ratio(clips: list[Clip]) -> None:
    clock = ManualClock()
    engine = Engine(clock, {number + 1: text for number, text in enumerate(PHRASES)})
    result = bench_hearing(clips, engine, engine, threads=1, clock=clock)
    assert result.stock_ms_p50 == pytest.approx(800)
    assert (result.transcript_ms_p50, result.transcript_ms_p95) == pytest.approx((100, 100))
    assert result.scored_ms_p50 == pytest.approx(100 + 10 * SCORED)
    assert (result.ratio_transcript, result.ratio_transcript_p95) == pytest.approx((8, 8))
    assert result.ratio_with_scoring == pytest.approx(800 / 180)
    assert (result.wer_stock, result.wer_ours) == (0, pytest.approx(1 / 4))
    assert (result.right_first, result.clips, result.words, result.threads) == (12, 12, 48, 1)


def test_the_two_take_turns_in_going_first_and_scores_are_prepared(clips: list[Clip]) -> None:
    clock = ManualClock()
    engine = Engine(clock, {number + 1: text for number, text in enumerate(PHRASES)})
    done: list[None] = []
    bench_hearing(clips, engine, engine, 1, clock, lambda: done.append(None))
    assert engine.order[2:8] == ["ours", "stock", "stock", "ours", "ours", "stock"]
    assert engine.order.count("ours") == 1 + len(clips)
    assert set(engine.prepared) == set(PHRASES)
    assert engine.scored == [SCORED] * len(clips)
    assert len(done) == len(clips)


@pytest.mark.slow
def test_memory_is_looked_at_early_and_after_all_utterances(clips: list[Clip]) -> None:
    kept: list[bytearray] = []

    class Hoarding(Engine):
        def recognize(self, samples: Samples) -> Hearing:
            kept.append(bytearray(b"x") * (1 << 20))
            return super().recognize(samples)

    engine = Hoarding(ManualClock(), {number + 1: text for number, text in enumerate(PHRASES)})
    result = bench_memory(clips, engine, utterances=SETTLED_AFTER + 60)
    assert engine.order == ["ours"] * 80
    assert engine.scored == [SCORED] * 80
    assert result.utterances == 80
    assert 40 < result.memory_mb_end - result.memory_mb_settled < 100


def test_some_clips_stand_for_all_of_the_folder(clips: list[Clip]) -> None:
    assert spread(clips, 4) == [clips[0], clips[3], clips[6], clips[9]]
    assert spread(clips, None) == spread(clips, 50) == clips
