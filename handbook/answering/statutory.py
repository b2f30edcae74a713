"""Facts from legal texts as sentences, the fact first and its source with it."""

from collections.abc import Iterable

from handbook.answering.citations import cited
from handbook.answering.phrasing import (
    BRIEF,
    channel,
    duration,
    listed,
    sentence,
    syllables,
)
from handbook.book.entries import (
    Channel,
    ChannelKind,
    Citation,
    StatutoryBody,
    StatutoryTime,
)


def times_told(
    times: tuple[StatutoryTime, ...], channels: Iterable[Channel], name: str | None
) -> tuple[list[str], list[ChannelKind]]:
    """Sentences on `times`, and the ways of handing in that they leave open."""
    first, *others = times
    told = sourced(f"{name or 'Hồ sơ'} được giải quyết {_within(first)}{_when(first)}", first.basis)
    for time in others:
        opening = f"Khi {time.case}" if time.case else f"Nộp {_kinds(time.kinds)}"
        source = f", theo {cited(time.basis)}" if cited(time.basis) != cited(first.basis) else ""
        told.append(sentence(f"{opening} thì {_bounded(time)}{source}"))
    covered = {kind for time in times for kind in (time.kinds or ChannelKind)}
    return told, list(dict.fromkeys(each.kind for each in channels if each.kind not in covered))


def body_told(clause: str, body: StatutoryBody) -> list[str]:
    """`clause`, with {} for the body's or the place's name, and its source."""
    return sourced(clause.format(body.name), body.basis)


def sourced(fact: str, basis: Citation) -> list[str]:
    """`fact` with its source, in one sentence if that stays easy to keep in mind."""
    whole = f"{fact}, theo {cited(basis)}"
    if syllables(whole) <= BRIEF:
        return [sentence(whole)]
    return [sentence(fact), sentence(f"Căn cứ là {cited(basis)}")]


def _within(time: StatutoryTime) -> str:
    return f"trong {duration(time.limit)}" if time.limit else str(time.words)


def _bounded(time: StatutoryTime) -> str:
    return f"không quá {duration(time.limit)}" if time.limit else str(time.words)


def _when(time: StatutoryTime) -> str:
    case = f" khi {time.case}" if time.case else ""
    return case + (f"{', nếu' if case else ' khi'} nộp {_kinds(time.kinds)}" if time.kinds else "")


def _kinds(kinds: Iterable[ChannelKind]) -> str:
    return listed([channel(kind) for kind in kinds])
