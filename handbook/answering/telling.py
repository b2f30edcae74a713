"""Each aspect of a procedure told as sentences: the main fact first, then the details."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from handbook.answering.citations import decision, instruments
from handbook.answering.papers import (
    copies,
    enumerated,
    gist,
    sentences,
    spoken,
    tally,
)
from handbook.answering.phrasing import (
    BRIEF,
    FIRST_SENTENCE,
    amount,
    channel,
    duration,
    listed,
    lowered,
    ordinal,
    sentence,
    syllables,
)
from handbook.answering.statutory import body_told, times_told
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Duration,
    Fee,
    Procedure,
)

_COMMUNE = "Sổ tay chưa ghi rõ phần việc của cấp xã."
_WORDED = 6
"""Words from which an unclear cell says more than a number with a unit that its row contradicts."""
_DISTRICT = "Nguồn còn ghi cấp huyện, là cấp không còn từ ngày 1/7/2025."


@dataclass(frozen=True, slots=True)
class Part:
    """What there is to say on one aspect."""

    lead: str
    """The main fact, useful alone."""
    details: tuple[str, ...] = ()
    """Sentences after it."""
    unclear: bool = False
    """True when the source does not settle the aspect, or not for every way of handing in."""
    silent: bool = False
    """True when there is no fact at all: `lead` says that the handbook does not state it."""


def tell(procedure: Procedure, aspect: Aspect, name: str | None) -> Part:
    """`aspect` of `procedure`, called by its short `name`; None once it has been named."""
    return _TELLERS[aspect](procedure, name)


def _unknown(what: str, name: str | None) -> Part:
    return Part(f"Sổ tay chưa ghi rõ {what}{_of(name)}.", unclear=True, silent=True)


def _of(name: str | None) -> str:
    return f" của thủ tục {lowered(name)}" if name else ""


def _dossier(name: str | None) -> str:
    return f"Hồ sơ {lowered(name)}" if name else "Hồ sơ"


def _time(procedure: Procedure, name: str | None) -> Part:
    channels = procedure.channels
    quoted = _quoted(each.time_unclear for each in channels)
    if procedure.supplement and procedure.supplement.times:
        (lead, *rest), still_open = times_told(procedure.supplement.times, channels, name)
        rest += [_open(still_open, "thời hạn")] if still_open else []
        return Part(lead, tuple(rest), unclear=bool(still_open))
    known, gaps = _by_kind(channels, lambda each: [duration(each.time)] if each.time else [])
    if not known:
        return replace(_unknown("thời hạn giải quyết", name), details=tuple(quoted))
    frame = f"{name} được giải quyết trong {{}}" if name else "Thời hạn là {}"
    told = _per_channel(known, gaps, frame, "thời hạn")
    notes = _remarks(
        each.note
        for each in channels
        if each.note and "phí" not in each.note and not (each.time and _repeats(each.note, each.time))
    )
    return replace(told, details=(*told.details, *quoted, *notes))


def _fee(procedure: Procedure, name: str | None) -> Part:
    channels = procedure.channels
    quoted = _quoted(each.fee_unclear for each in channels)
    known, gaps = _by_kind(channels, lambda each: [_charge(fee) for fee in each.fees])
    if not known:
        return replace(_unknown("mức phí", name), details=tuple(quoted))
    free = next(iter(known)) == ("miễn phí",)
    frame = f"{name or 'Thủ tục'} được {{}}" if free else f"Mức phí{_of(name)} là {{}}"
    told = _per_channel(known, gaps, frame, "mức phí")
    charged = [fee for each in channels for fee in each.fees]
    several = len({fee.amount for fee in charged}) > 1
    notes = [
        text
        for fee in dict.fromkeys(charged)
        if fee.note and not fee.note.startswith("/")
        for text in _remarks([_FREE.sub("", fee.note)], f"Mức {amount(fee.amount)}" if several else "Ghi chú")
    ]
    notes += _remarks(each.note for each in channels if each.note and "phí" in each.note)
    return replace(told, details=(*told.details, *quoted, *notes))


_FREE = re.compile(r"^miễn (?:lệ )?phí(?:\.\s*|$)", re.IGNORECASE)  # the amount has said it


def _charge(fee: Fee) -> str:
    """ "50.000 đồng mỗi giao dịch"."""
    unit = fee.note[1:].strip() if fee.note and fee.note.startswith("/") else ""
    return f"{amount(fee.amount)} mỗi {unit}" if unit else amount(fee.amount)


def _quoted(unclear: Iterable[str | None]) -> list[str]:
    """The source's own words where they say something and are no bare number."""
    worded = [text for text in unclear if text and ("quy định" in text or len(text.split()) >= _WORDED)]
    return _remarks(worded, "Nguồn ghi")


def _remarks(notes: Iterable[str], opening: str = "Ghi chú") -> list[str]:
    plain = dict.fromkeys(lowered(spoken(note)) for note in notes)
    whole = [text for note in plain if note for text in sentences(f"{opening}: {note}")]
    # A long remark goes clause by clause, so that a caller can stop it.
    return [
        sentence(clause)
        for text in whole
        for clause in (text.split("; ") if syllables(text) > FIRST_SENTENCE else [text])
    ]


_REPETITION = 20
"""Words up to which a note about the same time, without a condition, adds nothing."""
_CONDITION = re.compile(r"trường hợp|đối với|nếu|trừ|khi|;", re.IGNORECASE)


def _repeats(note: str, time: Duration) -> bool:
    """Whether a note only says the time again: "03 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ"."""
    said = re.search(rf"\b0?{re.escape(duration(time))}", note, re.IGNORECASE)
    return bool(said) and len(note.split()) <= _REPETITION and not _CONDITION.search(note)


def _by_kind(
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


def _per_channel(
    known: dict[tuple[str, ...], list[ChannelKind]], gaps: list[ChannelKind], frame: str, what: str
) -> Part:
    """A common value once, different ones way by way; `frame` is the first sentence with {} for the value."""
    (value, kinds), *others = known.items()
    alone = not others and not gaps
    comma = "," if len(value) > 1 else ""
    lead = frame.format(_either(value)) + ("" if alone else f"{comma} khi nộp {_kinds(kinds)}")
    details = [sentence(f"Nộp {_kinds(k)} thì {_either(v)}") for v, k in others]
    if gaps:
        details.append(_open(gaps, what))
    return Part(sentence(lead), tuple(details), bool(gaps))


def _open(kinds: Iterable[ChannelKind], what: str) -> str:
    return f"Nộp {_kinds(kinds)} thì sổ tay chưa ghi rõ {what}."


def _either(values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return values[0]
    units = {value.partition(" ")[2] for value in values}
    if len(units) == 1:  # "3 hoặc 5 ngày làm việc"
        return f"{listed([value.partition(' ')[0] for value in values])} {units.pop()}, tùy trường hợp"
    return f"{listed(list(values))}, tùy trường hợp"


def _kinds(kinds: Iterable[ChannelKind]) -> str:
    return listed([channel(kind) for kind in kinds])


_BODIES = re.compile(r"[,;]\s+(?=[A-ZĐỦ])")  # a new body begins with a capital


def _authority(procedure: Procedure, name: str | None) -> Part:
    statute = procedure.supplement.authority if procedure.supplement else None
    if statute:
        lead, *listing = body_told(f"{name or 'Hồ sơ'} do {{}} giải quyết", statute)
        return Part(lead, (*listing, *_performer(procedure, statute.name)))
    source = procedure.authority or procedure.performed_by
    if not source:
        return _unknown("cơ quan giải quyết", name)
    deed = "giải quyết" if procedure.authority else "thực hiện"
    bodies = [spoken(body) for body in _BODIES.split(source)]
    named = f"{name} do {{}} {deed}" if name else f"Cơ quan {deed} là {{}}"
    lead, listing = sentence(named.format(", ".join(bodies))), []
    if syllables(lead) > FIRST_SENTENCE and len(bodies) == 1:
        lead, listing = sentence(named.format("cơ quan sau")), sentences(source)
    elif syllables(lead) > FIRST_SENTENCE:
        lead = f"{name or 'Thủ tục'} có {len(bodies)} cơ quan {deed}."
        listing = [sentence(f"{ordinal(position)} {body}") for position, body in enumerate(bodies, 1)]
    incomplete = not procedure.authority and "xã" not in source.casefold()
    told = [*listing, _COMMUNE] if incomplete else [*listing, *_performer(procedure, source)]
    return _with_district(Part(lead, tuple(told), unclear=incomplete))


def _performer(procedure: Procedure, decider: str) -> list[str]:
    """Who carries it out, where that is another body than who decides."""
    performer = procedure.performed_by
    if not performer or performer.casefold() == decider.casefold():
        return []
    return [sentence(f"Cơ quan thực hiện là {spoken(performer)}")]


def _with_district(part: Part) -> Part:
    """Adds a warning where the source still names a body of the abolished district level."""
    if "huyện" not in " ".join((part.lead, *part.details)).casefold():
        return part
    return Part(part.lead, (_DISTRICT, *part.details), unclear=True)


def _place(procedure: Procedure, name: str | None) -> Part:
    kinds = list(dict.fromkeys(each.kind for each in procedure.channels))
    ways = [f"Hồ sơ nộp được {_kinds(kinds)}."] if kinds else []
    if procedure.supplement and procedure.supplement.place:
        lead, *rest = body_told(f"{_dossier(name)} nộp tại {{}}", procedure.supplement.place)
        return Part(lead, (*rest, *ways))
    if procedure.place:
        where = [text for line in procedure.place.splitlines() for text in sentences(line)]
        lead = sentence(f"{_dossier(name)} nộp tại {where[0].rstrip('.')}")
        if len(where) > 1:
            part = Part(f"{_dossier(name)} có {len(where)} nơi nộp.", (*where, *ways))
        elif syllables(lead) > FIRST_SENTENCE:
            part = Part(f"Nơi nộp {lowered(_dossier(name))} như sau.", (*where, *ways))
        else:
            part = Part(lead, tuple(ways))
        return _with_district(part)
    missing = "Địa chỉ nộp cụ thể thì sổ tay chưa ghi."
    body = _authority(procedure, name)
    if not body.silent:
        return Part(body.lead, (*body.details, *ways, missing), unclear=True)
    if kinds:
        return Part(f"{_dossier(name)} nộp được {_kinds(kinds)}.", (missing,), unclear=True)
    return _unknown("nơi nộp hồ sơ", name)


_HEADING_END = re.compile(r",?\s*(?:(?:hồ sơ|thành phần hồ sơ) )?(?:bao )?gồm(?: các giấy tờ sau(?: đây)?)?$")


def _documents(procedure: Procedure, name: str | None) -> Part:
    # Papers without a heading hold for every case, so they come before the special cases.
    groups = sorted(procedure.documents, key=lambda group: group.case is not None)
    named = gist(groups, BRIEF - syllables(f"{name or 'Hồ sơ'} cần"))
    notes = _remarks(procedure.document_notes, "Lưu ý")
    if not groups:
        unknown = _unknown("giấy tờ", name)
        return Part(unknown.lead, tuple(notes), unclear=True, silent=True)
    details: list[str] = []
    lead = f"{name or 'Hồ sơ'} cần {named}."
    if len(groups) == 1:
        alike = copies(groups[0])
        if not named:
            lead = f"{name or 'Hồ sơ'} cần {tally(groups[0])}."
        elif alike:
            details.append(sentence(alike))
        all_named = named and all(lowered(spoken(paper.name)) in named for paper in groups[0].documents)
        if not (all_named and alike):
            details += enumerated(groups[0])
    else:
        if not named:
            lead = f"{_dossier(name)} có {len(groups)} nhóm giấy tờ."
        for position, group in enumerate(groups, 1):
            heading = _HEADING_END.sub("", spoken(group.case)) if group.case else ""
            case = f", {lowered(heading)}," if heading else ""
            details += [sentence(f"Nhóm {position}{case} gồm {tally(group)}"), *enumerated(group)]
    if procedure.documents_unclear:
        details.append("Danh sách giấy tờ trong sổ tay có thể chưa đủ.")
    return Part(lead, (*details, *notes), unclear=bool(procedure.documents_unclear))


def _legal_basis(procedure: Procedure, name: str | None) -> Part:
    named = instruments(procedure.legal_basis)
    vague = [text for basis in procedure.legal_basis_unclear for text in sentences(basis)]
    tail = [f"Văn bản sau thì sổ tay chưa ghi rõ số hiệu: {lowered(text)}" for text in vague]
    if procedure.decision:
        tail.append(f"Thủ tục được công bố theo {decision(procedure.decision)}.")
    if not named:
        unknown = _unknown("căn cứ pháp lý", name)
        return Part(unknown.lead, tuple(tail), unclear=True, silent=not tail)
    first, *others = named
    lead = sentence(f"Căn cứ{_of(name)} là {first}")
    more = [sentence(f"Tiếp theo là {text}") for text in others]
    if syllables(lead) > FIRST_SENTENCE:
        lead = f"{name or 'Thủ tục'} dựa trên {len(named)} văn bản."
        more.insert(0, sentence(f"{'Đầu tiên' if others else 'Đó'} là {first}"))
    return Part(lead, (*more, *tail))


_OVERVIEW = {
    Aspect.AUTHORITY: "cơ quan giải quyết",
    Aspect.TIME: "thời hạn",
    Aspect.FEE: "mức phí",
    Aspect.DOCUMENTS: "giấy tờ",
}


def _overview(procedure: Procedure, name: str | None) -> Part:
    """The main fact of each aspect, then what comes out, then the details."""
    known = [aspect for aspect in _OVERVIEW if not tell(procedure, aspect, name).silent]
    if not known:
        return _unknown("nội dung", name)
    first, *others = (tell(procedure, aspect, name if aspect is known[0] else None) for aspect in known)
    told = [part.lead for part in others]
    if gaps := [what for aspect, what in _OVERVIEW.items() if aspect not in known]:
        told.append(f"Sổ tay chưa ghi rõ {listed(gaps, 'và')}.")
    if procedure.result:
        told += sentences(f"Kết quả là {lowered(spoken(procedure.result))}")
    return Part(first.lead, (*told, *(text for part in (first, *others) for text in part.details)))


_TELLERS: dict[Aspect, Callable[[Procedure, str | None], Part]] = {
    Aspect.TIME: _time,
    Aspect.FEE: _fee,
    Aspect.AUTHORITY: _authority,
    Aspect.PLACE: _place,
    Aspect.DOCUMENTS: _documents,
    Aspect.LEGAL_BASIS: _legal_basis,
    Aspect.OVERVIEW: _overview,
}
