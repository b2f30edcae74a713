"""Each aspect of a procedure told as sentences: the main fact first, then the details."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from handbook.answering.citations import cited, decision, instruments
from handbook.answering.papers import (
    copies,
    enumerated,
    forms,
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
    Fact,
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


_UNKNOWN = {
    Aspect.TIME: "thời hạn giải quyết",
    Aspect.FEE: "mức phí",
    Aspect.AUTHORITY: "cơ quan giải quyết",
    Aspect.PLACE: "nơi nộp hồ sơ",
    Aspect.DOCUMENTS: "giấy tờ",
    Aspect.LEGAL_BASIS: "căn cứ pháp lý",
    Aspect.DEADLINE: "hạn mà người dân phải làm",
    Aspect.LATENESS: "việc xử lý khi làm muộn hoặc không làm",
    Aspect.CONDITIONS: "điều kiện",
    Aspect.VALIDITY: "thời hạn sử dụng",
    Aspect.DEPUTY: "việc nhờ người khác làm thay",
    Aspect.SIGNATORY: "người ký",
    Aspect.STEPS: "các bước thực hiện",
    Aspect.RESULT: "kết quả",
    Aspect.FORM: "mẫu đơn, tờ khai",
    Aspect.OVERVIEW: "nội dung",
}
"""What is missing, as it is told: the handbook does not state …."""


def tell(procedure: Procedure, aspect: Aspect, name: str | None, today: date) -> Part:
    """`aspect` of `procedure` as it is on `today`, called by its short `name`; None once it has been named.

    What legal texts say comes before the portal's cells, and instead of them where it settles the aspect.
    """
    if aspect is Aspect.OVERVIEW:
        return _overview(procedure, name, today)
    facts = standing(procedure, aspect, today)
    portal = _TELLERS.get(aspect)
    if not facts and procedure.facts.get(aspect) == ():
        lead = f"Các nguồn chưa thống nhất về {_UNKNOWN[aspect]}{_of(name)}."
        return Part(lead, unclear=True, silent=True)
    if not facts:
        return portal(procedure, name) if portal else _unknown(aspect, name)
    told = _by_law(facts, name)
    if portal is None or any(fact.settles for fact in facts):
        return told
    other = portal(procedure, None)
    return replace(told, details=(*told.details, other.lead, *other.details)) if not other.silent else told


def standing(procedure: Procedure, aspect: Aspect, today: date) -> list[Fact]:
    """What legal texts say on `aspect` that holds on `today`."""
    return [fact for fact in procedure.facts.get(aspect, ()) if fact.holds(today)]


def _by_law(facts: list[Fact], name: str | None) -> Part:
    """The facts sentence by sentence, what they leave open, then where they stand."""
    lead, *details = [said for fact in facts for said in fact.said]
    if name and lowered(name).casefold() not in lead.casefold():
        lead = f"Về {lowered(name)}: {lowered(lead)}"
    unsettled = [fact.open for fact in facts if fact.open]
    places = listed(list(dict.fromkeys(cited(fact.source) for fact in facts)), "và")
    return Part(lead, (*details, *unsettled, sentence(f"Căn cứ là {places}")), unclear=bool(unsettled))


def _unknown(aspect: Aspect, name: str | None) -> Part:
    return Part(f"Sổ tay chưa ghi rõ {_UNKNOWN[aspect]}{_of(name)}.", unclear=True, silent=True)


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
        return replace(_unknown(Aspect.TIME, name), details=tuple(quoted))
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
        return replace(_unknown(Aspect.FEE, name), details=tuple(quoted))
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


_NO_ADDRESS = "Địa chỉ nộp cụ thể thì sổ tay chưa ghi."
_BODIES = re.compile(r"[,;]\s+(?=[A-ZĐỦ])")  # a new body begins with a capital


def _authority(procedure: Procedure, name: str | None) -> Part:
    statute = procedure.supplement.authority if procedure.supplement else None
    if statute:
        lead, *listing = body_told(f"{name or 'Hồ sơ'} do {{}} giải quyết", statute)
        return Part(lead, (*listing, *_performer(procedure, statute.name)))
    source = procedure.authority or procedure.performed_by
    if not source:
        return _unknown(Aspect.AUTHORITY, name)
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
    body = _authority(procedure, name)
    if not body.silent:
        # A body of the commune is the caller's own: there is no other address to look for.
        if "xã" in body.lead.casefold() and not body.unclear:
            return Part(body.lead, (*body.details, *ways))
        return Part(body.lead, (*body.details, *ways, _NO_ADDRESS), unclear=True)
    if kinds:
        return Part(f"{_dossier(name)} nộp được {_kinds(kinds)}.", (_NO_ADDRESS,), unclear=True)
    return _unknown(Aspect.PLACE, name)


_HEADING_END = re.compile(r",?\s*(?:(?:hồ sơ|thành phần hồ sơ) )?(?:bao )?gồm(?: các giấy tờ sau(?: đây)?)?$")


def _documents(procedure: Procedure, name: str | None) -> Part:
    # Papers without a heading hold for every case, so they come before the special cases.
    groups = sorted(procedure.documents, key=lambda group: group.case is not None)
    named = gist(groups, BRIEF - syllables(f"{name or 'Hồ sơ'} cần"))
    notes = _remarks(procedure.document_notes, "Lưu ý")
    if not groups:
        unknown = _unknown(Aspect.DOCUMENTS, name)
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
        unknown = _unknown(Aspect.LEGAL_BASIS, name)
        return Part(unknown.lead, tuple(tail), unclear=True, silent=not tail)
    first, *others = named
    lead = sentence(f"Căn cứ{_of(name)} là {first}")
    more = [sentence(f"Tiếp theo là {text}") for text in others]
    if syllables(lead) > FIRST_SENTENCE:
        lead = f"{name or 'Thủ tục'} dựa trên {len(named)} văn bản."
        more.insert(0, sentence(f"{'Đầu tiên' if others else 'Đó'} là {first}"))
    return Part(lead, (*more, *tail))


_REFUSAL = re.compile(r"từ chối|không (?:đủ điều kiện|được tiếp nhận)|hủy bỏ thủ tục", re.IGNORECASE)


def _result(procedure: Procedure, name: str | None) -> Part:
    told = _outcome(procedure)
    return Part(told[0], tuple(told[1:])) if told else _unknown(Aspect.RESULT, name)


def _outcome(procedure: Procedure) -> list[str]:
    """What one receives; a slip of refusal is none, where anything else is named."""
    pieces = [piece.strip() for piece in (procedure.result or "").split(";") if piece.strip()]
    wanted = [piece for piece in pieces if not _REFUSAL.search(piece)] or pieces
    return sentences(f"Kết quả là {lowered(spoken('; '.join(wanted)))}") if wanted else []


def _form(procedure: Procedure, name: str | None) -> Part:
    named = forms(procedure.documents)
    if not named:
        return _unknown(Aspect.FORM, name)
    lead = sentence(f"{name or 'Hồ sơ'} dùng {lowered(named[0])}")
    return Part(lead, tuple(sentence(f"Ngoài ra có {lowered(other)}") for other in named[1:]))


_OVERVIEW = {
    Aspect.AUTHORITY: "cơ quan giải quyết",
    Aspect.TIME: "thời hạn",
    Aspect.FEE: "mức phí",
    Aspect.DOCUMENTS: "giấy tờ",
}


def _overview(procedure: Procedure, name: str | None, today: date) -> Part:
    """The main fact of each aspect, then what comes out, then the details."""
    known = [aspect for aspect in _OVERVIEW if not tell(procedure, aspect, name, today).silent]
    if not known:
        return _unknown(Aspect.OVERVIEW, name)
    first, *others = (
        tell(procedure, aspect, name if aspect is known[0] else None, today) for aspect in known
    )
    told = [part.lead for part in others]
    if gaps := [what for aspect, what in _OVERVIEW.items() if aspect not in known]:
        told.append(f"Sổ tay chưa ghi rõ {listed(gaps, 'và')}.")
    told += _outcome(procedure)
    return Part(first.lead, (*told, *(text for part in (first, *others) for text in part.details)))


_TELLERS: dict[Aspect, Callable[[Procedure, str | None], Part]] = {
    Aspect.TIME: _time,
    Aspect.FEE: _fee,
    Aspect.AUTHORITY: _authority,
    Aspect.PLACE: _place,
    Aspect.DOCUMENTS: _documents,
    Aspect.LEGAL_BASIS: _legal_basis,
    Aspect.RESULT: _result,
    Aspect.FORM: _form,
}
"""What the portal's row has."""
