"""`helpline handbook`: checks, imports, measures and exports the entries."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handbook.book.handbook import Handbook

handbook = typer.Typer(no_args_is_help=True)

_SOON = timedelta(days=120)
"""Long enough to find what follows an instrument, and to have it checked."""

FolderOption = Annotated[Path | None, typer.Option(help="Folder of entries; by default the one in use.")]


def _folder(folder: Path | None) -> Path:
    from telephony.settings import Settings

    return folder or Settings.load().handbook


@handbook.command()
def check(folder: FolderOption = None) -> None:
    """Loads every entry, reads every sentence it can say, and says what is wrong with which file."""
    from handbook.book.entries import Procedure
    from handbook.book.handbook import Handbook, overdue
    from telephony.calls.readability import unreadable

    book = Handbook.load(_folder(folder))
    for warning in _lapsing(book):
        typer.echo(f"warning: {warning}", err=True)
    for entry in overdue(book, _today()):
        typer.echo(f"warning: {entry.id} was to be reviewed by {entry.review}; look at it again", err=True)
    findings = unreadable(book)
    for fault in (*book.problems, *findings):
        print(fault)
    procedures = sum(isinstance(entry, Procedure) for entry in book)
    print(f"{len(book)} entries are loaded: {procedures} procedures, {len(book) - procedures} topics")
    if book.problems:
        print(f"{len(book.problems)} faults are left out until they are mended in the files named above")
    if findings:
        print(f"{len(findings)} sentences cannot be read aloud; correct them in the entries named above")
    if findings or book.problems:
        raise typer.Exit(1)


ProposalArgument = Annotated[
    Path | None, typer.Argument(help="Folder of the proposal; by default where the last import left it.")
]


def _proposal(proposal: Path | None) -> Path:
    from telephony.settings import Settings

    return proposal or Settings.load().data / "proposal"


@handbook.command("import")
def import_rows(
    files: Annotated[
        list[Path], typer.Argument(help="JSON lines as published on the National Public Service Portal.")
    ],
    as_of: Annotated[str, typer.Option(help="Date of the facts, YYYY-MM-DD.")],
    out: Annotated[Path | None, typer.Option(help="Folder for the proposal.")] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="The files are no whole dump: keep procedures not in them.")
    ] = False,
    folder: FolderOption = None,
) -> None:
    """Makes a proposal of what the handbook would be; the one in use stays as it is until `apply`."""
    from handbook.importing.proposal import propose

    target = _proposal(out)
    target.parent.mkdir(parents=True, exist_ok=True)
    proposal, report = propose(files, _folder(folder), target, date.fromisoformat(as_of), partial=partial)
    print(report)
    print(f"{proposal.folder}: read `helpline handbook diff`, take it over with `helpline handbook apply`")
    if report.rejected:
        raise typer.Exit(1)


@handbook.command()
def diff(proposal: ProposalArgument = None, folder: FolderOption = None) -> None:
    """Tells in Vietnamese what a proposal changes, as callers would hear it."""
    from handbook.importing.applying import changes_of
    from handbook.importing.proposal import Proposal

    print(changes_of(Proposal.read(_proposal(proposal)), _folder(folder), _today()))


@handbook.command()
def apply(
    proposal: ProposalArgument = None,
    allow_losses: Annotated[int, typer.Option(help="How many facts may be lost.")] = 5,
    folder: FolderOption = None,
) -> None:
    """Takes a proposal over: killed in the middle, it leaves the old handbook or the new one."""
    from handbook.importing.applying import apply as take_over
    from handbook.importing.proposal import Proposal

    changes = take_over(Proposal.read(_proposal(proposal)), _folder(folder), _today(), allow_losses)
    print(str(changes).splitlines()[0])
    print("restart the service to have it told")


@handbook.command()
def coverage(
    missing: Annotated[bool, typer.Option("--missing", help="Name the procedures that lack it.")] = False,
    folder: FolderOption = None,
) -> None:
    """Of how many procedures papers, time, fee, body, place and steps can be told."""
    from handbook.answering.coverage import coverage_lines
    from handbook.book.handbook import Handbook

    for line in coverage_lines(Handbook.load(_folder(folder)), _today(), missing=missing):
        print(line)


@handbook.command()
def drafts(folder: FolderOption = None) -> None:
    """Lists the facts that are not spoken yet, and why: work for editors."""
    from handbook.book.drafts import read_drafts

    found, problems = read_drafts(_folder(folder))
    for draft in found:
        place = ", ".join(part for part in (draft.article, draft.number) if part)
        print(f"{draft.subject}: {draft.claim} [{place or 'chưa rõ văn bản'}] {draft.why}")
    for problem in problems:
        print(problem)
    print(f"{len(found)} drafts")
    if problems:
        raise typer.Exit(1)


@handbook.command()
def signed(
    most: Annotated[int, typer.Option(help="How many entries, the most asked first.")] = 60,
    folder: FolderOption = None,
) -> None:
    """Lists the most asked entries with who checked them and when."""
    from handbook.book.entries import Topic
    from handbook.book.handbook import Handbook

    book = Handbook.load(_folder(folder))
    asked = _asked()
    # Before the first calls, what many wordings are kept of is what people ask most.
    ranked = sorted(book, key=lambda entry: (-asked.get(entry.id, 0), -len(entry.asked)))[:most]
    for entry in ranked:
        name = entry.title if isinstance(entry, Topic) else entry.name
        mark = (
            f"{entry.signature.checked_by}, {entry.signature.checked_on}" if entry.signature else "unsigned"
        )
        print(f"{asked.get(entry.id, 0):>5}  {entry.id}  {mark}  {name}")
    print(f"{sum(entry.signature is not None for entry in ranked)} of {len(ranked)} are signed")


def _asked() -> Counter[str]:
    """How often each entry was asked for in the calls that are kept."""
    from telephony.records.database import RecordsError
    from telephony.records.reading import open_records
    from telephony.settings import Settings

    settings = Settings.load()
    try:
        with closing(open_records(settings.database_url, settings.data)) as store:
            return Counter(turn.entry for call in store.calls() for turn in call.turns if turn.entry)
    except RecordsError:
        return Counter()


def _lapsing(book: "Handbook") -> Iterator[str]:
    """What rests on an instrument that has lapsed or soon will, or on one that nobody registered."""
    from handbook.book.ends import lapsing, unregistered

    for instrument, entries in lapsing(book, _today(), _SOON):
        yield (
            f"{instrument.number} is in force until {instrument.until}, and on it rest {_some(entries)}; "
            "look for what follows it"
        )
    for number, entries in unregistered(book).items():
        yield f"{number} is not in law/instruments.yaml, and on it rest {_some(entries)}; register it"


def _some(entries: list[str]) -> str:
    shown = ", ".join(entries[:3])
    return f"{shown} and {len(entries) - 3} more" if len(entries) > 3 else shown


def _today() -> date:
    return datetime.now(UTC).date()


@handbook.command()
def export(out: Path, folder: FolderOption = None) -> None:
    """Writes every entry as a line of JSON."""
    from handbook.book.handbook import Handbook
    from handbook.importing import export as run

    book = Handbook.load(_folder(folder))
    run(book, out)
    print(f"{out}: {len(book)} entries")
