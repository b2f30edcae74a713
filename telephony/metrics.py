"""Figures for Prometheus, served at /metrics."""

import asyncio

from prometheus_client import Counter, Gauge, Histogram

CALLS = Counter("helpline_calls_total", "Calls by how they ended.", ["outcome"])
CALLS_ACTIVE = Gauge("helpline_calls_active", "Calls with an open stream.")
TURNS = Counter("helpline_turns_total", "Utterances by what was decided.", ["decision"])
REPLY_SECONDS = Histogram(
    "helpline_reply_seconds",
    "End of the caller's speech to the first audio of the reply.",
    buckets=(0.3, 0.5, 0.7, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0),
)
LOOP_LAG = Histogram(
    "helpline_loop_lag_seconds",
    "How late a timer of the event loop came: while something holds the loop, no call has audio.",
    buckets=(
        0.001,
        0.002,
        0.005,
        0.01,
        0.015,
        0.02,
        0.03,
        0.04,
        0.05,
        0.06,
        0.08,
        0.1,
        0.15,
        0.2,
        0.5,
        1.0,
        5.0,
    ),
)
REFUSED = Counter("helpline_refused_total", "Requests refused, by reason.", ["reason"])
ATTEMPTS = Counter("helpline_transfer_attempts_total", "Officers rung, by what came of it.", ["outcome"])
TASKS = Gauge("helpline_tasks", "Tasks of the event loop; between calls always the same.")


def _tasks() -> int:
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:
        return 0  # Asked outside of the event loop.


TASKS.set_function(_tasks)
