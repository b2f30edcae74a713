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
        for text in _names(entry):
            phrase = _wording(entry, text, language)
            result.setdefault((phrase.entry, phrase.words), phrase)
        for text in entry.asked:
            phrase = replace(_wording(entry, text, language), asked=True)
            result.setdefault((phrase.entry, phrase.words), phrase)
    inside = {words for _, words in result}
    named = list(_outside(language))
    asked = language.out_of_scope if out_of_scope is None else out_of_scope
    for phrase in (*named, *_out_of_scope(asked, named, language)):
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


def _wording(entry: Procedure | Topic, text: str, language: Language) -> Phrase:
    if isinstance(entry, Topic):
        whole = whole_and_core(text, language)[0]
        return Phrase(entry.id, text, whole, whole=True, vetoes=language.vetoes.find(whole))
    told = frozenset(aspect for aspect, facts in entry.facts.items() if facts)
    return replace(_named(entry.id, text, language), told=told)


def _out_of_scope(texts: Iterable[str], named: Sequence[Phrase], language: Language) -> Iterator[Phrase]:
    """Phrases for `texts`, with the agency of the subject outside that one names word for word."""
    for text in texts:
        phrase = replace(_named(None, text, language), outside=text, asked=True)
        said = f" {' '.join(phrase.words)} "
        about = next((each for each in named if each.agency and f" {' '.join(each.words)} " in said), phrase)
        yield replace(phrase, agency=about.agency, instrument=about.instrument)


def _outside(language: Language) -> Iterator[Phrase]:
    for subject, texts in language.tables.outside.items():
        agency = language.tables.agencies.get(subject)
        for text in texts:
            yield replace(
                _named(None, text, language),
                outside=subject,
                agency=agency.who if agency else "",
                instrument=(agency.instrument if agency else None) or "",
            )


def _named(entry: str | None, text: str, language: Language) -> Phrase:
    whole, core = whole_and_core(text, language)
    return Phrase(
        entry,
        text,
        core or whole,
        whole=False,
        variants=language.variants.find(whole),
        hints=language.hints.find(whole),
        other_questions=language.other_questions.find(whole),
        vetoes=language.vetoes.find(whole),
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
