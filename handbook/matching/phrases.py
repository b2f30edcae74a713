"""All wordings under which an entry can be asked for, and the subjects that lie outside the handbook."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from handbook.book.entries import Aspect, Procedure, Topic
from handbook.book.handbook import Handbook
from handbook.language.language import Language
from handbook.language.text import Words
from handbook.matching.question import whole_and_core

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
    vetoes: frozenset[str] = frozenset()
    """Words it holds that an entry must know to be meant."""
    told: frozenset[Aspect] = frozenset()
    """Aspects of which its entry holds facts from legal texts."""
    agency: str = ""
    """Who does it, of a subject outside the handbook, where that is known."""
    instrument: str = ""
    """What says so, where that is known."""
    outside: str = ""
    """Name of the subject outside the handbook."""
    asked: bool = False
    """Somebody's utterance with its story: a neighbour of other questions, but nothing for the ear."""

    @property
    def subject(self) -> str:
        """What it is a wording of."""
        return self.entry or f"outside {self.outside}"


def phrases(handbook: Handbook, out_of_scope: Iterable[str] | None = None) -> list[Phrase]:
    """Every wording of every entry, and of the subjects outside.

    `out_of_scope` are utterances that no entry answers; those of the handbook's language, unless others are
    given.
    """
    language = handbook.language
    result: dict[tuple[str | None, Words], Phrase] = {}
    for entry in handbook:
        told = _told(entry)
        for texts, asked in ((_names(entry), False), (entry.asked, True)):
            for text in dict.fromkeys(texts):
                phrase = _phrase(text, language, entry, told=told, asked=asked)
                result.setdefault((phrase.entry, phrase.words), phrase)
    inside = {words for _, words in result}
    named = list(_outside(language))
    utterances = language.out_of_scope if out_of_scope is None else out_of_scope
    for phrase in (*named, *_out_of_scope(utterances, named, language)):
        if phrase.words not in inside:
            result.setdefault((None, phrase.words), phrase)
    return [phrase for phrase in result.values() if phrase.words]


def answer_words(handbook: Handbook) -> dict[str, Words]:
    """Words of the answers of topics: what they tell, people ask for in words of their own."""
    return {
        topic.id: whole_and_core(" ".join(topic.sentences), handbook.language)[0]
        for topic in handbook
        if isinstance(topic, Topic)
    }


def _told(entry: Procedure | Topic) -> frozenset[Aspect]:
    if isinstance(entry, Topic):
        return frozenset()
    return frozenset(aspect for aspect, facts in entry.facts.items() if facts)


def _out_of_scope(texts: Iterable[str], named: Sequence[Phrase], language: Language) -> Iterator[Phrase]:
    """Phrases for `texts`, with the agency of the subject outside that one names word for word."""
    known = [(f" {' '.join(phrase.words)} ", phrase) for phrase in named if phrase.agency]
    for text in texts:
        phrase = _phrase(text, language, outside=text, asked=True)
        said = f" {' '.join(phrase.words)} "
        about = next((each for words, each in known if words in said), phrase)
        yield replace(phrase, agency=about.agency, instrument=about.instrument)


def _outside(language: Language) -> Iterator[Phrase]:
    for subject, texts in language.tables.outside.items():
        agency = language.tables.agencies.get(subject)
        for text in texts:
            yield _phrase(
                text,
                language,
                outside=subject,
                agency=agency.who if agency else "",
                instrument=(agency.instrument if agency else None) or "",
            )


def _phrase(
    text: str,
    language: Language,
    entry: Procedure | Topic | None = None,
    *,
    told: frozenset[Aspect] = frozenset(),
    agency: str = "",
    instrument: str = "",
    outside: str = "",
    asked: bool = False,
) -> Phrase:
    """`text` as a wording of `entry`, or of a subject outside."""
    said, core = whole_and_core(text, language)
    whole = isinstance(entry, Topic)
    none: frozenset[str] = frozenset()
    return Phrase(
        entry.id if entry else None,
        text,
        said if whole else core or said,
        whole=whole,
        variants=none if whole else language.variants.find(said),
        hints=none if whole else language.hints.find(said),
        other_questions=none if whole else language.other_questions.find(said),
        vetoes=language.vetoes.find(said),
        told=told,
        agency=agency,
        instrument=instrument,
        outside=outside,
        asked=asked,
    )


def _names(entry: Procedure | Topic) -> Iterator[str]:
    """All that an entry is called: a topic's title and questions, a procedure's names."""
    if isinstance(entry, Topic):
        yield from (entry.title, *entry.questions)
    else:
        yield from (*entry.aliases, *_official(entry.name))


def _official(name: str) -> Iterator[str]:
    """The official name, without brackets and jurisdiction, and by its parts."""
    yield name
    short = _JURISDICTION.sub("", _BRACKETS.sub(" ", name)).strip(" .;,")
    if short:
        yield short
    parts = [part.strip() for part in short.split(";")]
    if len(parts) > 1:
        yield from (part for part in parts if len(part.split()) >= _LEAST_WORDS_OF_A_PART)
