"""Reading a folder of entries and laying their layers: no fault of one keeps the others from being told."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from handbook.book.ends import with_ends
from handbook.book.entries import Fact, Facts, Procedure, Supplement, Text, Topic
from handbook.book.files import FileError, read
from handbook.book.handbook import Handbook, Shelved
from handbook.book.laying import prepared, stale
from handbook.book.overrides import Override, Signature
from handbook.book.pending import in_force
from handbook.book.rules import Rules, rules_of
from handbook.book.supplements import fitting
from handbook.book.terms import Aspect
from handbook.book.validation import faults
from handbook.errors import HandbookError
from handbook.language.language import Language
from handbook.language.tables import LanguageError
from handbook.law.register import Instrument, Register

Layer = TypeVar("Layer")

_WORDINGS = TypeAdapter(list[Text])
_SUPPLEMENT = TypeAdapter(Supplement)
_OVERRIDE = TypeAdapter(Override)
_SIGNATURE = TypeAdapter(Signature)
_INSTRUMENT = TypeAdapter(Instrument)
_FACT = TypeAdapter(Fact)
_ASPECT = TypeAdapter(Aspect)
_RULES = TypeAdapter(Rules)
_REVIEWED = ("owner", "review")
"""What a topic's file must say about its keeping; topics made in memory need not."""
_LAYERS = ("overrides", "corrections")
"""Changes of the portal's data, in the order they are laid."""


class Loading:
    """One pass over a folder, collecting problems instead of stopping at the first.

    Each folder may be missing. A file of `procedures/` holds one procedure, a file of `topics/` one topic or
    a list. The other files hold layers by code, or by id: `names/` other names of procedures
    (`"1.001193": [làm giấy khai sinh, …]`), `questions/` utterances of people who ask for an entry,
    `supplements/` and `facts/` what legal texts say (`Supplement`, `Fact` by aspect), `overrides/` the city's
    own data and `corrections/` what an official corrected (a list of `Override`), `signed/` who checked an
    entry and when (`Signature`). `rules/` holds rules over many procedures (`Rules`), `law/` the register
    (`Instrument`), `language/` tables of words, see `language.tables`; those that ship stand in for each that
    is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = in_force(folder)
        self._problems: list[str] = []
        self._files: dict[str, Path] = {}
        """The file that an entry came from, by id."""
        self._unread: set[str] = set()
        """Codes whose own file is faulty; what their layers lack is reported there, not here too."""

    def handbook(self) -> Handbook:
        """Raises HandbookError if nothing at all can be told."""
        register = Register(self._instruments())
        entries = {entry.id: entry for kind in (Procedure, Topic) for entry in self._entries(kind)}
        self._lay_wordings(entries)
        shelved = self._lay_facts(entries)
        self._sign(entries)
        language = self._language()
        told = [with_ends(entry, register) for entry in entries.values() if entry.id not in shelved]
        if not told:
            raise HandbookError(self._nothing())
        return Handbook(told, language, register=register, shelved=shelved.values(), problems=self._problems)

    def _nothing(self) -> str:
        empty = (
            f"- {self._folder}: holds no entries; run `helpline handbook import FILE`, or point "
            "HELPLINE_HANDBOOK to a folder with procedures/ and topics/"
        )
        return "the handbook has nothing to tell:\n" + "\n".join([*self._problems, empty])

    def _instruments(self) -> Iterator[Instrument]:
        for path, value in self._values("law"):
            for position, item in enumerate(value if isinstance(value, list) else [value]):
                valid = self._valid(path, _INSTRUMENT, item, f"{position}.")
                if valid:
                    yield valid

    def _entries(self, model: type[Procedure] | type[Topic]) -> Iterator[Procedure | Topic]:
        for path, value in self._values("procedures" if model is Procedure else "topics"):
            several = isinstance(value, list) and model is Topic
            for position, item in enumerate(value if several else [value]):
                entry = self._valid(path, TypeAdapter(model), item, f"{position}." if several else "")
                if entry is None:
                    self._unread |= {
                        path.stem,
                        *([str(item["id"])] if isinstance(item, dict) and "id" in item else []),
                    }
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
                yield entry

    def _lay_wordings(self, entries: dict[str, Procedure | Topic]) -> None:
        for path, code, value in self._by_code("names", entries):
            names = self._valid(path, _WORDINGS, value, f"{code}.")
            entry = entries[code]
            if not isinstance(entry, Procedure):
                self._problem(
                    path, f"{code}: no procedure has this code; correct the code or remove its names"
                )
            elif names:
                aliases = tuple(dict.fromkeys((*entry.aliases, *names)))
                entries[code] = entry.model_copy(update={"aliases": aliases})
        for path, code, value in self._by_code("questions", entries):
            asked = self._valid(path, _WORDINGS, value, f"{code}.")
            if asked:
                whole = tuple(dict.fromkeys((*entries[code].asked, *asked)))
                entries[code] = entries[code].model_copy(update={"asked": whole})

    def _lay_facts(self, entries: dict[str, Procedure | Topic]) -> dict[str, Shelved]:
        """Lays what concerns the facts of procedures; returns those that are not done here."""
        rules = rules_of(self._rules())
        procedures = {code: entry for code, entry in entries.items() if isinstance(entry, Procedure)}
        overrides: dict[str, list[Override]] = {code: [] for code in procedures}
        shelved: dict[str, Shelved] = {}
        supplemented: set[str] = set()
        for layer in _LAYERS:
            for code, override in self._overrides(layer, procedures):
                if override.applies:
                    overrides[code].append(override)
                elif override.reason:
                    shelved[code] = Shelved(procedures[code], override.reason)
        for code, procedure in procedures.items():
            today = rules.renamed(procedure)
            laid = (*rules.overrides(today), *overrides[code])
            entries[code] = today.model_copy(update={"overrides": laid})
        for path, code, value in self._by_code("supplements", procedures):
            supplement = self._valid(path, _SUPPLEMENT, value, f"{code}.")
            if code in supplemented:
                self._problem(path, f"{code}: is supplemented twice; keep one")
            elif supplement:
                supplemented.add(code)
                kept, unfit = fitting(procedures[code], supplement)
                for problem in unfit:
                    self._problem(path, f"{code}: {problem}")
                entries[code] = entries[code].model_copy(update={"supplement": kept})
        for code, facts in self._facts(procedures).items():
            entries[code] = entries[code].model_copy(update={"facts": facts})
        return shelved

    def _rules(self) -> Iterator[Rules]:
        for path, value in self._values("rules"):
            valid = self._valid(path, _RULES, value, "")
            if valid:
                yield valid

    def _overrides(self, layer: str, procedures: Mapping[str, Procedure]) -> Iterator[tuple[str, Override]]:
        for path, code, value in self._by_code(layer, procedures):
            for position, item in enumerate(value if isinstance(value, list) else [value]):
                override = self._valid(path, _OVERRIDE, item, f"{code}.{position}.")
                if override is None:
                    continue
                unfit = list(stale(procedures[code], override))
                try:
                    ready = prepared(procedures[code], override)
                except ValueError as error:
                    unfit.append(str(error))
                for problem in unfit:
                    self._problem(path, f"{code}: {problem}")
                if not unfit:
                    yield code, ready

    def _facts(self, procedures: Mapping[str, Procedure]) -> dict[str, Facts]:
        found: dict[str, Facts] = {}
        for path, code, value in self._by_code("facts", procedures):
            if not isinstance(value, dict):
                self._problem(path, f"{code}: is no list by aspect; write the aspect, then its facts")
                continue
            facts = found.setdefault(code, {})
            for name, items in value.items():
                aspect = self._valid(path, _ASPECT, name, f"{code}.")
                if aspect is None:
                    continue
                if aspect in facts:
                    self._problem(path, f"{code}.{aspect}: stands in two files; keep it in one")
                    continue
                listed = items if isinstance(items, list) else [items]
                valid = [
                    self._valid(path, _FACT, item, f"{code}.{aspect}.{position}.")
                    for position, item in enumerate(listed)
                ]
                kept = tuple(fact for fact in valid if fact)
                if kept or not listed:  # an empty list says that the sources contradict each other
                    facts[aspect] = kept
        return found

    def _sign(self, entries: dict[str, Procedure | Topic]) -> None:
        for path, code, value in self._by_code("signed", entries):
            signature = self._valid(path, _SIGNATURE, value, f"{code}.")
            entry = entries[code]
            if signature is None:
                continue
            if signature.checked_on < entry.as_of:
                self._problem(
                    path,
                    f"{code}: was signed on {signature.checked_on}, before its facts of {entry.as_of}; "
                    "check it again and sign, or remove it",
                )
                continue
            entries[code] = entry.model_copy(update={"signature": signature})

    def _language(self) -> Language | None:
        try:
            return Language.load(self._folder / "language")
        except LanguageError as error:
            self._problems += [f"- language/{problem}" for problem in error.problems]
            return None

    def _by_code(self, kind: str, known: Mapping[str, Any]) -> Iterator[tuple[Path, str, Any]]:
        """What a layer's files hold for each code that is known."""
        of = "entry" if kind in ("questions", "signed") else "procedure"
        for path, value in self._values(kind):
            if not isinstance(value, dict):
                self._problem(path, "is no list by code; write each code, a colon, and what belongs to it")
                continue
            for code, item in value.items():
                if code in known:
                    yield path, code, item
                elif code not in self._unread:
                    self._problem(
                        path, f"{code}: no {of} has this code; correct the code or remove its {kind}"
                    )

    def _values(self, kind: str) -> Iterator[tuple[Path, Any]]:
        for path in sorted((self._folder / kind).glob("*.yaml")):
            try:
                value = read(path)
            except FileError as error:
                self._problem(path, str(error))
                self._unread.add(path.stem)
                continue
            if value is None:
                self._problem(path, "is empty; fill it or remove it")
                continue
            yield path, value

    def _valid(self, path: Path, kind: TypeAdapter[Layer], value: Any, prefix: str) -> Layer | None:
        try:
            return kind.validate_python(value)
        except ValidationError as error:
            for fault in faults(error, prefix):
                self._problem(path, fault)
            return None

    def _problem(self, path: Path, text: str) -> None:
        self._problems.append(f"- {self._shown(path)}: {text}")

    def _shown(self, path: Path) -> Path:
        return path.relative_to(self._folder)
