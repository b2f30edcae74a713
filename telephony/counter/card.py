"""A handbook entry as a card on the counter's screen: the facts in writing, to read and to tick off."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from handbook.answering.answers import compose, sources
from handbook.answering.papers import spoken
from handbook.answering.phrasing import (
    amount,
    capitalized,
    channel,
    duration,
    official_name,
    sentence,
    subject,
    syllables,
)
from handbook.answering.statutory import times_told
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Document,
    Fee,
    Procedure,
    StatutoryTime,
    Supplement,
    Topic,
)
from handbook.book.laying import on_day
from telephony.counter.qr import qr_code

_UNSTATED = "Sổ tay chưa ghi rõ"


def card(entry: Procedure | Topic, aspects: Sequence[Aspect]) -> dict[str, Any]:
    """What the page shows of `entry`, as plain JSON; `aspects` were asked for and are shown first."""
    shown: dict[str, Any] = {
        "id": entry.id,
        "field": entry.field,
        "aspects": [aspect.value for aspect in aspects],
        "sources": list(sources(entry)),
        "as_of": f"{entry.as_of.day}/{entry.as_of.month}/{entry.as_of.year}",
    }
    if isinstance(entry, Topic):
        told = compose(entry, ())
        standing = entry.standing(date.today())
        bases = {fact.source.number: fact.source.title for fact in standing if fact.source.number}
        return shown | {
            "kind": "topic",
            "title": entry.title,
            "text": [*told.sentences, *told.more],
            "basis": [{"number": number, "title": _title(number, title)} for number, title in bases.items()],
        }
    entry = on_day(entry, date.today())
    statutory = entry.supplement or Supplement()
    return shown | {
        "kind": "procedure",
        "basis": [
            {"number": basis.number, "title": _title(basis.number, basis.title)}
            for basis in entry.legal_basis
        ],
        "title": subject(entry).name,
        "name": official_name(entry.name),
        "region": entry.region,
        "authority": statutory.authority.name
        if statutory.authority
        else entry.authority or entry.performed_by,
        "place": statutory.place.name if statutory.place else entry.place,
        "result": entry.result,
        "channels": _channels(entry.channels, statutory.times),
        "times": times_told(statutory.times, entry.channels, None)[0] if statutory.times else [],
        "documents": [
            {
                "case": capitalized(spoken(group.case)) if group.case else None,
                "papers": [_paper(paper) for paper in sorted(group.documents, key=_length)],
            }
            # As they are told: what everybody hands in before the special cases.
            for group in sorted(entry.documents, key=lambda group: group.case is not None)
        ],
        "documents_unclear": bool(entry.documents_unclear) or not entry.documents,
        "notes": [sentence(spoken(note)) for note in entry.document_notes if not note.rstrip().endswith(":")],
        "source": entry.source,
        "qr": asdict(qr_code(entry.source)) if entry.source else None,
    }


def _length(paper: Document) -> int:
    return syllables(spoken(paper.name))


def _paper(paper: Document) -> dict[str, str]:
    numbers = ((paper.originals, "bản chính"), (paper.copies, "bản sao"))
    counted = " và ".join(f"{number} {what}" for number, what in numbers if number)
    return {"name": capitalized(spoken(paper.name)), "count": counted}


def _channels(channels: Sequence[Channel], times: Sequence[StatutoryTime]) -> list[dict[str, str | None]]:
    """Time, fee and note of each way of handing in; ways that agree in everything share a row."""
    rows: dict[tuple[str, str, str | None], list[str]] = {}
    for each in channels:
        fee = "; ".join(_fee(fee) for fee in each.fees) or _unclear(each.fee_unclear)
        note = sentence(spoken(each.note)) if each.note else None
        ways = rows.setdefault((_time(each, times), fee, note), [])
        ways += [way for way in [channel(each.kind)] if way not in ways]
    return [
        {"way": capitalized(", ".join(ways)), "time": time, "fee": fee, "note": note}
        for (time, fee, note), ways in rows.items()
    ]


def _time(each: Channel, times: Sequence[StatutoryTime]) -> str:
    for time in times:
        if time.case is None and each.kind in (time.kinds or ChannelKind):
            return capitalized(duration(time.limit) if time.limit else str(time.words))
    return duration(each.time) if each.time else _unclear(each.time_unclear)


def _fee(fee: Fee) -> str:
    note = spoken(fee.note) if fee.note else ""
    if note.lower().startswith(("miễn phí", "miễn lệ phí")):
        note = note.partition(". ")[2]
    return capitalized(f"{amount(fee.amount)} ({note})" if note else amount(fee.amount))


def _unclear(source: str | None) -> str:
    # A bare number in the source has lost its unit: quoting it would only invite a guess.
    return f"{_UNSTATED}. Nguồn ghi: “{source}”" if source and len(source.split()) > 1 else _UNSTATED


def _title(number: str, title: str | None) -> str | None:
    return None if title is None or title.endswith(number) else capitalized(title)
