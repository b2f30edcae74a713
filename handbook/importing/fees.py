"""Fees in the portal's words: amounts in đồng that the words bear out, or the words alone."""

import re
from dataclasses import dataclass

from handbook.book.entries import Fee
from handbook.importing.wording import clean, item

_CURRENCY = r"(?:Việt Nam Đồng|VNĐ|Đồng|USD)"
_AMOUNT = re.compile(rf"(\d[\d.,]*)\s*({_CURRENCY})", re.IGNORECASE)
_LABEL = re.compile(r"^(?:Lệ phí|Phí)\s*:\s*", re.IGNORECASE)
_FREE = re.compile(r"miễn phí|không(?:\s+đồng)?|0\s*đồng|0\s*vnđ", re.IGNORECASE)
# A bracket that leaves "Miễn phí" standing: it repeats it, or adds the price of something else on request.
_STILL_FREE = re.compile(
    r"không|không có|không thu(?: phí)?|miễn(?: lệ)? phí"
    r"|(?:miễn lệ phí\.?\s*)?phí cấp bản sao [^.]*\(nếu có yêu cầu\) thực hiện theo .*",
    re.IGNORECASE,
)
# A remark that repeats the cell around its own words: "Lệ phí : 400.000 Đồng (Mức thu …)".
_WRAPPED = re.compile(r"(?:(?:Lệ phí|Phí)\s*:\s*[\d.,]*\s*)?Đồng\s*\((.*?)\)?", re.IGNORECASE)
_BLANK = re.compile(r"đồng|không có thông tin|", re.IGNORECASE)
_ATTACHMENT = re.compile(r"^File đính kèm:", re.IGNORECASE)
_COUNCIL = re.compile(r"hội đồng nhân dân|HĐND", re.IGNORECASE)
_STATED = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d{4,})\s*(?:đồng|đ\b|đ/|vnđ)", re.IGNORECASE)
_SMALLEST = 1000
"""Smallest plausible fee in đồng; the portal's "25 VNĐ" stands for 25,000."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Fees of one way of handing in: amounts, or words that give none and the reason; else unmentioned."""

    fees: tuple[Fee, ...] = ()
    unclear: str | None = None
    reason: str | None = None


def parse(cells: list[tuple[str, str]]) -> Charge:
    """The charge of `cells`: pairs of an amount ("Miễn phí", "7,000 VNĐ", "Lệ phí : 0 Đồng") and its remark.

    One cell that is unclear makes the whole charge unclear, so that nobody is told half of it.
    """
    fees: list[Fee] = []
    reasons: list[str] = []
    words: list[str] = []
    for amount, remark in cells:
        plain, note = clean(_LABEL.sub("", clean(amount))), item(remark)
        if wrapped := _WRAPPED.fullmatch(note):
            note = item(wrapped[1])
        if _BLANK.fullmatch(plain):
            plain = ""
        if _ATTACHMENT.match(plain) or not (plain or note):
            continue
        words.append(f"{plain} ({note})" if plain and note else plain or note)
        outcome = _fee(plain, note)
        if isinstance(outcome, Fee):
            if outcome not in fees:
                fees.append(outcome)
            continue
        reasons.append(outcome)
        if _FREE.fullmatch(plain):
            words[-1] = note
    if reasons:
        return Charge(unclear="; ".join(dict.fromkeys(words)), reason="; ".join(dict.fromkeys(reasons)))
    return Charge(fees=tuple(fees))


def _fee(amount: str, note: str) -> Fee | str:
    """The fee, or the reason why there is none."""
    if _FREE.fullmatch(amount):
        if not note or _STILL_FREE.fullmatch(note):
            added = note if "bản sao" in note else None
            return Fee(amount=0, note=added)
        return set_by_council(note) or "the cell says free, its remark refers to rules elsewhere"
    found = _AMOUNT.fullmatch(amount)
    if not found:
        return "no amount"
    if found[2].upper() == "USD":
        return "not in đồng"
    value = _dong(found[1])
    if value is None:
        return "an amount that is no whole number of đồng"
    if reason := set_by_council(note):
        return reason
    if "%" in note:
        return "the remark changes the amount by a rate"
    stated = {number for match in _STATED.finditer(note) if (number := _dong(match[1])) is not None}
    if stated and value not in stated:
        return "the amount and its remark disagree"
    if value and value < _SMALLEST:
        return "an amount too small to be in đồng"
    return Fee(amount=value, note=note or None)


def set_by_council(words: str) -> str | None:
    """The reason why no amount can be told, where a province's council sets it."""
    return "set by the province's People's Council" if _COUNCIL.search(words) else None


def _dong(number: str) -> int | None:
    """Whole đồng of "7,000", "50.000" or "20000"; None for anything else."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d+", number):
        return int(re.sub(r"[.,]", "", number))
    return None
