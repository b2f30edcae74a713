"""Dates, times, money, measures, telephone numbers and plain numbers."""

import re
from typing import Final

from voice.reading.numerals import (
    cardinal,
    decimal,
    digit_groups,
    digits,
    in_code,
    roman,
    spell,
)
from voice.reading.vocabulary import VOCABULARY, Rule, one_of

_START = r"(?<![\w.,/])"
_END = r"(?![\w/]|[.,]\d)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_THOUSANDS = r"\d{1,3}(?:\.\d{3})+"
_COMMA_THOUSANDS = r"\d{1,3}(?:,\d{3}){2,}"
_AREA = r"(?:\+84[ .-]?\d{1,3}|\(0\d{1,3}\)|0\d{1,3})"
_SHORT_NUMBER_OF = r"(?i:tổng đài|đường dây nóng|điện thoại|hotline|gọi|số máy|máy lẻ|phím)"
_NUMBERED = (
    r"(?i:chương|phần|phụ lục|mục|hạng|loại|cấp|khóa|khoá|kỳ|quý|nhóm|bậc|lần thứ|vùng|tập|lớp|đợt|"
    r"khu vực|biểu)"
)
_OUTLINED = r"(?i:mục|khoản|điểm|điều|phần|phụ lục|mẫu|biểu|bảng)"


def _day(text: str) -> str:
    """Days up to the tenth are "mùng" in Vietnamese; "ngày một" alone also means "day by day"."""
    return f"mùng {cardinal(int(text))}" if int(text) <= 10 else cardinal(int(text))


def _month(text: str) -> str:
    return "tư" if int(text) == 4 else cardinal(int(text))


def _exists(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _full_date(match: re.Match[str]) -> str:
    day, month = match["day"], match["month"]
    year = cardinal(int(match["year"]))
    return f"ngày {_day(day)} tháng {_month(month)} năm {year}" if _exists(day, month) else match[0]


def _short_date(match: re.Match[str]) -> str:
    day, month = match["day"], match["month"]
    return f"{match['before']}{_day(day)} tháng {_month(month)}" if _exists(day, month) else match[0]


def _day_of_month(match: re.Match[str]) -> str:
    return match["before"] + _day(match["day"])


def _month_of_year(match: re.Match[str]) -> str:
    return f"{match['before']}{_month(match['month'])} năm {cardinal(int(match['year']))}"


def _quarter(match: re.Match[str]) -> str:
    quarter = roman(match["quarter"]) or int(match["quarter"])
    return f"{match['before']}{cardinal(quarter)} năm {cardinal(int(match['year']))}"


def _time(match: re.Match[str]) -> str:
    minute = int(match["minute"] or 0)
    if int(match["hour"]) > 24:
        return match[0]
    return f"{cardinal(int(match['hour']))} giờ" + (f" {cardinal(minute)}" if minute else "")


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    count = sum(map(len, groups))
    if not (8 <= count <= 10 if match["service"] else 10 <= count <= 12):
        return match[0]
    if len(groups) == 1:
        groups = re.findall(r"^\d{4}|\d{1,3}", groups[0])
    return ("cộng " if match[0].startswith("+") else "") + digit_groups(groups)


def _amount(text: str) -> str:
    """One number: full stops part thousands, a comma the decimals; several commas part thousands too."""
    if re.fullmatch(rf"{_THOUSANDS}|{_COMMA_THOUSANDS}", text):
        return cardinal(int(re.sub(r"[.,]", "", text)))
    if match := re.fullmatch(rf"({_THOUSANDS}|\d+)[.,](\d+)", text):
        return decimal(match[1].replace(".", ""), match[2])
    if len(text) > 9 or (len(text) > 2 and text.startswith("0")):
        return digit_groups(re.findall(r"\d{1,3}", text))
    return cardinal(int(text))


def _money(match: re.Match[str]) -> str:
    # The portal writes "5,000 Việt Nam Đồng" beside "5.000 đồng"; no sum in đồng has three decimals.
    amount = re.sub(r"[.,](?=\d{3}(?!\d))", "", match["amount"])
    return f"{cardinal(int(amount)) if amount.isdigit() else _amount(amount)} đồng"


def _said_twice(match: re.Match[str]) -> str:
    said = cardinal(int(match["number"]))
    return said if match["words"].strip().lower() == said else match[0]


def _rate(match: re.Match[str]) -> str:
    return f"{match['unit']} mỗi "


def _ordinal(match: re.Match[str]) -> str:
    first = "nhất" if match["before"].lower().startswith("lần") else "một"
    return match["before"] + (first if match["number"].endswith("1") else "tư")


def _roman(match: re.Match[str]) -> str:
    value = roman(match["numeral"])
    if value is None:
        return match[0]
    return f"{match['before']}{cardinal(value)} {spell(match['letter'])}".rstrip()


def _fraction(match: re.Match[str]) -> str:
    above, below = match["above"], match["below"].replace(".", "")
    if above == below:
        return f"{cardinal(int(above))} trên {cardinal(int(below))}"
    if _exists(above, below) and (int(above) > int(below) or "0" in (above[0], match["below"][0])):
        return f"ngày {_day(above)} tháng {_month(below)}"
    return f"{cardinal(int(above))} phần {cardinal(int(below))}"


def _item(match: re.Match[str]) -> str:
    return f"{spell(match['letter'])} {cardinal(int(match['number']))}"


def _outline(match: re.Match[str]) -> str:
    return match["before"] + " chấm ".join(cardinal(int(part)) for part in match["number"].split("."))


RULES: Final[tuple[Rule, ...]] = (
    # "01 (một)": a number written twice, for safety on paper.
    (re.compile(r"\b0?(?P<number>\d{1,3})\s*\((?P<words>[^\d()]{2,30})\)"), _said_twice),
    (
        re.compile(rf"(?:\bngày\s+)?{_START}{_DAY}\s?[/.-]\s?{_MONTH}\s?[/.-]\s?{_YEAR}{_END}", re.I),
        _full_date,
    ),
    (re.compile(rf"{_START}{_YEAR}-{_MONTH}-{_DAY}{_END}"), _full_date),
    (re.compile(rf"(?P<before>\bngày\s+){_DAY}(?=\s+tháng)", re.I), _day_of_month),
    (re.compile(rf"(?P<before>\bngày\s+){_DAY}[/-]{_MONTH}{_END}", re.I), _short_date),
    (re.compile(rf"(?P<before>\btháng\s+){_MONTH}\s?[/-]\s?{_YEAR}{_END}", re.I), _month_of_year),
    (re.compile(r"(?P<before>\btháng\s+)0?4(?!\d|[.,/-]\d)", re.I), lambda match: f"{match['before']}tư"),
    (re.compile(rf"(?P<before>\bquý\s+)(?P<quarter>[IV]+|[1-4])/{_YEAR}{_END}", re.I), _quarter),
    (
        re.compile(
            rf"(?<![\w.,/])(?:{_AREA}[ .-]?\d{{2,4}}[ .-]?\d{{2,4}}(?:[ .-]?\d{{2,4}})?|"
            r"(?P<service>1[89]00[ .-]?\d{4}(?:\d{2})?))(?![\w/]|[.,]\d|\s*(?:đồng|đ\b))"
        ),
        _phone,
    ),
    (
        re.compile(
            rf"(?P<before>{_SHORT_NUMBER_OF}\s+(?:(?:số|là)\s+)*:?\s*)(?P<number>\d{{1,6}})(?![\w/]|[.,]\d)"
        ),
        lambda match: match["before"] + digits(match["number"]),
    ),
    (re.compile(r"(?<=[\dhm%])\s*[-–]\s*(?=\d)"), lambda _: " đến "),
    (re.compile(r"(?<![\w.,/])(?P<hour>\d{1,2})\s?[h:](?P<minute>[0-5]\d)(?![\d:])"), _time),
    (
        re.compile(
            r"(?<![\d.,])(?P<amount>\d+(?:[.,]\d{3})*(?:[.,]\d{1,2})?)\s*"
            r"(?i:(?:Việt Nam\s+)?(?:đồng|VNĐ|VND|đ))(?![^\W\d_])"
        ),
        _money,
    ),
    (
        re.compile(rf"(?<=\d)\s?(?P<unit>{one_of(VOCABULARY.units)})(?![\w²³])"),
        lambda match: f" {VOCABULARY.units[match['unit']]}",
    ),
    (
        re.compile(
            rf"\b(?P<unit>đồng|đô la Mỹ|USD|{one_of(set(VOCABULARY.units.values()))})\s?/\s?"
            r"(?:0?1\s+(?=[^\W\d_]))?(?=[^\W_])"
        ),
        _rate,
    ),
    (re.compile(r"(?P<before>\b(?:lần )?thứ\s+)(?P<number>0?[14])(?!\d)", re.I), _ordinal),
    (
        re.compile(rf"(?P<before>\b{_NUMBERED}\s+(?:số\s+)?)(?P<numeral>[IVX]+)(?P<letter>[A-Ea-e]?)(?!\w)"),
        _roman,
    ),
    (
        re.compile(
            r"(?P<before>)(?<!\w)(?P<letter>)(?P<numeral>X{0,3}(?:I[IVX]I?|VI{1,3}|XI{1,3}|X[IV]V?|XVI{1,3}))(?!\w)"
        ),
        _roman,
    ),
    (
        re.compile(
            r"(?P<before>\b(?i:mẫu|phụ lục|tờ khai)\s+(?:(?i:số)\s*:?\s*)?)(?P<number>0\d+)"
            r"(?P<letter>[a-zđ]?)(?![\w/]|[.,]\d)"
        ),
        lambda match: f"{match['before']}{in_code(match['number'])} {spell(match['letter'])}".rstrip(),
    ),
    (re.compile(r"(?P<before>^|(?<=[.;:] )|(?<=\())(?P<number>\d{1,2}(?:\.\d{1,2})+)(?=\.\s|\))"), _outline),
    (re.compile(r"(?P<before>)(?<![\w.,])(?P<number>\d{1,2}(?:\.\d{1,2}){2,})(?![\d/])"), _outline),
    (re.compile(rf"(?P<before>\b{_OUTLINED},?\s+(?:số\s+)?)(?P<number>\d+(?:\.\d+)+)(?!\d)"), _outline),
    (re.compile(r"(?<=\d):(?=\d)|(?<=\bt[ỷỉ] lệ 1)/(?=\d)", re.I), lambda _: " trên "),
    (re.compile(r"(?<=\d)\s?[xX×]\s?(?=\d)|(?<=mét)\s?[xX×]\s?(?=\d)"), lambda _: " nhân "),
    (
        re.compile(r"(?<![\w.,/])(?P<above>\d{1,2})/(?P<below>\d{1,3}(?:\.\d{3})*)(?![\w/]|[.,]\d)"),
        _fraction,
    ),
    # Items of a list within a list: "a1)".
    (re.compile(r"(?<!\w)(?P<letter>[a-zđ])(?P<number>\d{1,2})(?!\w)"), _item),
    (re.compile(r"(?<=\d)(?P<letter>[a-zđ])(?!\w)"), lambda match: f" {spell(match['letter'])}"),
    (
        re.compile(rf"(?<!\w)(?:{_THOUSANDS}|{_COMMA_THOUSANDS}|\d+)(?:[.,]\d+)?(?!\d)"),
        lambda match: _amount(match[0]),
    ),
)
