"""How fast utterances are recognised beside stock faster-whisper: same weights, threads, clips, one run."""

import ctypes
import gc
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import token_set_ratio

from voice.hearing.hearing import Recognizer
from voice.measuring.clips import Clip, over_the_line, words
from voice.samples import Samples

SCORED = 8
"""Phrases scored with each clip: what the matcher asks about when the text alone does not decide."""
SETTLED_AFTER = 20
"""Utterances after which memory should grow no more."""
UTTERANCES = 200
"""Heard, some of them again, before memory is looked at for the second time."""


@dataclass(frozen=True, slots=True)
class HearingBench:
    """Times in ms of one clip each; the names are part of the command contract."""

    stock_ms_p50: float
    stock_ms_p95: float
    transcript_ms_p50: float
    transcript_ms_p95: float
    scored_ms_p50: float
    """Transcript and scores of SCORED phrases whose priors are known."""
    scored_ms_p95: float
    ratio_transcript: float
    """Median against median, as are the next two."""
    ratio_transcript_p95: float
    ratio_with_scoring: float
    wer_stock: float
    """Word errors by words said, 0 to 1 and above."""
    wer_ours: float
    right_first: int
    """Clips whose own transcript had the best score among the SCORED."""
    words: int
    clips: int
    threads: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class MemoryBench:
    """Whether the recogniser keeps anything of what it has heard; sizes in MB, resident."""

    memory_mb_settled: float
    """After SETTLED_AFTER utterances."""
    memory_mb_end: float
    """After all of them."""
    utterances: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class HeardClip:
    """One clip, heard both ways."""

    stock_ms: float
    transcript_ms: float
    scored_ms: float
    stock_errors: int
    errors: int
    words: int
    right_first: bool


def bench_hearing(
    clips: Sequence[Clip],
    recognizer: Recognizer,
    stock: WhisperModel,
    threads: int,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[], object] = lambda: None,
) -> HearingBench:
    """Hears every clip over the telephone band, stock and ours in turn, so that a busy machine slows both."""
    choices = {clip.transcript for clip in clips}
    recognizer.prepare(sorted(choices))
    warm_up = over_the_line(clips[0].path)
    _by_stock(stock, warm_up)
    recognizer.recognize(warm_up)
    heard: list[HeardClip] = []
    for number, clip in enumerate(clips, start=1):
        shortlist = _shortlist(clip.transcript, choices)
        heard.append(_hear(recognizer, stock, clip, shortlist, clock, number % 2 == 0))
        progress()
    return _summary(heard, threads)


def bench_memory(
    clips: Sequence[Clip],
    recognizer: Recognizer,
    utterances: int = UTTERANCES,
    progress: Callable[[], object] = lambda: None,
) -> MemoryBench:
    """Hears `utterances` of the clips, from the first again after the last, and scores phrases with each."""
    choices = {clip.transcript for clip in clips}
    recognizer.prepare(sorted(choices))
    settled = memory_mb()
    for number in range(utterances):
        clip = clips[number % len(clips)]
        hearing = recognizer.recognize(over_the_line(clip.path))
        if hearing.score:
            hearing.score(_shortlist(clip.transcript, choices))
        if number + 1 == SETTLED_AFTER:
            settled = memory_mb()
        progress()
    return MemoryBench(settled, memory_mb(), utterances)


def memory_mb() -> float:
    """Resident memory of this process; its peak where the system does not tell the present value.

    What was freed is given back to the system before, for it is nobody's any more; only glibc has the call.
    """
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _hear(
    recognizer: Recognizer,
    stock: WhisperModel,
    clip: Clip,
    choices: Sequence[str],
    clock: Callable[[], float],
    stock_first: bool,
) -> HeardClip:
    samples = over_the_line(clip.path)
    times = {}
    texts = {}
    for who in ("stock", "ours") if stock_first else ("ours", "stock"):
        started = clock()
        if who == "stock":
            texts[who] = _by_stock(stock, samples)
        else:
            hearing = recognizer.recognize(samples)
            texts[who] = hearing.text
            times["transcript"] = (clock() - started) * 1000
            scores = hearing.score(choices) if hearing.score else [0.0]
        times[who] = (clock() - started) * 1000
    said = words(clip.transcript)
    return HeardClip(
        stock_ms=times["stock"],
        transcript_ms=times["transcript"],
        scored_ms=times["ours"],
        stock_errors=Levenshtein.distance(said, words(texts["stock"])),
        errors=Levenshtein.distance(said, words(texts["ours"])),
        words=len(said),
        right_first=int(np.argmax(scores)) == 0,
    )


def _by_stock(stock: WhisperModel, samples: Samples) -> str:
    segments, _ = stock.transcribe(samples, language="vi", beam_size=5)
    return " ".join(segment.text for segment in segments)


def _shortlist(transcript: str, choices: set[str]) -> list[str]:
    """What was said first, then the others that look most like it, SCORED in all."""
    others = sorted(choices - {transcript}, key=lambda text: (-token_set_ratio(text, transcript), text))
    return [transcript, *others[: SCORED - 1]]


def _summary(heard: Sequence[HeardClip], threads: int) -> HearingBench:
    def quantiles(times: Iterator[float]) -> tuple[float, float]:
        p50, p95 = np.percentile(list(times), [50, 95])
        return float(p50), float(p95)

    stock = quantiles(clip.stock_ms for clip in heard)
    transcript = quantiles(clip.transcript_ms for clip in heard)
    scored = quantiles(clip.scored_ms for clip in heard)
    said = sum(clip.words for clip in heard)
    return HearingBench(
        stock_ms_p50=stock[0],
        stock_ms_p95=stock[1],
        transcript_ms_p50=transcript[0],
        transcript_ms_p95=transcript[1],
        scored_ms_p50=scored[0],
        scored_ms_p95=scored[1],
        ratio_transcript=stock[0] / transcript[0],
        ratio_transcript_p95=stock[1] / transcript[1],
        ratio_with_scoring=stock[0] / scored[0],
        wer_stock=sum(clip.stock_errors for clip in heard) / max(1, said),
        wer_ours=sum(clip.errors for clip in heard) / max(1, said),
        right_first=sum(clip.right_first for clip in heard),
        words=said,
        clips=len(heard),
        threads=threads,
    )
