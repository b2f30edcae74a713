"""Tells past calls to a person at a terminal: a table of many, the whole story of one."""

import itertools
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from telephony.records.export import LOCAL
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import (
    CallRecord,
    Message,
    TransferAttempt,
    Turn,
)

SHOWN_CALLS = 50
_ENDINGS = {
    Ending.TRANSFER_FAILED: "the officers were rung together, for the carrier could not be steered",
    Ending.NEVER_OPENED: "the caller was gone before the conversation could begin",
    Ending.FAILED: "broke off, then the officers were rung",
    Ending.LOST_IN_TRANSFER: "the carrier never told what came of the ringing",
    Ending.SERVICE_STOPPED: "the service was stopped",
    Ending.UNKNOWN: "written by another version",
    Ending.FINISHED: "answered, and said goodbye",
    Ending.CALLER_HUNG_UP: "the caller hung up",
    Ending.LEFT_WHILE_RINGING: "the caller hung up while officers were rung",
    Ending.UNREACHED: "no officer took the call",
    Ending.OUT_OF_HOURS: "no officer is on duty",
    Ending.TRANSFERRED: "put through",
    Ending.OVERFLOW: "straight to the officers, for too many were calling",
    Ending.TURNED_AWAY: "turned away, for this number called too often",
    Ending.CRASHED: "cut off when the service died",
    Ending.STREAM_LOST: "the stream broke off, then the officers were rung",
    Ending.STUCK: "ended by the watchdog, then the officers were rung",
    Ending.VISIT_OVER: "answered, and nothing more was asked",
    Ending.NOT_ANSWERED: "woken without a question that was answered",
    Ending.OFFICER_SHOWN: "the officer's number was shown",
    Ending.NEXT_CITIZEN: "the next citizen was called",
    Ending.PAGE_CLOSED: "the page was closed or lost its connection",
}
_AT_A_COUNTER = {
    Ending.FAILED: "broke off",
    # Older versions wrote these of visits too.
    Ending.FINISHED: "ended with a goodbye or by silence",
    Ending.CALLER_HUNG_UP: "the page was closed, or the next citizen was called",
    Ending.TRANSFERRED: "the officer's number was shown",
}
"""Where the words for calls would be wrong of a visit."""
_REASONS = {
    TransferReason.UNMATCHED: "the handbook has no answer",
    TransferReason.ASKED_FOR_PERSON: "a person was wanted",
    TransferReason.NOT_HEARD: "nothing was understood",
    TransferReason.NO_INPUT: "nothing was said",
    TransferReason.TROUBLE: "hearing or the handbook failed",
    TransferReason.TOO_LONG: "it took too long",
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
            escape("\n".join((in_words(record.outcome, record.channel), *_people(record)))),
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
        f"{began:%d.%m.%Y %H:%M:%S}  {_length(record)}  {escape(in_words(record.outcome, record.channel))}",
        highlight=False,
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


def in_words(outcome: Outcome | None, channel: str) -> str:
    """How a call or a visit to a counter ended, and why a person was wanted."""
    if outcome is None:
        return "going on"
    words = _ENDINGS[outcome.ending]
    if channel != "phone":
        words = _AT_A_COUNTER.get(outcome.ending, words)
    return f"{words}: {_REASONS[outcome.reason]}" if outcome.reason else words


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
