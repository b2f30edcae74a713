"""A fact that differs with the way of handing in: a common value once, different ones way by way."""

from collections.abc import Callable, Iterable

from handbook.answering.part import Part
from handbook.answering.phrasing import channel, listed, sentence
from handbook.book.entries import Channel, ChannelKind


def by_kind(
    channels: Iterable[Channel], texts: Callable[[Channel], list[str]]
) -> tuple[dict[tuple[str, ...], list[ChannelKind]], list[ChannelKind]]:
    """Ways of handing in by what is said of them, and those of which nothing clear is known."""
    of_kind: dict[ChannelKind, dict[str, None]] = {}
    for each in channels:
        of_kind.setdefault(each.kind, {}).update(dict.fromkeys(texts(each)))
    known: dict[tuple[str, ...], list[ChannelKind]] = {}
    for kind, said in of_kind.items():
        if said:
            known.setdefault(tuple(said), []).append(kind)
    return known, [kind for kind, said in of_kind.items() if not said]


def per_kind(
    known: dict[tuple[str, ...], list[ChannelKind]], gaps: list[ChannelKind], frame: str, what: str
) -> Part:
    """A common value once, different ones way by way; `frame` is the first sentence with {} for the value."""
    (value, kinds), *others = known.items()
    alone = not others and not gaps
    comma = "," if len(value) > 1 else ""
    lead = frame.format(_either(value)) + ("" if alone else f"{comma} khi nộp {in_ways(kinds)}")
    details = [sentence(f"Nộp {in_ways(k)} thì {_either(v)}") for v, k in others]
    if gaps:
        details.append(left_open(gaps, what))
    return Part(sentence(lead), tuple(details), bool(gaps))


def left_open(kinds: Iterable[ChannelKind], what: str) -> str:
    """Says of which ways nothing clear is known."""
    return f"Nộp {in_ways(kinds)} thì sổ tay chưa ghi rõ {what}."


def _either(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return values[0]
    units = {value.partition(" ")[2] for value in values}
    if len(units) == 1:  # "3 hoặc 5 ngày làm việc"
        return f"{listed([value.partition(' ')[0] for value in values])} {units.pop()}, tùy trường hợp"
    return f"{listed(list(values))}, tùy trường hợp"


def in_ways(kinds: Iterable[ChannelKind]) -> str:
    """The ways as they follow "nộp"."""
    return listed([channel(kind) for kind in kinds])
