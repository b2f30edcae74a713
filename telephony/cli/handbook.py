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
    for entry in overdue(book, datetime.now(UTC).date()):
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


@handbook.command("import")
def import_rows(
    file: Annotated[
        Path, typer.Argument(help="JSON lines as published on the National Public Service Portal.")
    ],
    as_of: Annotated[str, typer.Option(help="Date of the facts, YYYY-MM-DD.")],
    folder: FolderOption = None,
) -> None:
    """Takes published procedures apart into entries; what is unclear is reported, never guessed."""
    from handbook.importing import import_rows as run

    report = run(file, _folder(folder), date.fromisoformat(as_of))
    print(report)
    if report.rejected:
        raise typer.Exit(1)


@handbook.command()
def export(out: Path, folder: FolderOption = None) -> None:
    """Writes every entry as a line of JSON."""
    from handbook.book.handbook import Handbook
    from handbook.importing import export as run

    book = Handbook.load(_folder(folder))
    run(book, out)
    print(f"{out}: {len(book)} entries")
