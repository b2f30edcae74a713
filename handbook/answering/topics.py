"""A topic told: the facts that hold on the day, or that it is no longer, or not yet, in force."""

from collections.abc import Sequence
from datetime import date

from handbook.answering.citations import cited
from handbook.answering.phrasing import day_told, listed, lowered, sentence
from handbook.answering.replies import topic_word
from handbook.book.entries import Fact, FactSource, Settled, Topic
from handbook.language.focus import NO_FOCUS, Figure, Focus, holds
from handbook.language.text import split

_SIDES = {"government": "chính quyền", "party": "Đảng"}


def topic_told(topic: Topic, today: date, focus: Focus = NO_FOCUS) -> tuple[list[str], bool]:
    """What `topic` answers on `today`, and whether that leaves open what was asked.

    The facts for a case that was named, and those with a figure of the kind asked for, come first; where no
    fact has such a figure, that is said, and nothing else told in its place.
    """
    facts = topic.standing(today)
    if not facts:
        return [_not_in_force(topic, today)], True
    if lacking := [each.name for each in focus.figures if not any(_tells(fact, each) for fact in facts)]:
        return [sentence(f"Về {lowered(topic.title)}: sổ tay chưa ghi rõ {listed(lacking, 'và')}")], True
    first = facts[0]
    facts.sort(key=lambda fact: not _is_asked(fact, first, focus))
    told = [said for fact in facts for said in fact.said]
    unsettled = [fact.open for fact in facts if fact.open]
    if answer := topic_word(facts[0], focus):
        told.insert(0, sentence(answer))
    if topic.settled:
        told = [*_settled(topic.settled), *told]
    return [*told, *unsettled], bool(unsettled)


def _is_asked(fact: Fact, first: Fact, focus: Focus) -> bool:
    """Whether a fact comes before the first: it is for the case named, or has the figure that this lacks."""
    named = any(map(focus.says, fact.when))
    return named or any(_tells(fact, each) and not _tells(first, each) for each in focus.figures)


def _tells(fact: Fact, figure: Figure) -> bool:
    words = split(" ".join(fact.said))
    return any(holds(words, told) for told in figure.told)


def topic_grounds(topic: Topic, today: date) -> list[str]:
    """Sentences on what the facts of `today` rest on; on what has lapsed, where none is left."""
    places = dict.fromkeys(cited(source) for source in _resting_on(topic, today))
    return [sentence(f"{'Tiếp theo là' if i else 'Căn cứ là'} {text}") for i, text in enumerate(places)]


def topic_sources(topic: Topic, today: date) -> list[str]:
    """The places in writing: "Điều 45 khoản 1, 80/2025/QH15"."""
    return [place_written(source) for source in _resting_on(topic, today)]


def place_written(source: FactSource) -> str:
    """Article, number, and the page that says it, as far as there are such."""
    return ", ".join(part for part in (source.article, source.number, source.page) if part)


def _resting_on(topic: Topic, today: date) -> Sequence[FactSource]:
    facts = topic.standing(today) or topic.facts
    return list(dict.fromkeys(fact.source for fact in facts))


def _not_in_force(topic: Topic, today: date) -> str:
    coming = [fact.since for fact in topic.facts if fact.since > today]
    what = lowered(topic.title)
    if coming:
        return sentence(f"Quy định về {what} có hiệu lực từ {day_told(min(coming))}")
    ended = max(fact.until for fact in topic.facts if fact.until)
    return sentence(f"Quy định về {what} đã hết hiệu lực sau {day_told(ended)}")


def _settled(settled: Settled) -> list[str]:
    return [
        f"Việc này đã được bên {_SIDES[settled.side]} giải quyết, {day_told(settled.on)}.",
        settled.how,
    ]
