"""All wordings under which an entry can be asked for, and the subjects that lie outside the handbook."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from handbook.book.entries import Procedure, Topic
from handbook.book.handbook import Handbook
from handbook.matching.marks import marks
from handbook.matching.question import whole_and_core
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
    hints: frozenset[str] = frozenset()
    """Words it holds that discriminate less."""
    other_questions: frozenset[str] = frozenset()
    """Words it holds that in another name would mean another question."""
    agency: str = ""
    """Who does it, of a subject outside the handbook, where that is known."""
    instrument: str = ""
    """What says so, where that is known."""
    outside: str = ""
    """Name of the subject outside the handbook."""
    asked: bool = False
    """Somebody's utterance with its story: kin to other questions, but nothing to listen for by ear."""

    @property
    def subject(self) -> str:
        """What it is a wording of."""
        return self.entry or f"outside {self.outside}"


def phrases(handbook: Handbook, strangers: Iterable[str] | None = None) -> list[Phrase]:
    """Every wording of every entry, and of the subjects outside.

    `strangers` are utterances that no entry answers; those that ship, unless others are given.
    """
    result: dict[tuple[str | None, Words], Phrase] = {}
    for entry in handbook:
        for phrase in _topic(entry) if isinstance(entry, Topic) else _procedure(entry):
            result.setdefault((phrase.entry, phrase.words), phrase)
        for text in entry.asked:
            phrase = replace(_wording(entry, text), asked=True)
            result.setdefault((phrase.entry, phrase.words), phrase)
    inside = {words for _, words in result}
    named = list(_outside())
    for phrase in (*named, *_strangers(shipped_strangers() if strangers is None else strangers, named)):
        if phrase.words not in inside:
            result.setdefault((None, phrase.words), phrase)
    return [phrase for phrase in result.values() if phrase.words]


def shipped_strangers() -> tuple[str, ...]:
    """Utterances that no entry of the handbook answers, though some come near."""
    return tuple(cast(list[str], table("strangers")["asked"]))


def agencies() -> tuple[tuple[str, str], ...]:
    """(who, instrument) of what callers can be told to lie with another agency."""
    return tuple((each["who"], each["instrument"]) for each in _agencies().values() if each.get("instrument"))


def _agencies() -> dict[str, dict[str, str]]:
    return cast(dict[str, dict[str, str]], table("agencies"))


def told(handbook: Handbook) -> dict[str, Words]:
    """Words of the answers of topics: what they tell, people ask for in words of their own."""
    return {
        topic.id: whole_and_core(" ".join(topic.answer))[0] for topic in handbook if isinstance(topic, Topic)
    }


def _topic(topic: Topic) -> Iterator[Phrase]:
    for text in (topic.title, *topic.questions):
        yield _wording(topic, text)


def _procedure(procedure: Procedure) -> Iterator[Phrase]:
    for text in (*procedure.aliases, *_names(procedure.name)):
        yield _wording(procedure, text)


def _wording(entry: Procedure | Topic, text: str) -> Phrase:
    if isinstance(entry, Topic):
        return Phrase(entry.id, text, whole_and_core(text)[0], whole=True)
    return _named(entry.id, text)


def _strangers(texts: Iterable[str], named: Sequence[Phrase]) -> Iterator[Phrase]:
    """Phrases for `texts`, with the agency of the subject outside that one names word for word."""
    for text in texts:
        phrase = replace(_named(None, text), outside=text, asked=True)
        said = f" {' '.join(phrase.words)} "
        about = next((each for each in named if each.agency and f" {' '.join(each.words)} " in said), phrase)
        yield replace(phrase, agency=about.agency, instrument=about.instrument)


def _outside() -> Iterator[Phrase]:
    known = _agencies()
    for subject, texts in table("outside").items():
        for text in cast(list[str], texts):
            agency = known.get(subject, {})
            yield replace(
                _named(None, text),
                outside=subject,
                agency=agency.get("who", ""),
                instrument=agency.get("instrument", ""),
            )


def _named(entry: str | None, text: str) -> Phrase:
    whole, core = whole_and_core(text)
    return Phrase(
        entry,
        text,
        core or whole,
        whole=False,
        variants=marks("variants").find(whole),
        hints=marks("hints").find(whole),
        other_questions=marks("other_questions").find(whole),
    )


def _names(name: str) -> Iterator[str]:
    """The official name, without brackets and jurisdiction, and by its parts."""
    yield name
    short = _JURISDICTION.sub("", _BRACKETS.sub(" ", name)).strip(" .;,")
    if short:
        yield short
    parts = [part.strip() for part in short.split(";")]
    if len(parts) > 1:
        yield from (part for part in parts if len(part.split()) >= _LEAST_WORDS_OF_A_PART)
