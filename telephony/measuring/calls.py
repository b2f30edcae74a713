"""Whole calls in real time, several at once: what comes of them, and how long their callers wait."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

import httpx
import numpy as np
from prometheus_client.parser import text_string_to_metric_families
from rich.table import Table

from telephony.measuring import test_call as trial
from telephony.simulator import (
    CallTimeline,
    Ended,
    Turn,
    Utterance,
)
from telephony.simulator.webhooks import certificates

STAGGER_S = 5.0
"""The callers' first calls are spread over this time, so that they do not all speak at the same moment."""
PARTS = ("pause", "recognition", "match", "first_audio")
REACHED = frozenset({Ended.TRANSFERRED, Ended.UNREACHED, Ended.LEFT_WHILE_RINGING, Ended.RECORDER})
"""Ends of a call that the helpline gave to a person."""

Place = Callable[[Utterance, str], Awaitable[CallTimeline]]
"""Places one call, in which this is said, from this number."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Of some durations in ms; None where there were none."""

    p50: float | None
    p95: float | None

    @classmethod
    def of(cls, durations: Sequence[float]) -> "Spread":
        if not durations:
            return cls(None, None)
        p50, p95 = np.percentile(durations, [50, 95])
        return cls(float(p50), float(p95))


@dataclass(frozen=True, slots=True)
class Vitals:
    """What a running helpline tells of itself at /metrics; None for what it does not tell."""

    memory_mb: float | None = None
    tasks: int | None = None
    active_calls: int | None = None
    loop_lags: tuple[tuple[float, float], ...] = ()
    """(ms, how many timers of the event loop came at most so late), since it started."""


@dataclass(frozen=True, slots=True)
class LoopLag:
    """How late the server's event loop was while the calls went on, in ms; upper bounds, from a histogram."""

    p50: float | None = None
    p99: float | None = None
    longest: float | None = None

    @classmethod
    def between(cls, before: Vitals, after: Vitals) -> "LoopLag":
        """What came in between two looks."""
        earlier = dict(before.loop_lags)
        grown = [(ms, count - earlier.get(ms, 0.0)) for ms, count in after.loop_lags]
        total = grown[-1][1] if grown else 0.0
        if not total:
            return cls()
        return cls(*(next(ms for ms, count in grown if count >= share * total) for share in (0.5, 0.99, 1.0)))


@dataclass(frozen=True, slots=True)
class CallsBench:
    """The names are part of the command contract."""

    calls: int
    """At once."""
    seconds: float
    """From the first call to the end of the last."""
    completed: int
    """Calls that came to a good end, transfers included."""
    failed: int
    reasons: dict[str, int]
    """Why calls failed."""
    turns: int
    """Utterances of the callers."""
    answers: int
    """Of them answered from the handbook, by the helpline's own record."""
    decisions: dict[str, int]
    """The same for everything it decided."""
    transfers: int
    """Calls that were given to a person."""
    unanswered: int
    """Utterances that nothing was said to."""
    answer_ms: Spread
    """From the caller's last sound to the first sound of what was said to it."""
    answered_ms: Spread
    """The same where that was an answer from the handbook."""
    parts_ms: dict[str, Spread]
    """Of that wait. Recognition and match run while the pause lasts; `rest` is what neither the pause nor the
    first audio explains: what of them outlasted the pause, the carrier's frames, and the quiet end of a word
    that is no longer audible."""
    missing_frames: int
    """Of 20 ms: silence in the midst of what was said, since the audio came too late."""
    caller_lag_ms: float
    """The callers' own worst delay: much more than a frame makes every time above doubtful."""
    loop_lag_ms: LoopLag
    before: Vitals
    after: Vitals
    questions: list[dict[str, Any]]
    """Each utterance: what was said, heard and decided, and what the wait was spent on."""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


async def bench_calls(
    place: Place,
    look: Callable[[], Awaitable[Vitals]],
    utterances: Sequence[Utterance],
    calls: int,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[CallTimeline], object] = lambda _: None,
) -> CallsBench:
    """Keeps `calls` calls going until `seconds` are over; those begun by then are finished.

    Each call says the next of `utterances`. Raises what `place` and `look` raise.
    """
    started = clock()
    timelines: list[CallTimeline] = []
    number = count()

    async def caller(delay: float) -> None:
        await asyncio.sleep(delay)
        while clock() - started < seconds:
            n = next(number)
            timeline = await place(utterances[n % len(utterances)], f"+849{n:08d}")
            timelines.append(timeline)
            progress(timeline)

    before = await look()
    async with asyncio.TaskGroup() as callers:
        for n in range(calls):
            callers.create_task(caller(min(STAGGER_S, seconds) * n / calls))
    lasted = clock() - started
    return summary(timelines, calls, lasted, before, await look())


def summary(
    timelines: Sequence[CallTimeline], calls: int, seconds: float, before: Vitals, after: Vitals
) -> CallsBench:
    """What `timelines` come to."""
    turns = [turn for timeline in timelines for turn in timeline.turns]
    replied = [(turn, turn.answer_ms) for turn in turns if turn.answer_ms is not None]
    failed = [timeline.reason for timeline in timelines if timeline.ended is Ended.FAILED]
    parts: dict[str, list[float]] = {part: [] for part in (*PARTS, "rest")}
    for turn, answer_ms in replied:
        if turn.parts_ms:
            for part in PARTS:
                parts[part].append(turn.parts_ms[part])
            parts["rest"].append(answer_ms - turn.parts_ms["pause"] - turn.parts_ms["first_audio"])
    decisions = Counter(turn.decision for turn in turns if turn.decision)
    return CallsBench(
        calls=calls,
        seconds=seconds,
        completed=len(timelines) - len(failed),
        failed=len(failed),
        reasons=dict(Counter(failed)),
        turns=len(turns),
        answers=decisions["answer"],
        decisions=dict(decisions),
        transfers=sum(timeline.ended in REACHED for timeline in timelines),
        unanswered=len(turns) - len(replied),
        answer_ms=Spread.of([answer_ms for _, answer_ms in replied]),
        answered_ms=Spread.of([ms for turn, ms in replied if turn.decision == "answer"]),
        parts_ms={part: Spread.of(durations) for part, durations in parts.items()},
        missing_frames=sum(timeline.missing_frames for timeline in timelines),
        caller_lag_ms=max((timeline.worst_lag_ms for timeline in timelines), default=0.0),
        loop_lag_ms=LoopLag.between(before, after),
        before=before,
        after=after,
        questions=[_question(turn) for turn in turns],
    )


def _question(turn: Turn) -> dict[str, Any]:
    parts = {part: round(ms) for part, ms in (turn.parts_ms or {}).items()}
    wait = None if turn.answer_ms is None else round(turn.answer_ms)
    return {
        "said": turn.label,
        "heard": turn.heard,
        "decision": turn.decision,
        "entry": turn.entry,
        "answer_ms": wait,
        "parts_ms": parts,
        "cut_off": turn.cut_off,
    }


async def vitals(helpline: trial.Helpline) -> Vitals:
    """As the helpline tells now; one that cannot be asked tells nothing."""
    try:
        async with httpx.AsyncClient(timeout=5.0, trust_env=False, verify=certificates()) as http:
            response = (await http.get(f"{helpline.url}/metrics")).raise_for_status()
        families = list(text_string_to_metric_families(response.text))
        told = {family.name: family.samples[0].value for family in families if family.samples}
        lags = tuple(
            (float(sample.labels["le"]) * 1000, sample.value)
            for family in families
            if family.name == "helpline_loop_lag_seconds"
            for sample in family.samples
            if "le" in sample.labels
        )
    except (httpx.HTTPError, ValueError):
        return Vitals()
    memory, tasks, active = (
        told.get(name)
        for name in ("process_resident_memory_bytes", "helpline_tasks", "helpline_calls_active")
    )
    return Vitals(
        None if memory is None else memory / 1e6,
        None if tasks is None else int(tasks),
        None if active is None else int(active),
        lags,
    )


def table(result: CallsBench) -> Table:
    """The figures for people."""
    shown = Table(box=None, pad_edge=False, show_header=False, highlight=True)
    shown.add_column(style="bold", no_wrap=True)
    shown.add_column()
    decided = ", ".join(f"{name} {n}" for name, n in result.decisions.items()) or "unknown to us"
    rows = [
        ("calls", f"{result.completed} completed, {result.failed} failed; {result.calls} at once"),
        *(("", f"[red]{number} ×[/] {reason}") for reason, number in result.reasons.items()),
        ("lasted", f"{result.seconds:.0f} s"),
        ("questions", f"{result.turns}, {result.unanswered} without a reply; decided: {decided}"),
        ("answers", f"{result.answers} from the handbook; {result.transfers} calls given to a person"),
        ("waiting time", _spread(result.answer_ms) + ", last sound to first sound"),
        ("  for an answer", _spread(result.answered_ms)),
        *((f"  {part.replace('_', ' ')}", _spread(spread)) for part, spread in result.parts_ms.items()),
        ("missing frames", f"{result.missing_frames} of 20 ms"),
        ("server's event loop", _lag(result.loop_lag_ms)),
        ("callers' own lag", f"{result.caller_lag_ms:.0f} ms at worst"),
        ("server memory", f"{_known(result.before.memory_mb)} → {_known(result.after.memory_mb)} MB"),
        ("server tasks", f"{_known(result.before.tasks)} → {_known(result.after.tasks)}"),
    ]
    for row in rows:
        shown.add_row(*row)
    return shown


def _spread(spread: Spread) -> str:
    if spread.p50 is None or spread.p95 is None:
        return "none"
    return f"{spread.p50:.0f} ms at the median, {spread.p95:.0f} ms at p95"


def _lag(lag: LoopLag) -> str:
    if lag.p99 is None or lag.longest is None:
        return "unknown"
    return f"late by at most {lag.p99:.0f} ms in 99 of 100 looks, by {lag.longest:.0f} ms at worst"


def _known(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0f}"
