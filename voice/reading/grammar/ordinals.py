"""Weekdays and places in an order: thứ 2,4,6, thứ 1, lần thứ XIV, T2-T6."""

import re
from typing import Final

from voice.reading.numerals import cardinal, roman
from voice.reading.spans import Doubtful, Grammar, Kind, ends_with, goes_on, grammar

_JOINT = r"(?:\s?[,;]\s?|\s?[-–~]\s?|\s(?:và|đến|hoặc|hay)\s)"
_WEEKDAY_LETTER = r"(?:T[2-7]|CN)"
_duty = ends_with(
    r"trực|sáng|trưa|chiều|tối|đêm|ngày|các ngày|từ|vào|đến|làm việc|họp|lịch|nghỉ|thứ|hằng tuần|hàng tuần|"
    r"tuần|trừ|hết|"
    r"và|hoặc|,|cả|mỗi|các buổi|buổi"
)
_weekday_follows = goes_on(
    r"[,;–-]\s?(?:t[2-7]|cn|chủ nhật)|hằng tuần|hàng tuần|tuần|ngày \d|(?:và|đến) (?:t[2-7]|cn)"
)
_month_word = ends_with(r"tháng|lương|trong|kỳ|quý")


def ordinal(number: int) -> str:
    """Behind "thứ": the first is "nhất", the fourth "tư"."""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def _order(match: re.Match[str]) -> str | None:
    said = match["word"]
    first, *more = re.split(rf"({_JOINT})", match["numbers"])
    numbers = [int(first), *map(int, more[1::2])]
    if more and not all(2 <= number <= 7 for number in numbers):
        return None
    said += ordinal(numbers[0])
    for joint, number in zip(more[::2], numbers[1:], strict=True):
        mark = joint.strip()
        if mark in ("-", "–", "~", "đến"):
            said += f" đến thứ {ordinal(number)}"
        else:
            said += f", {ordinal(number)}" if mark in (",", ";") else f" {mark} {ordinal(number)}"
    return said


def _one(match: re.Match[str]) -> str:
    return f"{match['word']}{ordinal(int(match['number']))}"


def _roman_order(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"])
    return f"{match['word']}{ordinal(value)}" if value else None


def _weekdays(match: re.Match[str]) -> str:
    """T2-T6, T3, T5, T7-CN."""
    said = ""
    for piece in re.split(rf"({_JOINT})", match[0]):
        mark = piece.strip()
        if mark in ("-", "–", "~"):
            said += " đến "
        elif mark in (",", ";"):
            said += ", "
        else:
            said += (
                "chủ nhật" if piece == "CN" else f"thứ {ordinal(int(piece[1:]))}" if mark[0] == "T" else piece
            )
    return said


def _one_letter_weekday(match: re.Match[str]) -> str | Doubtful | None:
    """T7 is a weekday or a month."""
    number = int(match["number"])
    if _month_word(match) or number > 7 or number < 2:
        return f"tháng {'tư' if number == 4 else cardinal(number)}" if 1 <= number <= 12 else None
    words = f"thứ {ordinal(number)}"
    if _duty(match) or _weekday_follows(match):
        return words
    return Doubtful(words, "a weekday or a month: write thứ or tháng")


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.NUMBERED,
        ["thứ"],
        rf"(?P<word>(?i:thứ)\s)(?P<numbers>[2-7](?:{_JOINT}[2-7](?!\d)){{1,6}})(?!\w|[.,/]\d)(?!\s(?:ngày|người|giờ))",
        _order,
    ),
    grammar(Kind.NUMBERED, ["thứ"], r"(?P<word>(?i:thứ)\s?)0?(?P<number>\d{1,4})(?!\w|[.,/]\d)", _one),
    grammar(Kind.NUMBERED, ["thứ"], r"(?P<word>(?i:thứ)\s)(?P<numeral>[IVXL]{1,8})(?!\w)", _roman_order),
    grammar(
        Kind.NUMBERED,
        ["t", "cn"],
        rf"{_WEEKDAY_LETTER}(?:{_JOINT}{_WEEKDAY_LETTER}(?!\w)){{1,6}}(?!\w)",
        _weekdays,
    ),
    grammar(Kind.NUMBERED, ["t"], r"T(?P<number>\d{1,2})(?![\w/.-])", _one_letter_weekday),
)
