"""The tables of `language/` as they stand in their files, validated on load."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from handbook.book.entries import Aspect, ChannelKind, Model, Text
from handbook.book.files import FileError, read
from handbook.book.validation import faults
from handbook.errors import HandbookError

SHIPPED = Path(__file__).parent.parent / "content" / "language"
"""The tables that come with the product; each stands in where a handbook's folder has none of that name."""

SKIP, NO_CUE = "skip", "none"
"""Fields of the table of aspects that name none: words skipped in cues, and what only sounds like a cue."""
UNMARKED = "unmarked"
"""Cues under this name mean nothing, and keep shorter ones inside them from being found."""


class LanguageError(HandbookError):
    """Tables cannot be used; `problems` has a line a fault: "file: field: what is wrong; what to do"."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        count = len(problems)
        listed = "\n".join(f"- {problem}" for problem in problems)
        super().__init__(f"the language tables have {count} problem{'s' if count > 1 else ''}:\n{listed}")


def _has_a_word(phrase: str) -> str:
    if not any(character.isalnum() for character in phrase):
        raise ValueError(f"{phrase!r} holds no word")
    return phrase


_Phrase = Annotated[Text, AfterValidator(_has_a_word)]


def _phrases(value: object) -> object:
    """One line of words stands for a list of phrases, the words of a phrase joined by hyphens."""
    return tuple(item.replace("-", " ") for item in value.split()) if isinstance(value, str) else value


Phrases = Annotated[tuple[_Phrase, ...], BeforeValidator(_phrases)]
"""A list of phrases, or one line: "trực-tuyến qua-mạng"."""


class Frames(Model):
    """How one side of a subject is asked in whole turns of phrase, see `aspects.yaml`."""

    frames: Phrases
    examples: Phrases
    """Questions that ask it: for whoever reads the table, and tried by a test."""


class Deceased(Model):
    """ "mất" of a person is "qua đời": who may have died, and what follows where something was lost."""

    who: Phrases
    unless: Phrases


class Abroad(Model):
    """Countries that are simply "nước ngoài" after some words."""

    before: Phrases
    countries: Phrases


class WordTable(Model):
    """`words.yaml`: how words are brought to one form, and which mean nothing."""

    standard: dict[_Phrase, _Phrase]
    deceased: Deceased
    abroad: Abroad
    politeness: Phrases
    fillers: Phrases
    kept: Phrases
    kept_when_plain: Phrases
    follow_up: Phrases
    repairs: Phrases


class MarkTable(Model):
    """`marks.yaml`: cues by mark, in four parts."""

    variants: dict[Text, Phrases]
    hints: dict[Text, Phrases]
    other_questions: dict[Text, Phrases]
    vetoes: dict[Text, Phrases]


class Agency(Model):
    """Who does what lies outside the handbook."""

    who: Text
    instrument: Text | None = None
    """What says so, where that is known for sure."""


class OutOfScopeTable(Model):
    """`out_of_scope.yaml`."""

    asked: Phrases
    """Utterances that no entry of the handbook answers, though some come near."""


class PersonTable(Model):
    """A wish for a person."""

    anywhere: Phrases
    unless_a_question_follows: Phrases
    whom: Phrases
    alone: Phrases
    question_words: Phrases


class RepeatTable(Model):
    """What was said is to be said again."""

    anywhere: Phrases
    alone: Phrases


class IntroductionTable(Model):
    """A caller says who they are and where they call from."""

    who: Phrases
    says: Phrases
    unless: Phrases = Field(alias="not")


class YesOrNoTable(Model):
    """What makes a question that asks for yes or no of the words before."""

    ends: Phrases
    unless_after: Phrases


class YesNoTable(Model):
    """Words for yes and no to compare a sound with."""

    yes: Phrases = Field(min_length=1)
    no: Phrases = Field(min_length=1)


class ChoiceTable(Model):
    """How one of a few options is chosen."""

    ordinals: dict[_Phrase, Annotated[int, Field(ge=1)]]
    last: Phrases
    by_ear: tuple[Phrases, ...]
    """For the first, the second and so on."""
    around: Phrases


class WhatIfTable(Model):
    """A question on a case of what was just told."""

    before: Phrases
    after: Phrases
    supposing: Phrases
    channels: Phrases
    counted: Phrases
    around: Phrases


class YesNoForms(Model):
    """How yes or no is asked for, and of what."""

    ends: Phrases
    behind: Phrases
    may: Phrases
    need: Phrases
    whether: Phrases
    seams: Phrases
    empty: Phrases
    against: Phrases
    free: Phrases


class CaseWords(Model):
    """A case of a procedure, or a paper: how callers name it, and how the handbook's sources do."""

    said: Phrases
    written: Phrases


class FigureWords(Model):
    """One kind of figure: how it is asked for, and what an answer holds that tells it."""

    asked: Phrases
    told: Phrases


class FocusTable(Model):
    """`focus.yaml`: what a question asks in particular."""

    yes_or_no: YesNoForms
    channels: dict[ChannelKind, Phrases]
    cases: tuple[CaseWords, ...]
    papers: tuple[CaseWords, ...]
    figures: dict[Text, FigureWords]


class DepartureTable(Model):
    """The citizen at the counter has left."""

    phrases: Phrases
    before: Phrases
    after: Phrases


class SteeringTable(Model):
    """`steering.yaml`: words that steer a call rather than ask the handbook."""

    person: PersonTable
    slower: Phrases
    louder: Phrases
    repeat: RepeatTable
    go_on: Phrases
    hold_on: Phrases
    hesitation: Phrases
    denial: Phrases
    goodbye: Phrases
    greeting: Phrases
    salute: Phrases
    introduction: IntroductionTable
    acknowledgement: Phrases
    everything: Phrases
    anger: Phrases
    small_talk: Phrases
    no: Phrases
    yes: Phrases
    yes_or_no: YesOrNoTable
    courtesies: Phrases
    around: Phrases
    by_ear: YesNoTable
    choice: ChoiceTable
    what_if: WhatIfTable
    seams: Phrases
    """Where one question ends and the next may begin."""
    digits: dict[_Phrase, Annotated[int, Field(ge=0, le=9)]]
    unfinished: Phrases
    departure: DepartureTable


def _known_aspects(cues: dict[str, Any]) -> dict[str, Any]:
    known = [SKIP, NO_CUE, *Aspect]
    for name in cues:
        if name not in known:
            raise ValueError(f"{name!r} is no aspect; write one of {', '.join(known)}")
    return cues


class Tables(Model):
    """All tables, each under the name of its file."""

    words: WordTable
    marks: MarkTable
    aspects: Annotated[dict[Text, Phrases | Frames], BeforeValidator(_known_aspects)]
    agencies: dict[Text, Agency]
    outside: dict[Text, Phrases]
    """Subjects that callers confuse with the handbook's own, with their phrases."""
    out_of_scope: OutOfScopeTable
    steering: SteeringTable
    focus: FocusTable

    @model_validator(mode="after")
    def _agencies_of_subjects(self) -> "Tables":
        for subject in self.agencies:
            if subject not in self.outside:
                raise ValueError(f"agencies.yaml: {subject}: outside.yaml has no subject of this name")
        return self


def load_tables(folder: Path) -> Tables:
    """The tables of `folder`, each that it has none of as shipped. Raises LanguageError with all faults."""
    problems = [
        f"{path.name}: no table is called so; the tables are {', '.join(Tables.model_fields)}"
        for path in sorted(folder.glob("*.yaml"))
        if path.stem not in Tables.model_fields
    ]
    values: dict[str, Any] = {}
    for name in Tables.model_fields:
        path = folder / f"{name}.yaml"
        try:
            values[name] = read(path if path.exists() else SHIPPED / path.name)
        except FileError as error:
            problems.append(f"{path.name}: {error}")
    if len(values) == len(Tables.model_fields):
        try:
            tables = Tables.model_validate(values)
        except ValidationError as error:
            problems += map(_in_its_file, faults(error))
    if problems:
        raise LanguageError(problems)
    return tables


def _in_its_file(fault: str) -> str:
    """ "steering.yaml: person.alone: …" of "steering.person.alone: …"."""
    field, _, what = fault.partition(": ")
    name, _, inner = field.partition(".")
    if name not in Tables.model_fields:
        return what
    return f"{name}.yaml: {inner or 'the whole file'}: {what}"
