"""Instruments as they are cited aloud: "Nghị định 123/2015/NĐ-CP"."""

from collections.abc import Sequence

from handbook.answering.papers import spoken
from handbook.answering.phrasing import FIRST_SENTENCE, lowered, syllables
from handbook.book.entries import Citation, FactSource, LegalBasis

# From the highest instrument down; the first mark found in a number tells its kind.
_INSTRUMENTS = (
    ("/UBTVQH", "Nghị quyết"),
    ("/QH", "Luật"),
    ("/NĐ-CP", "Nghị định"),
    ("/NQLT", "Nghị quyết liên tịch"),
    ("/NQ-", "Nghị quyết"),
    ("/TTLT", "Thông tư liên tịch"),
    ("/TT-", "Thông tư"),
    ("/QĐ-", "Quyết định"),
    ("-NQ/TW", "Nghị quyết"),
    ("-CT/TW", "Chỉ thị"),
    ("-KL/TW", "Kết luận"),
    ("-QĐ/TW", "Quy định"),
    ("-HD/TW", "Hướng dẫn"),
    ("-TB/TW", "Thông báo"),
)


def instruments(bases: Sequence[LegalBasis]) -> list[str]:
    """As they are said, laws first: "Luật Hộ tịch, số 60/2014/QH13", "Nghị định 123/2015/NĐ-CP"."""
    return list(dict.fromkeys(_instrument(basis) for basis in sorted(bases, key=_rank)))


def _rank(basis: LegalBasis) -> int:
    marks = (rank for rank, (mark, _) in enumerate(_INSTRUMENTS) if mark in basis.number)
    return next(marks, len(_INSTRUMENTS))


def _instrument(basis: LegalBasis) -> str:
    rank = _rank(basis)
    kind = _INSTRUMENTS[rank][1] if rank < len(_INSTRUMENTS) else "Văn bản"
    title = spoken(basis.title) if basis.title else ""
    plain = title.startswith("Luật ") and not any(c.isdigit() for c in title)
    if kind == "Luật" and plain and syllables(title) <= FIRST_SENTENCE / 2:
        return f"{title}, số {basis.number}"
    return f"{kind} {basis.number}"


def cited(citation: Citation | FactSource) -> str:
    """An exact place: "Điều 18 Luật Hộ tịch", "khoản 1 Điều 21 Nghị định 123/2015/NĐ-CP"; or a page."""
    page = citation.page if isinstance(citation, FactSource) else None
    if citation.number is None:
        return lowered(page or "")
    instrument = citation.title or _instrument(LegalBasis(number=citation.number))
    place = f"{citation.article} {instrument}" if citation.article else instrument
    return f"{place}, theo {lowered(page)}" if page else place


def decision(number: str) -> str:
    """The decision that published a procedure: "Quyết định số 163/QĐ-BTP"."""
    return number if number.lower().startswith("quyết định") else f"Quyết định số {number}"
