"""What the helpline says about an entry: sentences made from its facts, with their sources."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from handbook.answering.citations import cited, decision, instruments
from handbook.answering.grounds import overriding, standing
from handbook.answering.narrowing import narrowed
from handbook.answering.part import Part
from handbook.answering.phrasing import (
    channel,
    day_told,
    listed,
    lowered,
    portion,
    sentence,
    subject,
    syllables,
)
from handbook.answering.replies import particular, sought, word
from handbook.answering.telling import tell
from handbook.answering.topics import place_written, topic_grounds, topic_sources, topic_told
from handbook.book.entries import Aspect, Procedure, Topic
from handbook.book.laying import on_day
from handbook.language.focus import NO_FOCUS, Focus

FIRST_PORTION = 90
"""Syllables said before the caller is asked whether to go on: 20 s at 4.5 syllables a second."""

_OFFICER = "Anh chị có thể gặp cán bộ trực để hỏi thêm."
_SCOPE = 45
"""Syllables up to which the rest of a long name comes before the details, so as not to crowd them out."""
_LISTS = (Aspect.DOCUMENTS, Aspect.LEGAL_BASIS)
"""Aspects told piece by piece; the short facts asked together with them come first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences to be spoken one by one."""

    sentences: tuple[str, ...]
    """The first portion, at most about 20 s aloud; the first sentence alone is useful."""
    more: tuple[str, ...] = ()
    """What is left to say if the caller wants to hear on."""
    sources: tuple[str, ...] = ()
    """Instruments and publications the facts rest on."""
    unclear: bool = False
    """True when the source does not settle what was asked; the caller is then offered an officer."""

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def compose(
    entry: Procedure | Topic,
    aspects: Sequence[Aspect],
    today: date | None = None,
    focus: Focus = NO_FOCUS,
) -> Answer:
    """The answer about `aspects` of `entry`, an overview without any, to what `focus` asks in particular.

    A topic has one answer to all but its legal basis. Only facts that hold `today` are told.
    Where it lacks what was asked the answer says so, and never tells another aspect instead.
    """
    today = today or date.today()
    if isinstance(entry, Topic):
        texts, unclear = topic_told(entry, today, focus)
        if Aspect.LEGAL_BASIS in aspects:
            texts, unclear = list(grounds(entry, today)), False
        return _answer(texts, sources(entry, (), today), unclear)
    entry = on_day(entry, today)
    called = subject(entry)
    if one := particular(entry, focus, aspects, called.name):
        return _answer([*one.told], sources(entry, aspects, today), one.unclear)
    asked = sorted(sought(entry, aspects, focus, today), key=lambda aspect: aspect in _LISTS)
    if not asked:
        nothing = f"Sổ tay chưa ghi rõ điều anh chị hỏi về {lowered(called.name)}."
        return _answer([nothing], sources(entry, (), today), unclear=True)
    parts = [_part(entry, a, called.name if a is asked[0] else None, today, focus) for a in asked]
    unclear = any(part.unclear for part in parts)
    if entry.region:
        parts[0] = replace(parts[0], lead=f"Riêng tại {entry.region}, {lowered(parts[0].lead)}")
    texts = [text for part in parts for text in (part.reply, part.lead) if text]
    leads = len(texts)
    if Aspect.LEGAL_BASIS in asked:
        texts.append(_kept(entry, today))
    texts += [text for part in parts for text in part.details]
    if called.scope:
        texts.insert(leads if syllables(called.scope) <= _SCOPE else len(texts), called.scope)
    return _answer(texts, sources(entry, asked, today), unclear)


def _part(procedure: Procedure, aspect: Aspect, name: str | None, today: date, focus: Focus) -> Part:
    """One aspect of the case that was named, its yes or no first."""
    of_case = narrowed(procedure, aspect, focus, today)
    part = tell(of_case.procedure, aspect, f"{name}{of_case.case}" if name else None, today)
    if of_case.lacks:
        ways = listed([channel(kind) for kind in of_case.lacks])
        part = replace(part, details=(f"Nộp {ways} thì sổ tay chưa ghi.", *part.details), unclear=True)
    if answer := word(of_case.procedure, aspect, focus, today):
        part = replace(part, reply=sentence(answer))
    return part


def _answer(texts: Sequence[str], resting_on: tuple[str, ...], unclear: bool) -> Answer:
    said, more = portion(texts, FIRST_PORTION - (syllables(_OFFICER) if unclear else 0))
    return Answer((*said, _OFFICER) if unclear else said, more, resting_on, unclear)


def spoken_name(entry: Procedure | Topic) -> str:
    """What to call `entry` when asking the caller whether it is meant, as it stands inside a sentence."""
    return lowered(entry.title if isinstance(entry, Topic) else subject(entry).name)


def sources(
    entry: Procedure | Topic, aspects: Sequence[Aspect] = (), today: date | None = None
) -> tuple[str, ...]:
    """Numbers of the instruments, the publishing decision, and where and when the facts were taken.

    What holds `today` of `aspects` in particular comes first.
    """
    today = today or date.today()
    if isinstance(entry, Topic):
        return tuple(topic_sources(entry, today))
    entry = on_day(entry, today)
    facts = [fact.source for aspect in aspects for fact in standing(entry, aspect, today)]
    facts += [source for aspect in aspects for source in overriding(entry, aspect, today)]
    exact = entry.supplement.citations if entry.supplement else ()
    named = [place_written(source) for source in facts]
    named += [f"{each.article}, {each.number}" for each in exact if each.article]
    named += [basis.number for basis in entry.legal_basis]
    named += [decision(entry.decision)] if entry.decision else []
    named.append(f"Cổng Dịch vụ công quốc gia, {day_told(entry.as_of)}")
    return tuple(dict.fromkeys(named))


def grounds(entry: Procedure | Topic, today: date | None = None) -> tuple[str, ...]:
    """Sentences on what the facts rest on and how fresh they are, for a caller who asks."""
    today = today or date.today()
    if isinstance(entry, Topic):
        return (*topic_grounds(entry, today), _kept(entry, today))
    entry = on_day(entry, today)
    named = instruments(entry.legal_basis)
    if entry.decision:
        named.append(decision(entry.decision))
    if entry.supplement:
        named = list(dict.fromkeys([*map(cited, entry.supplement.citations), *named]))
    told = [sentence(f"{'Tiếp theo là' if i else 'Căn cứ là'} {text}") for i, text in enumerate(named)]
    return (*told, _kept(entry, today))


def _kept(entry: Procedure | Topic, today: date) -> str:
    """Of when the facts are, and who signed for them."""
    of = f"Số liệu cập nhật {day_told(entry.as_of)}"
    if entry.signature:
        return f"{of}, {entry.signature.checked_by} đã kiểm tra {day_told(entry.signature.checked_on)}."
    standing_facts = entry.standing(today) if isinstance(entry, Topic) else []
    signed = [fact for fact in standing_facts if fact.checked_by and fact.checked_on]
    if signed and len(signed) == len(standing_facts):
        last = max(signed, key=lambda fact: fact.checked_on or date.min)
        return f"{of}, {last.checked_by} đã kiểm tra {day_told(last.checked_on or today)}."
    return f"{of}, chưa có cán bộ ký kiểm tra."
