"""What Prometheus is told: each figure under its name, without anything personal."""

import asyncio

import pytest
from prometheus_client import REGISTRY, Counter, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from telephony import metrics
from telephony.records.outcome import Ending


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("counter", "name", "label"),
    [
        (metrics.CALLS, "helpline_calls_total", "outcome"),
        (metrics.TURNS, "helpline_turns_total", "decision"),
        (metrics.REFUSED, "helpline_refused_total", "reason"),
        (metrics.ATTEMPTS, "helpline_transfer_attempts_total", "outcome"),
    ],
)
def test_what_is_counted_is_counted_by_its_kind(counter: Counter, name: str, label: str) -> None:
    one, another = {label: "one kind"}, {label: "another"}
    before = sample(name, **one), sample(name, **another)
    counter.labels(**one).inc()
    assert (sample(name, **one), sample(name, **another)) == (before[0] + 1, before[1])


def test_the_wait_for_a_reply_is_told_in_steps_that_tell_good_from_bad() -> None:
    limits = ("0.5", "1.0", "2.0", "5.0", "+Inf")
    before = [sample("helpline_reply_seconds_bucket", le=limit) for limit in limits]
    metrics.REPLY_SECONDS.observe(1.1)
    after = [sample("helpline_reply_seconds_bucket", le=limit) for limit in limits]
    assert [later - earlier for later, earlier in zip(after, before, strict=True)] == [0, 0, 1, 1, 1]


async def test_tasks_are_those_of_the_loop_that_asks() -> None:
    alone = sample("helpline_tasks")
    waiting = asyncio.create_task(asyncio.Event().wait())
    assert sample("helpline_tasks") == alone + 1 == 2
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert sample("helpline_tasks") == alone


def test_outside_of_a_loop_there_are_no_tasks() -> None:
    assert sample("helpline_tasks") == 0


def test_everything_told_has_a_name_of_ours_and_an_explanation() -> None:
    metrics.CALLS.labels(outcome=Ending.FINISHED).inc()
    families = list(text_string_to_metric_families(generate_latest().decode()))
    ours = [family for family in families if family.name.startswith("helpline")]
    assert {"helpline_calls", "helpline_calls_active", "helpline_turns", "helpline_tasks"} <= {
        family.name for family in ours
    }
    assert all(family.documentation.endswith(".") for family in ours)
    assert {label for family in ours for each in family.samples for label in each.labels} <= {
        "outcome", "decision", "reason", "le",
    }  # fmt: skip
