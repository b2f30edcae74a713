"""The story of a trial call, as it is read in a terminal."""

import io

from rich.console import Console

from telephony.cli import call_report as story
from telephony.simulator import (
    CallTimeline,
    Dial,
    Ended,
    Event,
    EventKind,
    Turn,
)
from telephony.simulator.timeline import Leg


def told(timeline: CallTimeline) -> str:
    out = io.StringIO()
    story.tell(Console(file=out, width=200), timeline)
    return out.getvalue()


def test_a_transferred_call_tells_who_was_rung_what_they_heard_and_what_was_recorded() -> None:
    timeline = CallTimeline("CA1", "2026-01-05T09:00:00+00:00", ended=Ended.TRANSFERRED, reason="put through")
    timeline.turns.append(Turn("giá đất", 1.0, 2.0, heard="giá đất", decision="transfer", answer_ms=900.0))
    busy = Leg("+84900000001", "CA2", status="busy")
    taken = Leg("+84900000002", "CA3", status="completed", heard=["audio of 9 s"], pressed="1")
    timeline.dials.append(Dial(5.0, (busy.number,), "busy", legs=[busy]))
    timeline.dials.append(Dial(8.0, (taken.number,), "completed", True, 3.0, legs=[taken]))
    timeline.record = {
        "outcome": "transferred: unmatched",
        "transfers": [{"officer": "An", "outcome": "busy"}, {"officer": "Bình", "outcome": "accepted"}],
        "messages": [],
    }
    text = told(timeline)
    for part in (
        "heard   giá đất",
        "transfer: no entry",
        "connected to a person",
        "rang +84900000001: busy",
        "rang +84900000002: picked up",
        "heard audio of 9 s; pressed 1",
        "spoke with the caller for 3 s",
        "transferred: unmatched",
        "An: busy",
        "Bình: accepted",
    ):
        assert part in text


def test_a_message_is_told_with_its_reference_number() -> None:
    timeline = CallTimeline("CA1", "2026-01-05T09:00:00+00:00", ended=Ended.RECORDER, reason="left a message")
    timeline.record = {
        "outcome": "unreached: no_input",
        "messages": [{"kind": "message", "reference": "1004"}],
    }
    assert "message, reference number 1004" in told(timeline)


def test_what_happens_to_the_caller_is_shown_while_it_happens() -> None:
    out = io.StringIO()
    console = Console(file=out, width=200)
    for kind in (EventKind.DIAL, EventKind.BRIDGED, EventKind.VERB):
        story.live(console, Event(3.0, kind, f"this is [{kind}]"))
    assert out.getvalue().count("\n") == 2, "verbs are for the timeline only"
    assert "[bridged]" in out.getvalue()
