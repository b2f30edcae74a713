"""Facts that are not spoken yet, and why: work for editors."""

from datetime import date
from pathlib import Path

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from handbook.book.files import FileError, read
from handbook.book.handbook import CONTENT
from handbook.book.terms import Model, Text
from handbook.book.validation import faults


class Draft(Model):
    """One claim that waits for its text, or for a decision between two."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    claim: Text
    subject: Text
    why: Text
    """What keeps it from being spoken: the text was not seen, two sources contradict each other."""
    number: Text | None = None
    """The instrument to look for."""
    article: Text | None = None
    since: date | None = Field(default=None, alias="from")
    until: date | None = None


_DRAFTS = TypeAdapter(list[Draft])


def read_drafts(folder: Path = CONTENT) -> tuple[list[Draft], list[str]]:
    """The drafts below `folder`/drafts/, and what is wrong with files that cannot be read."""
    found: list[Draft] = []
    problems: list[str] = []
    for path in sorted((folder / "drafts").glob("*.yaml")):
        try:
            found += _DRAFTS.validate_python(read(path) or [])
        except FileError as error:
            problems.append(f"drafts/{path.name}: {error}")
        except ValidationError as error:
            problems += [f"drafts/{path.name}: {fault}" for fault in faults(error)]
    return found, problems
