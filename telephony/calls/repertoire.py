"""Everything the helpline can say: its prompts, the topics, and every aspect of every procedure."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from handbook.answering.answers import compose, grounds, spoken_name
from handbook.book.entries import Aspect, Procedure, Topic
from handbook.book.handbook import Handbook
from telephony.calls import prompts


class Section(StrEnum):
    """Kinds of sentences, in the order in which they are worth rendering."""

    PROMPTS = "prompts"
    TOPICS = "topics"
    PROCEDURES = "procedures"


def repertoire(handbook: Handbook, parts: Iterable[Section] = tuple(Section)) -> Mapping[str, str]:
    """Each sentence once, with the id of the first entry that says it, or "prompts".

    Left out are questions that name several entries at once, of which there are too many.
    """
    wanted = frozenset(parts)
    said: dict[str, str] = {}
    if Section.PROMPTS in wanted:
        agencies = handbook.language.told_agencies
        elsewhere = (sentence for known in agencies for sentence in prompts.elsewhere(*known).sentences)
        said = dict.fromkeys((*prompts.SENTENCES, *elsewhere), Section.PROMPTS.value)
    # Topics first: they are few, and what officials ask these months.
    for entry in sorted(handbook, key=lambda entry: isinstance(entry, Procedure)):
        if (Section.TOPICS if isinstance(entry, Topic) else Section.PROCEDURES) in wanted:
            for sentence in sayings(entry):
                said.setdefault(sentence, entry.id)
    return said


def sayings(entry: Procedure | Topic) -> Iterator[str]:
    """Every sentence on `entry`, some repeatedly: answers to their end, sources, whether it is meant."""
    for asked in _questions(entry):
        answer = compose(entry, asked)
        yield from answer.sentences
        yield from answer.more
    yield from grounds(entry)
    yield from prompts.confirm(spoken_name(entry)).sentences


def _questions(entry: Procedure | Topic) -> Iterator[tuple[Aspect, ...]]:
    if isinstance(entry, Topic):
        yield ()
        return
    for aspect in Aspect:
        yield (aspect,)
    # The second of two aspects is told without the procedure's name; more aspects bring nothing new.
    for aspect in Aspect:
        yield (Aspect.FEE if aspect is Aspect.TIME else Aspect.TIME, aspect)
