"""Tells past calls to a person at a terminal: a table of many, the whole story of one."""

import itertools
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from telephony.records.export import LOCAL
from telephony.records.record import CallRecord, Turn

SHOWN_CALLS = 50


def show(console: Console, records: Iterable[CallRecord]) -> None:
    """A line for each call."""
    shown = iter(records)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("time", "length", "caller", "asked", "outcome", "officers and messages"):
        table.add_column(column, no_wrap=column in ("time", "length", "caller"), overflow="fold")
    for record in itertools.islice(shown, SHOWN_CALLS):
        table.add_row(
            f"{record.started.astimezone(LOCAL):%d.%m. %H:%M}",
            _length(record),
            escape(record.caller),
            escape(_asked(record)),
            escape(_outcome(record)),
            escape(" · ".join(_people(record))),
        )
    if not table.row_count:
        console.print("no calls")
        return
    console.print(table)
    if next(shown, None):
        console.print(f"[dim]the newest {SHOWN_CALLS}; --since narrows, --export and --json give all[/]")


def tell(console: Console, record: CallRecord) -> None:
    """The whole of one call."""
    began = record.started.astimezone(LOCAL)
    console.print(
        f"[bold]{escape(record.call_sid)}[/]  {record.channel} from {escape(record.caller)}", highlight=False
    )
    console.print(
        f"{began:%d.%m.%Y %H:%M:%S}  {_length(record)}  {escape(_outcome(record))}", highlight=False
    )
    for turn in record.turns:
        console.print()
        for line in _turn(turn):
            console.print(line, highlight=False)
    if record.transfers or record.messages:
        console.print()
    for line in _people(record):
        console.print(escape(line), highlight=False)


def _turn(turn: Turn) -> Iterator[str]:
    heard = escape(turn.heard) or "[dim]nothing[/]"
    yield f"[bold]heard[/]    {heard} [dim]({turn.hearing_confidence:.0%})[/]"
    subject = f": {escape(turn.title or '')} [dim]({turn.entry})[/]" if turn.entry else ""
    aspects = f" {', '.join(turn.aspects)}" if turn.aspects else ""
    yield f"[bold]decided[/]  {turn.decision or 'nothing'}{subject}{aspects} [dim]({turn.confidence:.0%})[/]"
    if turn.said:
        yield f"[bold]said[/]     {escape(' '.join(turn.said))}"
    yield (
        f"[dim]ms       pause {turn.pause_ms:.0f} · recognition {turn.recognition_ms:.0f} · "
        f"match {turn.match_ms:.0f} · first sound {turn.first_audio_ms:.0f} · {turn.engine}, {turn.voice}[/]"
    )


def _outcome(record: CallRecord) -> str:
    return (record.outcome or "going on").replace("_", " ")


def _asked(record: CallRecord) -> str:
    """What the call was about: the last entry found, else the last words heard."""
    titles = [turn.title for turn in record.turns if turn.title]
    heard = [turn.heard for turn in record.turns if turn.heard]
    return (titles or heard or [""])[-1]


def _people(record: CallRecord) -> list[str]:
    rung = [
        f"{attempt.officer}: {(attempt.outcome or 'ringing').replace('_', ' ')}"
        for attempt in record.transfers
    ]
    return rung + [f"{m.kind} {m.reference} {m.text}".rstrip() for m in record.messages]


def _length(record: CallRecord) -> str:
    if record.ended is None:
        return "…"
    minutes, seconds = divmod(round((record.ended - record.started).total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"
