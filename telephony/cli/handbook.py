"""`helpline handbook`: checks, imports and exports the entries."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

handbook = typer.Typer(no_args_is_help=True)

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
