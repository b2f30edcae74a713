"""One form for what is written in figures and what is said in words, so that both can be compared."""

import re
from typing import Final

from voice.reading.numerals import DIGITS, cardinal

_ONES: Final = {word: value for value, word in enumerate(DIGITS)}
_ONLY_AFTER_TENS: Final = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
# "hai mươi năm" are twenty years; the number is "hai mươi lăm".
_AFTER_TENS: Final = {
    word: one for word, one in _ONES.items() if word not in ("không", "năm")
} | _ONLY_AFTER_TENS
_SCALES: Final = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}
_VARIANTS: Final = {
    "ngàn": "nghìn",
    "tỉ": "tỷ",
    "lẻ": "linh",
    "bẩy": "bảy",
    "chục": "mươi",
    "hăm": "hai mươi",
}
_MONTHS: Final = {"giêng": "một", "chạp": "mười hai", "bốn": "tư"}
_CONTINUES: Final = frozenset({"mươi", "trăm", "mười", *_SCALES})


def canonical(words: str) -> str:
    """`words`, in small letters and without pauses, with every number in the way `cardinal` says it.

    "một bảy tám" and "một trăm bảy tám" become "một trăm bảy mươi tám", "hai ngàn lẻ năm" becomes "hai nghìn
    không trăm linh năm", "không sáu" becomes "sáu". Telephone numbers and codes stay digit by digit.
    """
    tokens = " ".join(_VARIANTS.get(token, token) for token in re.findall(r"[^\W_]+", words.lower())).split()
    said: list[str] = []
    place = 0
    while place < len(tokens):
        if length := _digit_string(tokens, place):
            said.append(_join_digits(tokens[place : place + length]))
        elif parsed := _number(tokens, place):
            value, length = parsed
            said += _plain(tokens, place) if length == 1 else [cardinal(value)]
        else:
            length = 1
            said += _plain(tokens, place)
        place += length
    return " ".join(said)


def _plain(tokens: list[str], place: int) -> list[str]:
    word, before = tokens[place], tokens[place - 1] if place else ""
    if word in ("mùng", "mồng"):
        return []
    if before == "tháng" and word in _MONTHS:
        return [_MONTHS[word]]
    if word == "rưỡi" and before == "giờ":
        return ["ba mươi"]
    if word == "phút" and place > 1 and "giờ" in tokens[max(0, place - 4) : place]:
        return []
    return [word]


def _digit_string(tokens: list[str], place: int) -> int:
    """How many tokens are digits said one by one; 0 if they are fewer than three, or two behind a zero."""
    end = place
    while end < len(tokens) and tokens[end] in _ONES and end - place < 40:
        end += 1
    if end < len(tokens) and (tokens[end] in _CONTINUES or tokens[end] in _ONLY_AFTER_TENS):
        end -= 1
    count = end - place
    if count == 3 and "năm" in tokens[place + 1 : end]:
        return 0  # "hai ba năm" are two or three years, "năm năm sáu tháng" five years and six months
    if count == 2 and tokens[place] == "không" and tokens[place + 1] != "không":
        return 2
    return count if count >= 3 else 0


def _join_digits(tokens: list[str]) -> str:
    if (tokens[0] == "không" and len(tokens) > 2) or len(tokens) > 5:
        return " ".join(tokens)
    return cardinal(int("".join(str(_ONES[token]) for token in tokens)))


def _number(tokens: list[str], place: int) -> tuple[int, int] | None:
    """Value and length of the longest cardinal number that starts at `place`."""
    total, length, limit = 0, 0, 10**18
    while True:
        parsed = _group(tokens, place + length, leading=length == 0)
        if parsed is None:
            return (total, length) if length else None
        value, used = parsed
        scale = 1
        end = place + length + used
        while end < len(tokens) and tokens[end] in _SCALES:
            scale *= _SCALES[tokens[end]]
            end += 1
        if scale >= limit:
            return (total, length) if length else None
        total, length, limit = total + value * scale, end - place, scale
        if end < len(tokens) and tokens[end] == "rưỡi" and scale > 1:
            return total + scale // 2, length + 1
        if scale == 1:
            return total, length


def _group(tokens: list[str], place: int, *, leading: bool) -> tuple[int, int] | None:
    """A number below a thousand; behind a scale also "linh năm"."""

    def at(offset: int) -> str:
        return tokens[place + offset] if place + offset < len(tokens) else ""

    if at(0) in _ONES and at(1) == "trăm":
        hundreds = _ONES[at(0)] * 100
        if at(2) == "linh" and at(3) in _ONES:
            return hundreds + _ONES[at(3)], 4
        if (tens := _ONES.get(at(2))) and at(3) in _AFTER_TENS and at(4) not in _CONTINUES:
            return hundreds + tens * 10 + _AFTER_TENS[at(3)], 4  # "một trăm bảy tám"
        rest = _below_hundred(tokens, place + 2)
        return (hundreds + rest[0], 2 + rest[1]) if rest and rest[0] >= 10 else (hundreds, 2)
    if not leading and at(0) == "linh" and at(1) in _ONES:
        return _ONES[at(1)], 2
    below = _below_hundred(tokens, place)
    # Behind a scale a single digit is no part of the number: "hai nghìn năm" may be two thousand years.
    return below if below and (leading or below[0] >= 10 or _scaled(tokens, place + below[1])) else None


def _scaled(tokens: list[str], place: int) -> bool:
    return place < len(tokens) and tokens[place] in _SCALES


def _below_hundred(tokens: list[str], place: int) -> tuple[int, int] | None:
    first, second, third = (tokens[i] if i < len(tokens) else "" for i in range(place, place + 3))
    if first == "mười":
        return (10 + _AFTER_TENS[second], 2) if second in _AFTER_TENS and third not in _CONTINUES else (10, 1)
    if first not in _ONES:
        return None
    tens = _ONES[first]
    if second == "mươi" and tens:
        follows = place + 3 < len(tokens) and tokens[place + 3] in ("mươi", "trăm")
        return (tens * 10 + _AFTER_TENS[third], 3) if third in _AFTER_TENS and not follows else (tens * 10, 2)
    if second in _ONLY_AFTER_TENS and tens >= 2:
        return tens * 10 + _ONLY_AFTER_TENS[second], 2
    return tens, 1
