"""The handbook: all entries that are told, how its callers word things, and what is wrong with its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handbook.book.entries import Procedure, Topic
from handbook.errors import HandbookError
from handbook.language.language import Language
from handbook.law.register import Register

CONTENT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A procedure that is not done here: neither matched nor told."""

    procedure: Procedure
    reason: str


class Handbook:
    """All entries by id."""

    def __init__(
        self,
        entries: Iterable[Procedure | Topic],
        language: Language | None = None,
        *,
        register: Register | None = None,
        shelved: Iterable[Shelved] = (),
        problems: Iterable[str] = (),
    ) -> None:
        """`language` is how its callers word things; the tables that ship, unless others are given."""
        self._language = language
        self._entries: dict[str, Procedure | Topic] = {}
        for entry in entries:
            if entry.id in self._entries:
                raise HandbookError(f"id {entry.id!r} is used twice; give each entry an id of its own")
            self._entries[entry.id] = entry
        self.register = register or Register()
        """The instruments that its facts cite."""
        self.shelved = tuple(shelved)
        self.problems = tuple(problems)
        """What was left out because it is faulty or no longer fits: file, field and what to do."""

    @classmethod
    def load(cls, folder: Path = CONTENT) -> "Handbook":
        """Reads the files below `folder`, see `loading.Loading`.

        A faulty file, or a layer that no longer fits, is left out and is one of `problems`: the rest is told.
        Raises HandbookError only if there is nothing to tell.
        """
        from handbook.book.loading import Loading  # which makes a Handbook

        return Loading(folder).handbook()

    @property
    def language(self) -> Language:
        """How its callers word things."""
        if self._language is None:
            self._language = Language.load()
        return self._language

    def __getitem__(self, entry_id: str) -> Procedure | Topic:
        return self._entries[entry_id]

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._entries

    def __iter__(self) -> Iterator[Procedure | Topic]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)


def overdue(handbook: Handbook, today: date) -> list[Procedure | Topic]:
    """Entries whose review date has passed, the longest overdue first."""
    late = [(entry.review, entry) for entry in handbook if entry.review and entry.review < today]
    return [entry for _, entry in sorted(late, key=lambda pair: pair[0])]
