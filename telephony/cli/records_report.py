"""Tells past calls to a person at a terminal: a table of many, the whole story of one."""

import itertools
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from telephony.records.export import LOCAL
from telephony.records.record import (
    CallRecord,
    Message,
    TransferAttempt,
    Turn,
)

SHOWN_CALLS = 50
_ENDINGS = {
    "finished": "answered, and said goodbye",
    "caller_hung_up": "the caller hung up",
    "left_while_ringing": "the caller hung up while officers were rung",
    "unreached": "no officer took the call",
    "out_of_hours": "no officer is on duty",
    "transferred": "put through",
    "overflow": "straight to the officers, for too many were calling",
    "turned_away": "turned away, for this number called too often",
    "crashed": "cut off when the service died",
    "stream_lost": "the stream broke off, then the officers were rung",
    "stuck": "ended by the watchdog, then the officers were rung",
}
_REASONS = {
    "unmatched": "the handbook has no answer",
    "asked_for_person": "the caller wanted a person",
    "not_heard": "the caller was not understood",
    "no_input": "the caller said nothing",
    "too_long": "the call took too long",
}


def show(console: Console, records: Iterable[CallRecord]) -> None:
    """A line for each call."""
    shown = iter(records)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("time", "length", "caller", "asked", "what became of it"):
        table.add_column(column, no_wrap=column in ("time", "length", "caller"), overflow="fold")
    for record in itertools.islice(shown, SHOWN_CALLS):
        table.add_row(
            f"{record.started.astimezone(LOCAL):%d.%m. %H:%M}",
            _length(record),
            escape(record.caller),
            escape(_asked(record)),
            escape("\n".join((in_words(record.outcome), *_people(record)))),
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
        f"{began:%d.%m.%Y %H:%M:%S}  {_length(record)}  {escape(in_words(record.outcome))}", highlight=False
    )
    for turn in record.turns:
        console.print()
        for line in _turn(turn):
            console.print(line, highlight=False)
    if record.transfers or record.messages:
        console.print()
    if record.briefing:
        console.print(f"[bold]briefing[/] {escape(record.briefing)}", highlight=False)
    for line in _people(record):
        console.print(escape(line), highlight=False)
    for message in record.messages:
        console.print(f"[dim]`helpline calls --callback {message.reference}` tells the caller's number[/]")


def _turn(turn: Turn) -> Iterator[str]:
    heard = (
        f"{escape(turn.heard)} [dim]({turn.hearing_confidence:.0%} sure)[/]"
        if turn.heard
        else "[dim]nothing[/]"
    )
    yield f"[bold]heard[/]    {heard}"
    found = f": {escape(turn.title or '')}" if turn.entry else ""
    found += f", {', '.join(turn.aspects)}" if turn.aspects else ""
    found += f" [dim]({turn.entry}, {turn.confidence:.0%} sure)[/]" if turn.entry else ""
    yield f"[bold]decided[/]  {turn.decision or 'nothing'}{found}"
    if turn.said:
        yield f"[bold]said[/]     {escape(' '.join(turn.said))}"
    yield (
        f"[dim]ms       pause {turn.pause_ms:.0f} · recognition {turn.recognition_ms:.0f} · "
        f"match {turn.match_ms:.0f} · first sound {turn.first_audio_ms:.0f} · {turn.engine}, {turn.voice}[/]"
    )


def in_words(outcome: str | None) -> str:
    """How a call ended, and why a person was wanted."""
    ending, _, reason = (outcome or "going on").partition(": ")
    words = _ENDINGS.get(ending, ending.replace("_", " "))
    return f"{words}: {_REASONS.get(reason, reason.replace('_', ' '))}" if reason else words


def _asked(record: CallRecord) -> str:
    """What the call was about: the last entry found, else the last words heard."""
    titles = [turn.title for turn in record.turns if turn.title]
    heard = [turn.heard for turn in record.turns if turn.heard]
    return (titles or heard or [""])[-1]


def _people(record: CallRecord) -> list[str]:
    return [*map(_rung, record.transfers), *map(_left, record.messages)]


def _rung(attempt: TransferAttempt) -> str:
    if attempt.outcome is None or attempt.ended is None:
        return f"{attempt.officer}: ringing"
    seconds = (attempt.ended - attempt.started).total_seconds()
    after = f" after {seconds:.0f} s" if seconds >= 1 else ""
    return f"{attempt.officer}: {attempt.outcome.replace('_', ' ')}{after}"


def _left(message: Message) -> str:
    recording = f", {message.seconds or 0:.0f} s, {message.recording_sid}" if message.recording_sid else ""
    return f"{message.kind} {message.reference}{recording} {message.text}".rstrip()


def _length(record: CallRecord) -> str:
    if record.ended is None:
        return "…"
    minutes, seconds = divmod(round((record.ended - record.started).total_seconds()), 60)
    return f"{minutes}:{seconds:02d}"
