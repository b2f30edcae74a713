"""Loading a folder of entries."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from handbook.book.entries import (
    Facts,
    Procedure,
    Supplement,
    Text,
    Topic,
)
from handbook.book.files import FileError, read
from handbook.book.supplements import conflicts
from handbook.book.validation import faults
from handbook.errors import HandbookError
from handbook.language.language import Language
from handbook.language.tables import LanguageError

CONTENT = Path(__file__).parent.parent / "content"

_WORDINGS = TypeAdapter(dict[Text, list[Text]])
_SUPPLEMENTS = TypeAdapter(dict[Text, Supplement])
_FACTS = TypeAdapter(dict[Text, Facts])
_REVIEWED = ("owner", "review")
"""What a topic's file must say about its keeping; topics made in memory need not."""


class Handbook:
    """All entries by id."""

    def __init__(self, entries: Iterable[Procedure | Topic], language: Language | None = None) -> None:
        """`language` is how its callers word things; the tables that ship, unless others are given."""
        self._language = language
        self._entries: dict[str, Procedure | Topic] = {}
        for entry in entries:
            if entry.id in self._entries:
                raise HandbookError(f"id {entry.id!r} is used twice; give each entry an id of its own")
            self._entries[entry.id] = entry

    @classmethod
    def load(cls, folder: Path = CONTENT) -> "Handbook":
        """Reads `procedures/`, `topics/`, `names/`, `questions/`, `supplements/`, `facts/` and `language/`
        below `folder`, each may be missing.

        A file of `procedures/` holds one procedure, a file of `topics/` one topic or a list of topics, a file
        of `names/` other names of procedures: `"1.001193": [làm giấy khai sinh, …]`. These are added to the
        procedure's aliases. A file of `questions/` holds utterances of people who ask for an entry, in the
        same form. A file of `supplements/` holds facts from legal texts by code, see
        `entries.Supplement`; one that contradicts its procedure is a problem. A file of `facts/` holds
        what legal texts say by code and aspect, see `entries.Fact`. The files of `language/` are tables of
        words, see `language.tables`; those that ship stand in for each that is missing.
        Raises HandbookError listing every problem of every file, or if there is no entry at all.
        """
        return _Loading(folder).handbook()

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


class _Loading:
    """One pass over a folder, collecting problems instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._problems: list[str] = []
        self._files: dict[str, Path] = {}
        """The file that an entry came from, by id."""

    def handbook(self) -> Handbook:
        entries = [
            *self._entries("procedures", Procedure),
            *self._entries("topics", Topic),
        ]
        procedures = {entry.id: entry for entry in entries if isinstance(entry, Procedure)}
        names = self._wordings("names", "procedure", set(procedures))
        questions = self._wordings("questions", "entry", {entry.id for entry in entries})
        supplements = self._supplements(procedures)
        facts = self._facts(procedures)
        language = self._language()
        if not self._problems and not entries:
            self._problem(
                self._folder,
                "holds no entries; run `helpline handbook import FILE`, or point HELPLINE_HANDBOOK "
                "to a folder with procedures/ and topics/",
            )
        if self._problems:
            count = len(self._problems)
            raise HandbookError(
                f"the handbook has {count} problem{'s' if count > 1 else ''}:\n" + "\n".join(self._problems)
            )
        return Handbook(
            (_complete(entry, names, questions, supplements, facts) for entry in entries), language
        )

    def _entries(self, kind: str, model: type[Procedure] | type[Topic]) -> list[Procedure | Topic]:
        found: list[Procedure | Topic] = []
        for path, value in self._values(kind):
            several = isinstance(value, list) and model is Topic
            for position, item in enumerate(value if several else [value]):
                entry = self._valid(path, model, item, f"{position}." if several else "")
                if entry is None:
                    continue
                for field in _REVIEWED:
                    if isinstance(entry, Topic) and getattr(entry, field) is None:
                        self._problem(path, f"{entry.id}: {field}: a topic needs it; add it")
                if entry.id in self._files:
                    other = self._shown(self._files[entry.id])
                    self._problem(
                        path, f"id {entry.id!r} is already used in {other}; give it an id of its own"
                    )
                    continue
                self._files[entry.id] = path
                found.append(entry)
        return found

    def _wordings(self, kind: str, of: str, known: set[str]) -> Mapping[str, list[str]]:
        wordings: dict[str, list[str]] = {}
        for path, value in self._values(kind):
            try:
                lists = _WORDINGS.validate_python(value)
            except ValidationError as error:
                self._invalid(path, error, "")
                continue
            for code, others in lists.items():
                if not self._exists(code, known):
                    self._problem(
                        path, f"{code}: no {of} has this code; correct the code or remove its {kind}"
                    )
                wordings.setdefault(code, []).extend(others)
        return wordings

    def _supplements(self, procedures: Mapping[str, Procedure]) -> Mapping[str, Supplement]:
        found: dict[str, Supplement] = {}
        for path, value in self._values("supplements"):
            try:
                supplements = _SUPPLEMENTS.validate_python(value)
            except ValidationError as error:
                self._invalid(path, error, "")
                continue
            for code, supplement in supplements.items():
                if code in found:
                    self._problem(path, f"{code}: is supplemented twice; keep one")
                found[code] = supplement
                if code in procedures:
                    for conflict in conflicts(procedures[code], supplement):
                        self._problem(path, f"{code}: {conflict}")
                elif not self._exists(code, procedures):
                    self._problem(path, f"{code}: no procedure has this code; correct the code or remove it")
        return found

    def _facts(self, procedures: Mapping[str, Procedure]) -> Mapping[str, Facts]:
        found: dict[str, Facts] = {}
        for path, value in self._values("facts"):
            try:
                listed = _FACTS.validate_python(value)
            except ValidationError as error:
                self._invalid(path, error, "")
                continue
            for code, facts in listed.items():
                if code in found:
                    self._problem(path, f"{code}: has facts in two files; keep them in one")
                elif not self._exists(code, procedures):
                    self._problem(path, f"{code}: no procedure has this code; correct the code or remove it")
                found[code] = facts
        return found

    def _language(self) -> Language | None:
        try:
            return Language.load(self._folder / "language")
        except LanguageError as error:
            self._problems += [f"- language/{problem}" for problem in error.problems]
            return None

    def _exists(self, code: str, known: Container[str]) -> bool:
        """Whether a procedure has this code; one whose own file is faulty is reported there, not here too."""
        return code in known or (self._folder / "procedures" / f"{code}.yaml").exists()

    def _values(self, kind: str) -> Iterator[tuple[Path, Any]]:
        for path in sorted((self._folder / kind).glob("*.yaml")):
            try:
                value = read(path)
            except FileError as error:
                self._problem(path, str(error))
                continue
            if value is None:
                self._problem(path, "is empty; fill it or remove it")
                continue
            yield path, value

    def _valid(
        self, path: Path, model: type[Procedure] | type[Topic], value: Any, prefix: str
    ) -> Procedure | Topic | None:
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self._invalid(path, error, prefix)
            return None

    def _invalid(self, path: Path, error: ValidationError, prefix: str) -> None:
        for fault in faults(error, prefix):
            self._problem(path, fault)

    def _problem(self, path: Path, text: str) -> None:
        self._problems.append(f"- {self._shown(path)}: {text}")

    def _shown(self, path: Path) -> Path:
        return path.relative_to(self._folder) if path != self._folder else path


def overdue(handbook: Handbook, today: date) -> list[Procedure | Topic]:
    """Entries whose review date has passed, the longest overdue first."""
    late = [(entry.review, entry) for entry in handbook if entry.review and entry.review < today]
    return [entry for _, entry in sorted(late, key=lambda pair: pair[0])]


def _complete(
    entry: Procedure | Topic,
    names: Mapping[str, Iterable[str]],
    questions: Mapping[str, Iterable[str]],
    supplements: Mapping[str, Supplement],
    facts: Mapping[str, Facts],
) -> Procedure | Topic:
    update: dict[str, object] = {"asked": tuple(dict.fromkeys((*entry.asked, *questions.get(entry.id, ()))))}
    if isinstance(entry, Procedure):
        update["aliases"] = tuple(dict.fromkeys((*entry.aliases, *names.get(entry.id, ()))))
        update["supplement"] = supplements.get(entry.id, entry.supplement)
        update["facts"] = facts.get(entry.id, entry.facts)
    return entry.model_copy(update=update)
