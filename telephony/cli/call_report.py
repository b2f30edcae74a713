"""Tells a trial call as a story a person enjoys reading."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape

from telephony.simulator import (
    CallTimeline,
    Dial,
    Ended,
    Event,
    EventKind,
    Turn,
)

_SHOWN_LIVE = {
    EventKind.STREAM_OPENED: "☎  the call is through, the helpline greets",
    EventKind.CLEAR: "✋ the caller broke in, the helpline stops speaking",
    EventKind.REST_HANGUP: "☎  the helpline hangs up",
    EventKind.REDIRECTED: "☎  the helpline takes the caller to the officers",
}
_SHOWN_AS_TOLD = frozenset(
    (
        EventKind.DIAL, EventKind.BRIDGED, EventKind.DECLINED, EventKind.MESSAGE, EventKind.DTMF,
        EventKind.PROBLEM, EventKind.UNANSWERED,
    )
)  # fmt: skip
_ENDINGS = {
    Ended.ANSWERED_AND_HUNG_UP: "the caller had what they wanted and hung up",
    Ended.ENDED_BY_HELPLINE: "the helpline said goodbye and hung up",
    Ended.TRANSFERRED: "the caller was connected to a person",
    Ended.UNREACHED: "nobody could take the call",
    Ended.LEFT_WHILE_RINGING: "the caller hung up before anybody took the call",
    Ended.RECORDER: "the caller was asked to leave a message",
    Ended.FAILED: "the call failed",
}
_PARTS = {
    "pause": "pause noticed",
    "recognition": "recognition",
    "match": "match",
    "first_audio": "first sound",
}


def live(console: Console, event: Event) -> None:
    """One line for an event worth seeing while the call goes on."""
    if event.kind in _SHOWN_LIVE:
        console.print(f"[dim]{event.t:6.1f} s[/]  {_SHOWN_LIVE[event.kind]}")
    elif event.kind is EventKind.CALLER_SPOKE:
        console.print(f"[dim]{event.t:6.1f} s[/]  🗣  the caller spoke")
    elif event.kind in _SHOWN_AS_TOLD:
        console.print(f"[dim]{event.t:6.1f} s[/]  {escape(event.text)}")


def tell(console: Console, timeline: CallTimeline) -> None:
    """The whole call: what was said, heard, found and answered, and how long it took."""
    for turn in timeline.turns:
        console.print()
        for line in _turn(turn):
            console.print(line, highlight=False)
    console.print()
    console.print(
        f"[bold]End:[/] {_ENDINGS[timeline.ended]} [dim]({escape(timeline.reason)})[/]", highlight=False
    )
    for dial in timeline.dials:
        for line in _dial(dial):
            console.print(f"     {line}", highlight=False)
    for line in _record(timeline.record):
        console.print(line, highlight=False)


def _turn(turn: Turn) -> Iterable[str]:
    yield f"[bold]The caller said[/]      {escape(turn.label)}"
    if turn.heard is not None:
        yield f"[bold]The helpline heard[/]   {escape(turn.heard) or '[dim]nothing[/]'}"
    if turn.decision is not None:
        subject = f"{escape(turn.title or '')} [dim]({turn.entry})[/]" if turn.entry else "[dim]no entry[/]"
        aspect = f", {turn.aspect}" if turn.aspect else ""
        yield f"[bold]and decided[/]          {turn.decision}: {subject}{aspect}"
    if turn.said:
        yield f"[bold]It said[/]              {escape(turn.said)}"
    if turn.answer_ms is not None:
        yield f"[bold]Waiting time[/]         [green]{turn.answer_ms:.0f} ms[/] from last word to answer"
    if turn.parts_ms:
        parts = " · ".join(f"{_PARTS[name]} {value:.0f}" for name, value in turn.parts_ms.items())
        yield f"                     [dim]ms: {parts}[/]"


def _dial(dial: Dial) -> Iterable[str]:
    for leg in dial.legs:
        yield f"☎  rang {escape(leg.number)}: {_leg_status(leg.status, bool(leg.heard))}"
        if leg.heard:
            answer = f"pressed {leg.pressed}" if leg.pressed else "pressed nothing"
            yield f"      [dim]heard {escape(' '.join(leg.heard))}; {answer}[/]"
    if dial.bridged:
        yield f"   and spoke with the caller for {dial.talked_s:.0f} s"


def _leg_status(status: str, briefed: bool) -> str:
    return "picked up" if status == "completed" or briefed else status


def _record(record: dict[str, Any]) -> Iterable[str]:
    """What the helpline itself wrote down about the end of the call."""
    if record.get("outcome"):
        yield f"[bold]Recorded:[/] {escape(record['outcome'])}"
    if record.get("briefing"):
        yield f"     the officers were told: {escape(record['briefing'])}"
    for attempt in record.get("transfers", []):
        yield f"     {escape(attempt['officer'])}: {attempt['outcome'] or 'still ringing'}"
    for message in record.get("messages", []):
        yield f"     {message['kind']}, reference number {message['reference']}"
