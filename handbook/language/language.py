"""The language of one handbook: its tables, ready for use."""

from functools import cached_property
from pathlib import Path

from handbook.language.aspects import AspectCues
from handbook.language.focus import Focus, FocusReader
from handbook.language.marks import Marks
from handbook.language.steering import Steering
from handbook.language.tables import SHIPPED, Tables, load_tables
from handbook.language.text import Words
from handbook.language.words import Wording


class Language:
    """How the callers of one handbook word things.

    Loaded with its handbook, so that two handbooks in one process may speak differently. What is made of a
    table is made when it is first asked for: a conversation's conduct needs no table of abbreviations.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        """The tables as they stand in their files."""

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> "Language":
        """Reads the tables of `folder`, and as shipped each that it has none of; the folder may be missing.

        Raises LanguageError listing every fault of every file.
        """
        return cls(load_tables(folder))

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.tables.words)

    @cached_property
    def aspects(self) -> AspectCues:
        return AspectCues(self.tables.aspects)

    @cached_property
    def variants(self) -> Marks:
        """Words that tell look-alike procedures apart."""
        return Marks(self.tables.marks.variants)

    @cached_property
    def hints(self) -> Marks:
        """Words that tell them apart less surely."""
        return Marks(self.tables.marks.hints)

    @cached_property
    def other_questions(self) -> Marks:
        """Words that turn a question into another one, which a procedure's facts do not answer."""
        return Marks(self.tables.marks.other_questions)

    @cached_property
    def vetoes(self) -> Marks:
        """Words that no answer may pass over whose entry does not know them."""
        return Marks(self.tables.marks.vetoes)

    def focus(self, words: Words) -> Focus:
        """What a question of these words, standard ones less politeness, asks in particular."""
        return self._focus_reader.read(words)

    @cached_property
    def _focus_reader(self) -> FocusReader:
        return FocusReader(self.tables.focus)

    @cached_property
    def steering(self) -> Steering:
        return Steering(self.tables.steering)

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        """Utterances that no entry answers, though some come near."""
        return self.tables.out_of_scope.asked

    @property
    def told_agencies(self) -> tuple[tuple[str, str], ...]:
        """(who, instrument) of what callers can be told to lie with another agency."""
        return tuple((each.who, each.instrument) for each in self.tables.agencies.values() if each.instrument)
