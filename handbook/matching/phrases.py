"""All wordings under which an entry can be asked for, and the subjects that lie outside the handbook."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from handbook.book import Handbook
from handbook.entries import Procedure, Topic
from handbook.matching.marks import marks
from handbook.matching.question import Question
from handbook.matching.wording import Words, table

_BRACKETS = re.compile(r"\([^()]*\)")
_JURISDICTION = re.compile(
    r"\b(thực hiện tại cấp|thuộc thẩm quyền|do Chủ tịch|bằng dịch vụ công trực tuyến một phần).*$"
)
_LEAST_WORDS_OF_A_PART = 4
"""A shorter part of an enumerating name ("Cấp lại; đổi") does not name the procedure by itself."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording of one subject."""

    entry: str | None
    """Id of the entry, None for a subject outside the handbook."""
    text: str
    """As written, for scoring by ear."""
    words: Words
    whole: bool
    """Compared with all that was said (a topic's question) rather than with the words naming a subject."""
    variants: frozenset[str] = frozenset()
    """Discriminating words it holds."""
    other_questions: frozenset[str] = frozenset()
    """Words it holds that in another name would mean another question."""
    agency: str = ""
    """Who does it, of a subject outside the handbook, where that is known."""


def phrases(handbook: Handbook) -> list[Phrase]:
    """Every wording of every entry, and of the subjects outside."""
    result: dict[tuple[str | None, Words], Phrase] = {}
    for entry in handbook:
        for phrase in _topic(entry) if isinstance(entry, Topic) else _procedure(entry):
            result.setdefault((phrase.entry, phrase.words), phrase)
    inside = {words for _, words in result}
    for phrase in _outside():
        if phrase.words not in inside:
            result.setdefault((None, phrase.words), phrase)
    return list(result.values())


def _topic(topic: Topic) -> Iterator[Phrase]:
    for text in (topic.title, *topic.questions):
        if words := Question.read(text).whole:
            yield Phrase(topic.id, text, words, whole=True)


def _procedure(procedure: Procedure) -> Iterator[Phrase]:
    for text in (*procedure.aliases, *_names(procedure.name)):
        yield _named(procedure.id, text)


def _outside() -> Iterator[Phrase]:
    agencies = cast(dict[str, str], table("agencies"))
    for subject, texts in table("outside").items():
        for text in cast(list[str], texts):
            yield replace(_named(None, text), agency=agencies.get(subject, ""))


def _named(entry: str | None, text: str) -> Phrase:
    question = Question.read(text)
    return Phrase(
        entry,
        text,
        question.core or question.whole,
        whole=False,
        variants=marks("variants").find(question.whole),
        other_questions=marks("other_questions").find(question.whole),
    )


def _names(name: str) -> Iterator[str]:
    """The official name without brackets and jurisdiction, whole and by its parts."""
    short = _JURISDICTION.sub("", _BRACKETS.sub(" ", name)).strip(" .;,")
    if short:
        yield short
    parts = [part.strip() for part in short.split(";")]
    if len(parts) > 1:
        yield from (part for part in parts if len(part.split()) >= _LEAST_WORDS_OF_A_PART)
