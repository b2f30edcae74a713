"""The case that was named: its papers, its fee, its time, its facts, and no others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from handbook.answering.dossiers import heading
from handbook.answering.phrasing import channel, lowered, official_name, syllables
from handbook.book.entries import Aspect, Channel, ChannelKind, DocumentGroup, Fact, Procedure
from handbook.language.focus import Focus, holds
from handbook.language.text import Words, canonical, split

_T = TypeVar("_T")
_LEAST_SHARED = 2
"""Pairs of neighbouring words that a heading must share with the question, and no other heading has."""
_LONGEST_CASE = 24
"""Syllables up to which a case is named before what it needs."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A procedure as far as one aspect of the case that was named goes."""

    procedure: Procedure
    case: str = ""
    """What to add to the procedure's name, so that the caller knows for which case it holds."""
    lacks: tuple[ChannelKind, ...] = ()
    """Ways of handing in that were named and that the source does not have."""


def narrowed(procedure: Procedure, aspect: Aspect, focus: Focus, today: date) -> Narrowed:
    """`procedure` with what it has on `aspect` of the case in `focus`; all of it where none is told apart."""
    if facts := procedure.facts.get(aspect):
        order = {aspect: ordered(facts, focus, procedure.name, today)}
        procedure = procedure.model_copy(update={"facts": procedure.facts | order})
    match aspect:
        case Aspect.DOCUMENTS:
            return _of_papers(procedure, focus)
        case Aspect.TIME | Aspect.FEE:
            return _of_channels(procedure, aspect, focus)
        case Aspect.OVERVIEW:
            for each in (Aspect.DOCUMENTS, Aspect.FEE, Aspect.TIME):
                procedure = narrowed(procedure, each, focus, today).procedure
            return Narrowed(procedure)
        case _:
            return Narrowed(procedure)


def ordered(facts: Sequence[Fact], focus: Focus, name: str, today: date) -> tuple[Fact, ...]:
    """Those for the case that was named alone; else the ordinary ones first, the nearest to the words before.

    Lapsed facts stay where they are: they are not told.
    """
    standing = [fact for fact in facts if fact.holds(today)]
    named = [fact for fact in standing if any(map(focus.says, fact.when))]
    if named:
        return tuple(fact.model_copy(update={"settles": True}) for fact in _nearest(named, focus, name))
    ordinary = [fact for fact in standing if not fact.when]
    others = [fact for fact in standing if fact.when]
    return (*_nearest(ordinary, focus, name), *others) or tuple(facts)


def _nearest(facts: list[Fact], focus: Focus, name: str) -> list[Fact]:
    """The fact that shares most with the question comes first; the others keep their order."""
    known = _pairs(split(name))

    def nearness(fact: Fact) -> int:
        words = split(" ".join(fact.said))
        figures = sum(any(holds(words, told) for told in figure.told) for figure in focus.figures)
        return len((_pairs(words) - known) & _pairs(focus.words)) + _LEAST_SHARED * figures

    return sorted(facts, key=nearness, reverse=True)


def _of_papers(procedure: Procedure, focus: Focus) -> Narrowed:
    groups = procedure.documents
    named = _named(groups, lambda group: group.case or "", focus)
    if not named:
        named = _told_apart([group for group in groups if group.case], focus, procedure.name)
    if not named or len(named) == len(groups):
        return Narrowed(procedure)
    together = DocumentGroup(documents=tuple(paper for group in named for paper in group.documents))
    chosen = (together,) if len({group.case for group in named}) == 1 else tuple(named)
    case = _case(named[0], procedure) if len(chosen) == 1 else ""
    return Narrowed(procedure.model_copy(update={"documents": chosen, "document_notes": ()}), case)


def _told_apart(groups: list[DocumentGroup], focus: Focus, name: str) -> list[DocumentGroup]:
    """The one group whose heading shares words with the question that no other heading has."""
    pairs = [_pairs(split(group.case or "")) for group in groups]
    known = _pairs(split(name))
    said = _pairs(focus.words)
    shared = [len((own & said) - known.union(*(other for other in pairs if other != own))) for own in pairs]
    best = max(shared, default=0)
    return [group for group, count in zip(groups, shared, strict=True) if count == best >= _LEAST_SHARED]


def _case(group: DocumentGroup, procedure: Procedure) -> str:
    """The heading as it follows the procedure's name; empty where it takes too long to say."""
    text = heading(group)
    if not text or syllables(text) > _LONGEST_CASE:
        return ""
    own = lowered(official_name(procedure.name))
    return text.removeprefix(own) if text.startswith(f"{own} ") else f", {text},"


def _of_channels(procedure: Procedure, aspect: Aspect, focus: Focus) -> Narrowed:
    channels = procedure.channels
    by_way = [each for each in channels if each.kind in focus.channels]
    lacks = tuple(kind for kind in focus.channels if channels and kind not in {c.kind for c in channels})
    if lacks:
        return Narrowed(procedure, lacks=lacks)
    case = f" nộp {channel(by_way[0].kind)}" if len({each.kind for each in by_way}) == 1 else ""
    kept = tuple(by_way) or channels
    if aspect is Aspect.FEE:
        kept = _of_fees(kept, focus)
    else:
        kept = tuple(_named(kept, lambda each: each.note or "", focus)) or kept
    narrow = procedure.model_copy(update={"channels": kept})
    if aspect is Aspect.TIME and by_way and procedure.supplement and procedure.supplement.times:
        kinds = set(focus.channels)
        times = tuple(t for t in procedure.supplement.times if not t.kinds or kinds & set(t.kinds))
        if times:
            narrow = narrow.model_copy(
                update={"supplement": procedure.supplement.model_copy(update={"times": times})}
            )
    return Narrowed(narrow, case)


def _of_fees(channels: tuple[Channel, ...], focus: Focus) -> tuple[Channel, ...]:
    """The fees whose notes name the case; ways of handing in without such a fee are left out."""
    kept = []
    for each in channels:
        fees = _named(each.fees, lambda fee: fee.note or "", focus)
        if fees:
            kept.append(each.model_copy(update={"fees": tuple(fees)}))
    return tuple(kept) or channels


def _named(items: Iterable[_T], text: Callable[[_T], str], focus: Focus) -> list[_T]:
    """Those of `items` whose text words a case that was named."""
    return [item for item in items if any(holds(split(text(item)), case) for case in focus.cases)]


def _pairs(words: Words) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(map(canonical, words)))
