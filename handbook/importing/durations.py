"""Handling times in the portal's words."""

import re

from handbook.book.entries import Duration, TimeUnit

_UNITS = {
    "ngày làm việc": TimeUnit.WORKING_DAY,
    "ngày": TimeUnit.DAY,
    "giờ": TimeUnit.HOUR,
    "phút": TimeUnit.MINUTE,
    "tháng": TimeUnit.MONTH,
    "năm": TimeUnit.YEAR,
}
_UNIT = r"ngày\s+làm\s+việc|ngày|giờ|phút|tháng|năm"
_CELL = re.compile(rf"(\d+(?:[.,]\d+)?)\s*({_UNIT})", re.IGNORECASE)
# "tháng 7", "năm 2024" and "ngày 15/11/2015" are dates, "15 giờ" after "sau" is a time of day.
_MENTION = re.compile(
    rf"(?<![\d/.,])(\d{{1,3}}(?:,\d)?)\s*(?:\([^()\d]{{1,40}}\)\s*)?({_UNIT})\b(?!\s*\d)", re.IGNORECASE
)
_TIME_OF_DAY = re.compile(r"(?:sau|trước|đến|lúc|từ)\s*$", re.IGNORECASE)
_FROM_RECEIPT = re.compile(
    r"thời\s+hạn\s+(?:(?:tối\s+đa|không\s+quá|là)\s+)*(?P<time>\d{1,3}\s*(?:\([^()]*\)\s*)?(?:ngày(?:\s+làm\s+việc)?|giờ)),?"
    r"\s+(?:kể\s+)?từ\s+(?:ngày|khi|thời\s+điểm)\s+(?:tiếp\s+)?nhận\s+(?:được\s+|đủ\s+|đầy\s+đủ\s+)*(?:bộ\s+)?"
    r"(?:hồ\s+sơ|đơn|văn\s+bản|đề\s+nghị|giấy\s+đề\s+nghị)",
    re.IGNORECASE,
)


def parse(cell: str) -> Duration | None:
    """The duration that is the whole of `cell`, such as "3 Ngày làm việc"; None for anything else.

    A number without a unit and a zero are no durations.
    """
    found = _CELL.fullmatch(cell.strip())
    return _duration(found[1], found[2]) if found else None


def mentions(text: str) -> list[Duration]:
    """Every duration mentioned in `text`; dates and times of day are not durations."""
    found = []
    for match in _MENTION.finditer(text):
        if match[2].casefold() == "giờ" and _TIME_OF_DAY.search(text[: match.start()]):
            continue
        if duration := _duration(match[1], match[2]):
            found.append(duration)
    return found


def from_receipt(steps: str) -> set[Duration]:
    """Distinct time limits that the steps count from the receipt of the application."""
    return {duration for match in _FROM_RECEIPT.finditer(steps) for duration in mentions(match["time"])}


def _duration(number: str, unit: str) -> Duration | None:
    amount = float(number.replace(",", "."))
    return Duration(amount=amount, unit=_UNITS[" ".join(unit.casefold().split())]) if amount else None
