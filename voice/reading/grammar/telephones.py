"""Telephone numbers, long and short: 024.3825.3536, 1900 1234, "bấm 1022", "gọi 113, 114 hoặc 115"."""

import re
from typing import Final

from voice.reading.numerals import digit_groups, digits
from voice.reading.spans import DIGIT, SIGN, Grammar, Kind, ends_with, grammar

_AREA = r"(?:\(\+?84[ -]?\d{1,3}\)|\+84[ .-]?\(?0?\)?\d{1,3}|\(\+84\)[ .-]?\d{1,3}|\(0\d{1,3}\)|0\d{1,3})"
_JOINT = r"(?:\s?[,;/-]\s?|\s(?:và|hoặc|hay)\s(?:số\s)?)"
_LINE = (
    r"tổng đài|đường dây nóng|đường dây|hotline|điện thoại|số máy|máy lẻ|máy nhánh|nhánh|phím|số nóng|"
    r"đầu số|fax|tel|zalo|sđt|đt|dđ|viber|số điện thoại"
)
_DIAL = (
    r"gọi|gọi tới|gọi đến|gọi số|gọi vào|gọi ngay|bấm|bấm số|ấn|nhấn|quay|quay số|liên hệ|liên hệ số|qua số|"
    r"báo số|nhắn tin"
)
# Behind a count comes what is counted; behind a number to dial, what the call is for.
_NOTHING_COUNTED = (
    r"(?=\s*(?:$|[.,;:!?()/-]|để|hoặc|và|hay|nếu|khi|ngay|trong|tại|rồi|thì|là|từ|cho|qua|vào|được|xin|sẽ|báo|gặp|nhằm|hỏi|"
    r"miễn phí|cấp cứu|cứu|bất cứ|bất kỳ|lúc|theo|của|với|mà|do|nhờ|hướng|giải|ở|hỗ trợ)(?!\w)|\s*$)"
)
_DIALLED = re.compile(r"1[01]\d(?!\d)|0|\d{4}")
_line_before = ends_with(rf"(?:{_LINE})(?:\s(?:số|là|của|miễn phí|hỗ trợ))*")
_dial_before = ends_with(_DIAL)
_EMERGENCY = re.compile(r"11[1-5](?!\d)")
_service_before = ends_with(
    r"cấp cứu|cứu thương|cứu hỏa|cứu hoả|chữa cháy|cứu hộ|cứu nạn|cảnh sát|báo cháy|công an|khẩn cấp|trẻ em"
)
_pressed = ends_with(r"bấm(?: phím| số)?|ấn(?: phím| số)?|nhấn(?: phím| số)?|quay số")
_named = ends_with(r"tên gọi|kêu gọi|lời gọi")


def _long(match: re.Match[str]) -> str | None:
    groups = re.findall(r"\d+", match[0])
    count = sum(map(len, groups))
    if not (8 <= count <= 10 if match["service"] else 10 <= count <= 12):
        return None
    if len(groups) == 1:
        groups = re.findall(r"\d{4}" if count == 8 else r"^\d{4}|\d{1,3}", groups[0])
    return ("cộng " if "+" in match[0] else "") + digit_groups(groups)


def _short_list(match: re.Match[str]) -> str | None:
    """One short number or several; only a list of them may begin with one that is dialled."""
    dialled = _dial_before(match) and not _named(match) and _DIALLED.match(match[0])
    emergency = _service_before(match) and _EMERGENCY.match(match[0])
    if not (dialled or emergency or _line_before(match) or _pressed(match)):
        return None
    said = ""
    for piece in re.split(r"(\d+)", match[0]):
        mark = piece.strip()
        said += digits(piece) if piece.isdigit() else ", " if mark in (",", ";", "-", "/") else piece
    return said


def _hotline(match: re.Match[str]) -> str:
    """Hanoi's own hotline, also where nothing tells that one dials."""
    return digits(match[0])


def _local(match: re.Match[str]) -> str | None:
    """A line of the city without its area code, or in groups of any length."""
    groups = re.findall(r"\d+", match[0])
    return digit_groups(groups) if _line_before(match) and 6 <= sum(map(len, groups)) <= 12 else None


def _one(match: re.Match[str]) -> str | None:
    return digits(match[0]) if _line_before(match) or _pressed(match) else None


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.TELEPHONE,
        [DIGIT, SIGN],
        rf"(?:(?<![\w.,/])|(?<=\d/))(?:{_AREA}[ .-]?\d{{2,4}}[ .-]?\d{{2,4}}(?:[ .-]?\d{{2,4}}){{0,2}}|"
        r"(?P<service>1[89]00(?!-[01]\d-[0-3]\d(?!\d))[ .-]?(?:\d{4}(?:\d{2})?|\d{2}[ .-]?\d{2})))"
        r"(?!\w|/(?!\s?0\d{2})|[.,]\d|\s*(?:đồng|đ\b))",
        _long,
    ),
    grammar(Kind.TELEPHONE, [DIGIT], r"(?<![\w.,/])\d{2,4}(?:[ .-]\d{1,4}){1,5}(?![\w/-]|[.,]\d)", _local),
    grammar(
        Kind.TELEPHONE,
        [DIGIT],
        rf"(?<![\w.,/])\d{{1,6}}(?:{_JOINT}\d{{3,6}}(?!\d|[.,]\d|/)){{0,12}}(?![\w/%]|[.,]\d){_NOTHING_COUNTED}",
        _short_list,
    ),
    grammar(
        Kind.TELEPHONE,
        [DIGIT],
        r"(?<![\w.,/])\d{1,6}(?![\w/%]|[.,]\d)(?!\s(?:lần|giây|phút|cái|lượt|cuộc))",
        _one,
    ),
    grammar(
        Kind.TELEPHONE,
        [DIGIT],
        r"(?<![\w.,/])1022(?![\w/]|[.,]\d)(?!\s(?:người|hồ sơ|hộ|đồng|trường hợp|cán bộ|m2))",
        _hotline,
    ),
)
