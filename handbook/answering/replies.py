"""The first word of an answer to a yes-or-no question, where the facts say it."""

import re
from collections.abc import Sequence
from datetime import date

from handbook.answering.dossiers import heading
from handbook.answering.grounds import standing
from handbook.answering.papers import spoken
from handbook.answering.part import Part
from handbook.answering.phrasing import channel, listed, lowered, sentence
from handbook.book.entries import Aspect, ChannelKind, Document, DocumentGroup, Fact, Procedure
from handbook.language.focus import Focus, YesNo, holds
from handbook.language.text import canonical, fold, is_plain, split

_COVERED = 0.5
"""Share of the words asked about that a fact must hold to be its answer."""
_SURE = 0.6
"""The same where the question names no aspect: the fact is looked for among all."""
_MONEY = ("tiền", "phí", "đồng", "tốn", "đóng", "trả", "thu")
_FREE = re.compile(r"không mất tiền|miễn (?:lệ )?phí|không thu|miễn thu|được miễn\b", re.IGNORECASE)
_CHARGED = re.compile(r"\d đồng|triệu đồng")
_PAPER = ("giấy", "sổ", "ảnh", "bản", "đơn", "tờ", "thẻ", "căn", "hộ", "hợp", "văn")
_COMMUNE = ("phường", "xã")


def word(procedure: Procedure, aspect: Aspect, focus: Focus, today: date) -> str:
    """ "Có", "Không", "Được", "Không được", "Không cần" …; empty where the facts do not say.

    `procedure` is narrowed to the case that was named.
    """
    if focus.yes_or_no is None:
        return ""
    facts = standing(procedure, aspect, today)
    if facts and facts[0].answers and _fits(facts[0], _telling(procedure, focus), focus):
        return facts[0].answers
    if aspect is Aspect.FEE and (focus.free or _named(focus, _MONEY)):
        return _charged(procedure, facts, focus)
    if aspect is Aspect.AUTHORITY and focus.yes_or_no is YesNo.MAY and _is_communes(procedure, focus):
        return "được"
    return ""


def topic_word(fact: Fact, focus: Focus) -> str:
    """The same for the fact that answers a topic."""
    asks = focus.yes_or_no is not None and fact.answers
    return fact.answers or "" if asks and _fits(fact, focus.about, focus) else ""


def sought(procedure: Procedure, aspects: Sequence[Aspect], focus: Focus, today: date) -> list[Aspect]:
    """What a yes-or-no question asks about, where it names no aspect: that of the fact that says it.

    Empty where nothing in the entry does.
    """
    named = [aspect for aspect in aspects if aspect is not Aspect.OVERVIEW]
    if named or focus.yes_or_no is None:
        return list(dict.fromkeys(named)) or [Aspect.OVERVIEW]
    telling = _telling(procedure, focus)
    if not telling:
        return [Aspect.CONDITIONS if standing(procedure, Aspect.CONDITIONS, today) else Aspect.OVERVIEW]
    found = [
        (_share(telling, _said(fact)), fact.answers is not None, aspect)
        for aspect in procedure.facts
        for fact in standing(procedure, aspect, today)
    ]
    best = max(found, default=(0.0, False, Aspect.OVERVIEW), key=lambda each: each[:2])
    if best[0] >= _SURE:
        return [best[2]]
    if _is_communes(procedure, focus):
        return [Aspect.AUTHORITY]
    return []


def particular(procedure: Procedure, focus: Focus, aspects: Sequence[Aspect], name: str) -> Part | None:
    """Whether one paper is needed, or one way of handing in is open; None for other questions."""
    if focus.yes_or_no is None:
        return None
    if focus.channels and set(aspects) <= {Aspect.PLACE, Aspect.OVERVIEW} and not focus.free:
        return _way_open(procedure, focus.channels, name)
    if focus.yes_or_no is not YesNo.MAY and set(aspects) <= {Aspect.DOCUMENTS, Aspect.OVERVIEW}:
        return _paper_needed(procedure, focus, name)
    return None


def _way_open(procedure: Procedure, asked: tuple[ChannelKind, ...], name: str) -> Part | None:
    known = list(dict.fromkeys(each.kind for each in procedure.channels))
    if not known:
        return None
    open_ways = [kind for kind in asked if kind in known]
    if open_ways:
        ways = listed([channel(kind) for kind in open_ways], "và")
        return Part(sentence(f"{name} nộp được {ways}"), reply="Được.")
    ways = listed([channel(kind) for kind in known], "và")
    missing = listed([channel(kind) for kind in asked])
    lead = sentence(f"Sổ tay chỉ ghi {lowered(name)} nộp {ways}")
    return Part(lead, (f"Nộp {missing} thì sổ tay chưa ghi.",), unclear=True)


def _paper_needed(procedure: Procedure, focus: Focus, name: str) -> Part | None:
    telling = _telling(procedure, focus)
    listed_in = [
        (group, paper)
        for group in procedure.documents
        for paper in group.documents
        if _is_paper(paper, telling, focus)
    ]
    if listed_in:
        # Those that everyone hands in stand in groups without a case, or behind a plain heading.
        group, paper = min(listed_in, key=lambda each: _special(*each))
        where = f", {heading(group)}," if _special(group, paper) and group.case else ""
        reply = "Có, nhưng chỉ trong một số trường hợp." if where else "Có."
        return Part(sentence(f"Hồ sơ {lowered(name)}{where} có {lowered(spoken(paper.name))}"), reply=reply)
    if procedure.documents and (focus.papers or (telling and _key_in(telling[0], _PAPER))):
        lead = sentence(f"Danh sách giấy tờ {lowered(name)} trong sổ tay không có giấy này")
        return Part(lead, unclear=True)
    return None


def _special(group: DocumentGroup, paper: Document) -> bool:
    return bool(group.case) and "trường hợp" in (group.case or "").casefold()


def _is_paper(paper: Document, telling: tuple[str, ...], focus: Focus) -> bool:
    words = split(paper.name)
    if any(holds(words, text) for text in focus.papers):
        return True
    return len(telling) > 1 and holds(words, " ".join(telling))


def _charged(procedure: Procedure, facts: Sequence[Fact], focus: Focus) -> str:
    if facts:
        said = facts[0].said[0]
        free, charged = bool(_FREE.search(said)), bool(_CHARGED.search(said))
        if free == charged:
            return ""
    else:
        amounts = {fee.amount for each in procedure.channels for fee in each.fees}
        if not amounts or any(each.fee_unclear for each in procedure.channels):
            return ""
        free, charged = amounts == {0}, 0 not in amounts
        if free == charged:
            return ""
    return "có" if charged != focus.free else "không"


def _fits(fact: Fact, telling: Sequence[str], focus: Focus) -> bool:
    """Whether the fact's word answers the question that was put, and not another on the same aspect."""
    answer = (fact.answers or "").casefold()
    may = "được" in answer
    need = any(must in answer for must in ("cần", "phải", "bắt buộc"))
    if focus.free or (focus.against and may):
        return False
    if (may and focus.yes_or_no is YesNo.NEED) or (need and focus.yes_or_no is YesNo.MAY):
        return False
    return not telling or _share(telling, _said(fact)) >= _COVERED


def _telling(procedure: Procedure, focus: Focus) -> tuple[str, ...]:
    """The words asked about that do not only name the procedure."""
    known = _keys(split(" ".join((procedure.name, *procedure.aliases))), focus)
    return tuple(each for each in focus.about if not _keys((each,), focus) <= known)


def _said(fact: Fact) -> frozenset[str]:
    return frozenset(split(" ".join((*fact.said, *fact.when))))


def _share(telling: Sequence[str], said: frozenset[str]) -> float:
    form = fold if is_plain("".join(telling)) else canonical
    known = {form(each) for each in said}
    return sum(form(each) in known for each in telling) / len(telling)


def _is_communes(procedure: Procedure, focus: Focus) -> bool:
    """Whether it is asked of the commune, and the commune decides."""
    body = f"{procedure.authority or procedure.performed_by or ''}"
    if procedure.supplement and procedure.supplement.authority:
        body = procedure.supplement.authority.name
    asks = {each for each in _telling(procedure, focus) if not _key_in(each, _COMMUNE)}
    return not asks and _named(focus, _COMMUNE) and "xã" in body.casefold()


def _named(focus: Focus, words: Sequence[str]) -> bool:
    return any(_key_in(each, words) for each in focus.about)


def _key_in(each: str, words: Sequence[str]) -> bool:
    form = fold if is_plain(each) else canonical
    return form(each) in {form(known) for known in words}


def _keys(words: Sequence[str], focus: Focus) -> frozenset[str]:
    form = fold if is_plain("".join(focus.words)) else canonical
    return frozenset(map(form, words))
