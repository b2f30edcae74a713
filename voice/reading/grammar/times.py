"""Times of day and durations: 7h30, 08:00:00, 17g30, 2h30p, 14 giờ 30, 30'."""

import re
from typing import Final

from voice.reading.grammar.amounts import START
from voice.reading.numerals import cardinal
from voice.reading.spans import DIGIT, Doubtful, Grammar, Kind, ends_with, goes_on, grammar

_PART = r"(?:\s(?P<part>sáng|trưa|chiều|tối|đêm|khuya)(?!\w))?"
_HOUR = r"(?P<hour>\d{1,2})"
_MINUTE = r"(?P<minute>[0-5]?\d)"
_HALVES: Final = {"am": "sáng", "pm": "chiều"}
_ratio = ends_with(r"t[ỷỉ] lệ(?: bản đồ)?|t[ỷỉ] số|tỉ lệ xích|bản đồ")
_of_day = ends_with(
    r"(?:lúc|hồi|họp|từ|đến|tới|trước|sau|vào|khoảng|khoảng lúc|cửa|sáng|trưa|chiều|tối|đêm|trực|việc|đầu|"
    r"thúc|giờ|"
    r"trễ|chậm|muộn|nhất|mạc|giảng|hẹn|ngày|quá|là|xong|ra|nghỉ|ca|chuyến|xuất phát|tập trung|kết thúc)"
    r"(?:\s(?:lúc|hồi|từ|khoảng|nhất|trước|sau))?"
)
_range_before = ends_with(r"\d{1,2} ?[gh:](?:\d\d)?(?: (?:sáng|trưa|chiều|tối))? ?(?:[-–]|đến)")
_weighed = ends_with(
    r"nặng|gói|cân|hộp|túi|liều|lượng|trọng|khối lượng|trọng lượng|định lượng|uống|ăn|vàng|thuốc|hàm lượng|"
    r"chứa"
)
_by_day = goes_on(
    r"sáng|trưa|chiều|tối|đêm|hằng ngày|hàng ngày|ngày|thứ|hôm|cùng ngày|các ngày|đến|[-–]\s?\d{1,2}\s?[gh:]"
)


def _clock(match: re.Match[str]) -> str | None:
    said = match.groupdict("")
    hour, minute, second = (int(said.get(part) or 0) for part in ("hour", "minute", "second"))
    if hour > 24 or _ratio(match):
        return None
    words = [f"{cardinal(hour)} giờ"]
    if minute:
        words.append(cardinal(minute) + (" phút" if said.get("minutes") or second else ""))
    if second:
        words.append(f"{cardinal(second)} giây")
    words += _HALVES.get(said.get("half", "").lower(), ""), said.get("part", "")
    return " ".join(filter(None, words))


def _hours(match: re.Match[str]) -> str:
    """A number of hours of any size: 48h."""
    part = f" {match['part']}" if match["part"] else ""
    return f"{cardinal(int(match['hour']))} giờ{part}"


def _southern(match: re.Match[str]) -> str | Doubtful | None:
    """17g is 17 giờ in the South and 17 grams on a packet."""
    if int(match["hour"]) > 24 or _weighed(match):
        return None
    words = f"{cardinal(int(match['hour']))} giờ" + (f" {match['part']}" if match["part"] else "")
    if match["part"] or _range_before(match) or _of_day(match) or _by_day(match):
        return words
    return Doubtful(f"{cardinal(int(match['hour']))} gam", "g may be giờ or gam: write the word")


def _minutes(match: re.Match[str]) -> str:
    words = f"{cardinal(int(match['minute']))} phút"
    return f"{words} {cardinal(int(match['second']))} giây" if int(match["second"] or 0) else words


def _seconds(match: re.Match[str]) -> str:
    return f"{cardinal(int(match['second']))} giây"


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.TIME,
        [DIGIT],
        rf"{START}{_HOUR}:(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?:\s?(?P<half>AM|PM|am|pm)\b)?"
        rf"(?![\w:]){_PART}",
        _clock,
    ),
    grammar(
        Kind.TIME,
        [DIGIT],
        rf"{START}{_HOUR}\s?(?:[hHgG]|giờ)\s?{_MINUTE}(?P<minutes>\s?(?:phút|ph|p|'))"
        r"(?:\s?(?P<second>[0-5]?\d)\s?(?:giây|s|\"|''))?(?!\w)" + _PART,
        _clock,
    ),
    grammar(
        Kind.TIME,
        [DIGIT],
        rf"{START}{_HOUR}(?:\s?[hHgG]\s?|:|\sgiờ\s)(?P<minute>[0-5]\d)(?:\s?(?P<half>AM|PM|am|pm)\b)?(?![\w:%]|[.,/]\d)"
        rf"(?!\s(?:ngày(?!\s\d)|người|tháng|tuần|năm|buổi|lần)\b){_PART}",
        _clock,
    ),
    grammar(Kind.TIME, [DIGIT], rf"{START}(?P<hour>\d{{1,3}})\s?(?:[hH]|giờ)(?![\w:]){_PART}", _hours),
    grammar(Kind.TIME, [DIGIT], rf"{START}{_HOUR}[gG](?![\w:]){_PART}", _southern),
    grammar(
        Kind.TIME,
        [DIGIT],
        rf"{START}(?P<minute>\d{{1,3}})(?:\s?(?:ph|p|')|\sphút)\s?(?P<second>[0-5]?\d)(?:\s?(?:s|\"|'')|\sgiây)(?!\w)",
        _minutes,
    ),
    grammar(
        Kind.TIME,
        [DIGIT],
        rf"{START}(?P<minute>\d{{1,3}})(?P<second>)(?:\s?(?:phút|ph)|p|'(?!'))(?!\w)",
        _minutes,
    ),
    grammar(Kind.TIME, [DIGIT], rf"{START}(?P<second>\d{{1,3}})(?:s|\sgiây|'')(?!\w)", _seconds),
)
