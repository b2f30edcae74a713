"""Wording facts for the ear: short names of procedures, durations, amounts, and how long they take to say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handbook.book.entries import (
    ChannelKind,
    Duration,
    Procedure,
    TimeUnit,
)
from handbook.language.numbers import spelt

FIRST_SENTENCE = 30
"""Syllables a first sentence may take; a listener keeps about 7 s in mind."""
BRIEF = 25
"""Syllables from which on what only supports the main fact goes into a sentence of its own."""

_UNITS = {
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.DAY: "ngày",
    TimeUnit.HOUR: "giờ",
    TimeUnit.MINUTE: "phút",
    TimeUnit.MONTH: "tháng",
    TimeUnit.YEAR: "năm",
}
_CHANNELS = {
    ChannelKind.COUNTER: "trực tiếp",
    ChannelKind.ONLINE: "trực tuyến",
    ChannelKind.POST: "qua bưu chính",
}
_LARGEST_ORDINAL = 10
"""Larger numbers are heard more easily as "Thứ 11"."""

# Spoken length of a number by its digits, trailing zeros aside: "7" bảy, "45" bốn mươi lăm, "2025" hai nghìn
# không trăm hai mươi lăm.
_DIGITS = (1, 1, 3, 5, 7, 9, 11, 13)
_PIECES = re.compile(r"\d+(?:\.\d{3})*|[^\W\d_]+")


def syllables(text: str) -> int:
    """Syllables of `text` read aloud, an estimate: 4.5 of them make about one second of Vietnamese speech.

    A written Vietnamese word is one syllable; a number takes as many as its words, an abbreviation in
    capitals one a letter ("UBND" is said in four).
    """
    total = 0
    for piece in _PIECES.findall(text):
        if piece[0].isdigit():
            digits = piece.replace(".", "")
            significant = digits.rstrip("0") or "0"
            total += _DIGITS[min(len(significant), 7)] + (len(digits) > len(significant))
        else:
            total += len(piece) if piece.isupper() else 1
    return total


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """`text` as it stands inside a sentence; abbreviations ("UBND") keep their capitals."""
    return text[:1].lower() + text[1:] if not text[:2].isupper() else text


def sentence(text: str) -> str:
    """`text` with a capital and exactly one full stop."""
    return capitalized(text.strip().rstrip(".,;: ")) + "."


@dataclass(frozen=True, slots=True)
class Subject:
    """How a procedure is called on the phone."""

    name: str
    """Short enough to open a sentence."""
    scope: str | None
    """A sentence with what `name` leaves out of the official name; None if that is nothing."""


_LEVEL = re.compile(  # every procedure here is one of the commune's
    r"\s*\((?:(?:thực hiện )?(?:tại|ở) )?c[ấá]p xã\)"
    r"|\s+thuộc thẩm quyền (?:giải quyết )?của (?:Chủ tịch )?(?:UBND|Ủy ban nhân dân) cấp xã$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:thủ tục (?:hành chính )?)?(?:giải quyết )?", re.IGNORECASE)  # "X được giải quyết"
# Where the kind of procedure ends and its field of application begins.
_APPLICATION = re.compile(
    r",? (?=đối với |cho (?!phép|thuê|vay)|trong trường hợp |trường hợp |trong phạm vi |bằng hình thức )"
)
_SEAM = re.compile(r"(?:[;:,/(]| -)\s+| (?=do |thuộc |theo |để |mà |bằng |trong |không |thực hiện |tại |về )")
_LONG_NAME = 18
_SHORT_NAME = 3


def official_name(name: str) -> str:
    """The official name less the words that every procedure of a commune shares."""
    return capitalized(_LEVEL.sub("", _TITLE.sub("", " ".join(name.split()))).rstrip(" .,;:"))


def subject(procedure: Procedure) -> Subject:
    """People's own name when it is shorter, else the official one; the tail of a long one is said apart."""
    official = official_name(procedure.name)
    if procedure.aliases and syllables(procedure.aliases[0]) < syllables(official):
        return Subject(capitalized(_TITLE.sub("", procedure.aliases[0])), None)
    if syllables(official) <= _LONG_NAME:
        return Subject(official, None)
    for seam in (_APPLICATION, _SEAM):
        cuts = [m for m in seam.finditer(official) if _fits(official[: m.start()])]
        if cuts:
            cut = cuts[-1]
            rest = official[cut.end() :]
            scope = f"Áp dụng {rest}" if seam is _APPLICATION else f"Tên đầy đủ là {lowered(official)}"
            return Subject(official[: cut.start()].rstrip(" ,;:(/-"), sentence(scope))
    return Subject("Thủ tục này", sentence(f"Tên đầy đủ là {lowered(official)}"))


def _fits(head: str) -> bool:
    return _SHORT_NAME <= syllables(head) <= _LONG_NAME and head.count("(") == head.count(")")


def duration(time: Duration) -> str:
    """ "7 ngày làm việc"."""
    return f"{time.amount:g}".replace(".", ",") + f" {_UNITS[time.unit]}"


def amount(dong: int) -> str:
    """ "7.000 đồng"; "miễn phí" for zero."""
    return f"{dong:,} đồng".replace(",", ".") if dong else "miễn phí"


def day_told(day: date) -> str:
    """ "ngày 1/7/2025"."""
    return f"ngày {day.day}/{day.month}/{day.year}"


def channel(kind: ChannelKind) -> str:
    return _CHANNELS[kind]


def listed(items: list[str], last: str = "hoặc") -> str:
    """The items as one phrase: "a, b hoặc c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def ordinal(position: int) -> str:
    """The word that opens item `position`, from 1: "Một là", "Thứ 11 là"."""
    if position > _LARGEST_ORDINAL:
        return f"Thứ {position} là"
    return f"{capitalized(' '.join(spelt(position)))} là"


def portion(texts: Sequence[str], budget: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first sentences that together fit `budget` syllables as spoken, at least one, and the others.

    A single sentence over the budget is told whole: half a sentence would be worse than a long one.
    """
    said = 0
    for position, text in enumerate(texts):
        said += syllables(text)
        if said > budget and position:
            return tuple(texts[:position]), tuple(texts[position:])
    return tuple(texts), ()
