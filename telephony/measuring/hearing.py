"""How fast utterances are recognised beside stock faster-whisper: same weights, threads, clips, one run."""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import token_set_ratio

from telephony.measuring.speech import Clip, over_the_line, words
from voice.hearing import Samples
from voice.whisper import WhisperRecognizer

SCORED = 8
"""Phrases scored with each clip: what the matcher asks about when the text alone does not decide."""
SETTLED_AFTER = 20
"""Utterances after which memory should grow no more."""
UTTERANCES = 200
"""Heard at least, some of them again, before memory is looked at for the second time."""


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
    memory_mb_settled: float
    """Resident after SETTLED_AFTER utterances."""
    memory_mb_end: float
    """Resident after all of them."""
    utterances: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Heard:
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
    recognizer: WhisperRecognizer,
    threads: int,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[], object] = lambda: None,
    utterances: int = UTTERANCES,
) -> HearingBench:
    """Hears every clip over the telephone band, stock and ours in turn, so that a busy machine slows both."""
    choices = {clip.transcript for clip in clips}
    recognizer.prepare(sorted(choices))
    warm_up = over_the_line(clips[0].path)
    _stock(recognizer, warm_up)
    recognizer.recognize(warm_up)
    heard: list[Heard] = []
    settled = memory_mb()
    for number, clip in enumerate(clips, start=1):
        heard.append(_hear(recognizer, clip, _shortlist(clip.transcript, choices), clock, number % 2 == 0))
        if number == SETTLED_AFTER:
            settled = memory_mb()
        progress()
    for number in range(len(clips), utterances):
        samples = over_the_line(clips[number % len(clips)].path)
        hearing = recognizer.recognize(samples)
        if hearing.score:
            hearing.score([clips[number % len(clips)].transcript])
    return _summary(heard, threads, settled, memory_mb(), max(len(heard), utterances))


def memory_mb() -> float:
    """Resident memory of this process; its peak where the system does not tell the present value."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _hear(
    recognizer: WhisperRecognizer,
    clip: Clip,
    choices: Sequence[str],
    clock: Callable[[], float],
    stock_first: bool,
) -> Heard:
    samples = over_the_line(clip.path)
    times = {}
    texts = {}
    for who in ("stock", "ours") if stock_first else ("ours", "stock"):
        started = clock()
        if who == "stock":
            texts[who] = _stock(recognizer, samples)
        else:
            hearing = recognizer.recognize(samples)
            texts[who] = hearing.text
            times["transcript"] = (clock() - started) * 1000
            scores = hearing.score(choices) if hearing.score else [0.0]
        times[who] = (clock() - started) * 1000
    said = words(clip.transcript)
    return Heard(
        stock_ms=times["stock"],
        transcript_ms=times["transcript"],
        scored_ms=times["ours"],
        stock_errors=Levenshtein.distance(said, words(texts["stock"])),
        errors=Levenshtein.distance(said, words(texts["ours"])),
        words=len(said),
        right_first=int(np.argmax(scores)) == 0,
    )


def _stock(recognizer: WhisperRecognizer, samples: Samples) -> str:
    segments, _ = recognizer.stock.transcribe(samples, language="vi", beam_size=5)
    return " ".join(segment.text for segment in segments)


def _shortlist(transcript: str, choices: set[str]) -> list[str]:
    """What was said first, then the others that look most like it, SCORED in all."""
    others = sorted(choices - {transcript}, key=lambda text: (-token_set_ratio(text, transcript), text))
    return [transcript, *others[: SCORED - 1]]


def _summary(
    heard: Sequence[Heard], threads: int, settled: float, end: float, utterances: int
) -> HearingBench:
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
        memory_mb_settled=settled,
        memory_mb_end=end,
        utterances=utterances,
    )
