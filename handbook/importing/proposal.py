"""An import as a proposal: the whole book as it would be, beside the one in use, which stays as it is."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from handbook.book.entries import Procedure
from handbook.book.files import read, write
from handbook.book.pending import in_force
from handbook.errors import HandbookError
from handbook.importing.importer import take_rows
from handbook.importing.output import write_if_changed, written
from handbook.importing.renumbering import move_layers, renumbered
from handbook.importing.report import ImportReport

_RECORD = "proposal.yaml"


class ProposalError(HandbookError):
    """A proposal cannot be made, read or applied; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A folder that holds a book to be, and where it comes from."""

    folder: Path
    base: str
    """Digest of the book it was made from: applied to another, it would undo what changed meanwhile."""
    as_of: date
    removed: tuple[str, ...]
    """Codes that the dump does not hold any more."""
    moved: dict[str, str]
    """Old codes with their new ones."""

    @property
    def content(self) -> Path:
        """The book as it would be."""
        return self.folder / "content"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises ProposalError if `folder` holds none."""
        if not (folder / _RECORD).exists():
            raise ProposalError(f"{folder} holds no proposal; run `helpline handbook import FILE` first")
        record: dict[str, Any] = read(folder / _RECORD)
        return cls(
            folder,
            str(record["base"]),
            record["as_of"],
            tuple(record.get("removed") or ()),
            {str(old): str(new) for old, new in (record.get("moved") or {}).items()},
        )


def propose(
    dumps: Sequence[Path], book: Path, out: Path, as_of: date, *, partial: bool = False
) -> tuple[Proposal, ImportReport]:
    """Makes a proposal in `out` of what `book` would be with the rows of `dumps`; an older one there goes.

    Where a row says what the book says, its date stays too. A procedure that no dump holds is removed, unless
    `partial`; one that only got another code takes its layers along; one whose row cannot be read stays.
    Raises ProposalError if the dumps hold nothing, OSError if something cannot be read or written.
    """
    taken = [take_rows(dump, as_of) for dump in dumps]
    entries = {code: entry for each in taken for code, entry in each.entries.items()}
    if not entries:
        raise ProposalError("the dump holds no row that can be read; is it the right file?")
    source = in_force(book)
    part = out.with_name(f".{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part / "content", ignore=shutil.ignore_patterns(".*"))
    procedures = part / "content" / "procedures"
    procedures.mkdir(exist_ok=True)
    old = {path.stem: written(path) for path in sorted(procedures.glob("*.yaml"))}
    unread = {row.code for each in taken for row in each.report.rejected}
    gone = set() if partial else {code for code in old if code not in entries and code not in unread}
    moved = renumbered(_known(old[code] for code in gone), (entries[code] for code in entries.keys() - old))
    for code in gone:
        (procedures / f"{code}.yaml").unlink()
    for entry in entries.values():
        write_if_changed(entry, procedures)
    move_layers(part / "content", moved)
    removed = tuple(sorted(gone - moved.keys()))
    record = {"base": digest(source), "as_of": as_of, "removed": list(removed), "moved": moved}
    write(part / _RECORD, record)
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    return Proposal.read(out), _joined([each.report for each in taken])


def digest(book: Path) -> str:
    """What distinguishes the files of a book from any others."""
    seen = sha256()
    for path in sorted(book.rglob("*.yaml")):
        if not any(name.startswith(".") for name in path.relative_to(book).parts):
            seen.update(f"{path.relative_to(book)}\0".encode() + path.read_bytes() + b"\0")
    return seen.hexdigest()


def _known(procedures: Iterable[Procedure | None]) -> list[Procedure]:
    return [procedure for procedure in procedures if procedure]


def _joined(reports: Sequence[ImportReport]) -> ImportReport:
    return ImportReport(
        sum(report.imported for report in reports),
        tuple(remark for report in reports for remark in report.remarks),
        tuple(row for report in reports for row in report.rejected),
    )
