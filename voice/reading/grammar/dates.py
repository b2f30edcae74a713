"""Dates, months, quarters and years, alone, in lists and as ranges within one month or year."""

import re
from typing import Final

from voice.reading.grammar.amounts import END, SCALE, START
from voice.reading.numerals import cardinal, digits, roman
from voice.reading.spans import DIGIT, Doubtful, Grammar, Kind, ends_with, goes_on, grammar, left

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_AND = r"(?:\s?[-–,;~]\s?|\s(?:và|đến|hoặc|hay)\s)"
_DAY = r"(?P<days>\d{1,2})"
_DAYS = rf"(?P<days>\d{{1,2}}(?:{_AND}\d{{1,2}}){{0,30}})"
_MONTH = r"(?P<month>\d{1,2})"
_INTRO = r"(?P<intro>(?:[Nn]gày|NGÀY|[Mm]ùng|[Mm]ồng|[Rr]ằm)\s)?"
_DATE_WORDS: Final = ["ngày", "mùng", "mồng", "rằm"]

DAY_WORDS: Final = (
    r"ngày|sáng|trưa|chiều|tối|đêm|hôm|lễ|mồng|mùng|rằm|dịp|tết|quốc khánh|giỗ tổ|khai giảng|kỷ niệm|kỉ niệm|"
    r"hạn|hạn nộp|hạn chót|hạn cuối|thời hạn|thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật"
)
"""What can only stand before a day and its month."""
BOUNDS: Final = r"từ|kể từ|trước|sau|đến|đến hết|hết|tới|chậm nhất|muộn nhất|tính đến|cho đến|quá hạn"
"""What stands before a day or before an amount."""

_day_before = ends_with(DAY_WORDS)
_bound_before = ends_with(BOUNDS)
_has_day_word = ends_with(r"ngày|mùng|mồng|rằm")
_of_an_instrument = ends_with(
    r"số|luật|bộ luật|nghị định|nghị quyết|thông tư|quyết định|chỉ thị|văn bản|nđ|nq|tt|qđ|ct|cv|kh"
)
_school_year = ends_with(r"năm|năm học|niên khóa|niên khoá|nhiệm kỳ|giai đoạn|mùa|vụ|khóa|khoá")
_COUNTED = (
    r"lần|buổi|ngày|người|giờ|kỳ|đợt|bộ|bản|tuần|lượt|tháng|năm(?! (?:nay|sau|tới|ngoái|\d))|hồ sơ|"
    r"trường hợp|triệu|nghìn|ngàn|tỷ|tỉ|đồng|suất|"
    r"cán bộ|xã|phường|thôn|phút|phần|cuộc|hộ|đơn vị"
)
_a_count = goes_on(rf"(?:{_COUNTED})|[%đ]")
_a_mark = goes_on(r"điểm|tiêu chí|thang điểm")
_no_one_month = ends_with(r"mỗi|hằng|hàng|một|mấy|nhiều|vài|từng|nửa|\d")


def day_of_month(text: str) -> str:
    """Days up to the tenth are "mùng" in Vietnamese; "ngày một" alone also means "day by day"."""
    return f"mùng {cardinal(int(text))}" if int(text) <= 10 else cardinal(int(text))


def month_name(text: str) -> str:
    """The fourth month is "tư", as the fourth weekday is."""
    return "tư" if int(text) == 4 else cardinal(int(text))


def year_name(text: str) -> str:
    """A year of four figures or, as "25", of two: officials write of 1941 to 2040."""
    number = int(text)
    return cardinal(number if len(text) > 2 else number + (2000 if number <= 40 else 1900))


def exists(day: str, month: str) -> bool:
    """Whether some year has this day."""
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    return 1 <= int(month) <= 12 and 1 <= int(day) <= longest.get(int(month), 31)


def say(intro: str, days: str, month: str, year: str | None = None) -> str:
    """The words of one or several days of a month; `intro` is the word that stands before them, if any."""
    said, joint = intro.strip(), " "
    first, *more = re.split(rf"({_AND})", days)
    # "mùng 5/5" has the word already.
    plain = said.lower() in ("mùng", "mồng", "rằm")
    said += f" {cardinal(int(first)) if plain else day_of_month(first)}"
    for joint, day in zip(more[::2], more[1::2], strict=True):
        word = joint.strip()
        day_words = day_of_month(day)
        if word in ("-", "–", "~", "đến"):
            said += f" đến ngày {day_words}" if intro.strip().lower() == "ngày" else f" đến {day_words}"
        else:
            said += f", {day_words}" if word in (",", ";") else f" {word} {day_words}"
    said += f" tháng {month_name(month)}"
    return (said + (f" năm {year_name(year)}" if year else "")).strip()


def _intro(match: re.Match[str]) -> str:
    """ "ngày" is said with a full date whether written or not."""
    return match["intro"] or ("" if _has_day_word(match) else "ngày")


def _all_exist(match: re.Match[str]) -> bool:
    return all(exists(day, match["month"]) for day in re.findall(r"\d+", match["days"]))


def _padded(match: re.Match[str]) -> bool:
    """01-07-25: with zeros and dashes only dates are written."""
    return match["between"] == "-" and "0" in (match["days"][0], match["month"][0])


def _full(match: re.Match[str]) -> str | Doubtful | None:
    short = len(match["year"]) == 2
    if short and match["between"] != "/" and not (match["intro"] or _day_before(match) or _padded(match)):
        return None  # 1.2.25 is a heading, 1-2-25 nothing in particular
    if not _all_exist(match):
        if short:
            return None
        parts = " ".join(cardinal(int(part)) for part in (match["days"], match["month"], match["year"]))
        return Doubtful(f"{match['intro'] or ''}{parts}", "there is no such date")
    return say(_intro(match), match["days"], match["month"], match["year"])


def _several(match: re.Match[str]) -> str | None:
    """ "01-15/7/2025", "1,2,3/9", "ngày 25 và 26/12"."""
    spaced = re.search(r"\s", match["days"].strip())
    if not _all_exist(match) or (spaced and not match["intro"] and not _day_before(match)):
        return None
    if not match["intro"] and not match["year"] and _bound_before(match) and _a_count(match):
        return None
    if re.fullmatch(r"\d+,\d+", match["days"]) and _a_mark(match):
        return None  # "8,5/10 điểm"
    return say(_intro(match), match["days"], match["month"], match["year"])


def _written_out(match: re.Match[str]) -> str | None:
    if not _all_exist(match) or (not match["intro"] and not match["year"] and _a_count(match)):
        return None
    return say(match["intro"] or "", match["days"], match["month"], match["year"])


def _dash_or_stop(match: re.Match[str]) -> str | None:
    """ "trước 30-6", "ngày 15.8": a date only beside words for days, or else a range or a decimal."""
    if not exists(match["days"], match["month"]) or (_a_count(match) and not match["intro"]):
        return None
    if match["intro"] or _day_before(match):
        return say(match["intro"] or "", match["days"], match["month"])
    if _bound_before(match) and (int(match["days"]) > 12 or re.match(r"\s(?:đến|tới|năm)\b", _on(match))):
        return say("", match["days"], match["month"])
    return None


def _on(match: re.Match[str]) -> str:
    return match.string[match.end() : match.end() + 8]


def _day_dash_month(match: re.Match[str]) -> str | Doubtful | None:
    """ "20-11/2025" is a day; "từ 01-12/2025" are months; "ngày 01-12/2025" is a day again."""
    days, month = match["days"], match["month"]
    if match["intro"] or int(days) > 12 or _has_day_word(match):
        return say(_intro(match), days, month, match["year"]) if exists(days, month) else None
    return (
        _month_list("tháng ", f"{days}-{month}", match["year"]) if 0 < int(days) < int(month) <= 12 else None
    )


def _month_list(intro: str, months: str, year: str | None) -> str:
    said = intro
    first, *more = re.split(rf"({_AND})", months)
    said += month_name(first)
    for joint, month in zip(more[::2], more[1::2], strict=True):
        word = joint.strip()
        if word in ("-", "–", "~", "đến"):
            said += f" đến tháng {month_name(month)}"
        else:
            said += f", {month_name(month)}" if word in (",", ";") else f" {word} {month_name(month)}"
    return said + (f" năm {year_name(year)}" if year else "")


def _months(match: re.Match[str]) -> str | None:
    """ "tháng 7/2025", "tháng 1-3/2025", "tháng 4, 5 và 6 năm 2025"; not "mỗi tháng 4 lần"."""
    numbers = re.findall(r"\d+", match["months"])
    if not all(1 <= int(number) <= 12 for number in numbers):
        return None
    if not match["year"] and (_a_count(match) or (_no_one_month(match) and len(numbers) == 1)):
        return None
    return _month_list(match["intro"], match["months"], match["year"])


def _month_year(match: re.Match[str]) -> str | Doubtful | None:
    """7/2025 is a month, behind "Luật" or with a greater number an instrument's number and year."""
    number, year = match["month"], match["year"]
    if _of_an_instrument(match) or int(number) > 12 or int(number) == 0:
        spoken = digits(number) if number.startswith("0") else cardinal(int(number))
        words = f"{spoken}, năm {cardinal(int(year))}"
        if _of_an_instrument(match):
            return words
        return Doubtful(words, "neither a month nor, without its kind, an instrument")
    intro = "" if re.search(r"(?<!\w)tháng$", left(match)) else "tháng "
    return f"{intro}{month_name(number)} năm {cardinal(int(year))}"


def _quarter(match: re.Match[str]) -> str | None:
    said = match["intro"]
    for piece in re.split(rf"({_AND})", match["quarters"]):
        number = roman(piece) or (int(piece) if piece.isdigit() else None)
        word = piece.strip()
        if number:
            said += cardinal(number)
        else:
            said += " đến quý " if word in ("-", "–", "~") else ", " if word in (",", ";") else piece
    year = match["year"]
    return said + (f" năm {cardinal(int(year))}" if year else "")


def _letter_quarter(match: re.Match[str]) -> str:
    return f"quý {cardinal(int(match['quarter']))} năm {cardinal(int(match['year']))}"


def _roman_year(match: re.Match[str]) -> Doubtful:
    numeral, year = cardinal(roman(match["numeral"]) or 0), cardinal(int(match["year"]))
    return Doubtful(f"quý {numeral} năm {year}", "a quarter or a month? write the word")


def _letter_month(match: re.Match[str]) -> str | None:
    """ "T7/2025"; a weekday has no year."""
    if not 1 <= int(match["month"]) <= 12:
        return None
    return f"tháng {month_name(match['month'])} năm {cardinal(int(match['year']))}"


def _first_months(match: re.Match[str]) -> str:
    """ "6T/2025", "6T đầu năm": reports count from January."""
    months = f"{cardinal(int(match['months']))} tháng"
    return f"{months} đầu năm {cardinal(int(match['year']))}" if match["year"] else months


def _day_list(match: re.Match[str]) -> str | None:
    """ "ngày 1,15 hằng tháng"; "mỗi ngày 1,5 giờ" is a decimal."""
    days = [int(day) for day in match["days"].split(",")]
    if not all(1 <= day <= 31 for day in days) or days != sorted(set(days)):
        return None
    if _no_one_month(match) or _a_count(match):
        return None
    return f"{match['intro']} {', '.join(day_of_month(str(day)) for day in days)}"


def _two_years(match: re.Match[str]) -> str | Doubtful:
    """ "năm học 2025/2026"."""
    first, second = match["first"], match["second"]
    if len(second) == 2:
        second = first[:2] + second
    words = f"{cardinal(int(first))} đến {cardinal(int(second))}"
    return words if _school_year(match) else Doubtful(words, "years parted by a slash: write đến or hoặc")


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.DATE,
        [DIGIT, *_DATE_WORDS],
        rf"{_INTRO}{START}{_DAYS}\stháng\s{_MONTH}(?!\d|[.,/-]\d)(?:\s?,?\s?năm\s{_YEAR}(?!\d))?",
        _written_out,
    ),
    grammar(
        Kind.DATE,
        [DIGIT, *_DATE_WORDS],
        rf"{_INTRO}{START}{_DAY}\s?(?P<between>[/.-])\s?{_MONTH}\s?(?:(?P=between)|(?<=/\d)-|(?<=/\d\d)-)\s?"
        rf"(?P<year>(?:19|20)\d\d|\d\d){END}",
        _full,
    ),
    grammar(
        Kind.DATE,
        [DIGIT],
        rf"{START}{_YEAR}(?P<between>[-/])(?P<intro>){_MONTH}(?P=between){_DAY}{END}",
        _full,
    ),
    grammar(
        Kind.DATE,
        [DIGIT, *_DATE_WORDS],
        rf"{_INTRO}{START}(?P<days>\d{{1,2}}(?:{_AND}\d{{1,2}}){{1,30}})\s?/\s?{_MONTH}"
        rf"(?:\s?[/.-]\s?(?P<year>(?:19|20)\d\d|\d\d))?{END}",
        _several,
    ),
    grammar(
        Kind.DATE,
        [DIGIT, *_DATE_WORDS],
        rf"{_INTRO}{START}{_DAY}\s?-\s?{_MONTH}/{_YEAR}{END}",
        _day_dash_month,
    ),
    grammar(
        Kind.DATE, [DIGIT, *_DATE_WORDS], rf"{_INTRO}{START}{_DAY}[-.]{_MONTH}(?![-–.]\d){END}", _dash_or_stop
    ),
    grammar(
        Kind.DATE,
        ["tháng"],
        rf"(?P<intro>[Tt]háng\s)(?P<months>\d{{1,2}}(?:{_AND}\d{{1,2}}){{0,11}})"
        rf"(?:(?:\s?[/-]\s?|\s(?:năm\s)?){_YEAR})?{END}(?!\s?{SCALE})(?!\s?%)",
        _months,
    ),
    grammar(
        Kind.DATE,
        ["tháng"],
        rf"(?P<intro>[Tt]háng\s)(?P<months>\d{{1,2}})(?P<year>){END}(?!\s?{SCALE})",
        _months,
    ),
    grammar(
        Kind.DATE,
        ["ngày"],
        rf"(?P<intro>[Nn]gày)\s(?P<days>[1-9]\d?(?:,[1-9]\d?){{1,30}}){END}(?!\s?(?:{SCALE}|h(?!\w)|[-–%]))",
        _day_list,
    ),
    grammar(
        Kind.DATE,
        [DIGIT],
        rf"{START}(?P<months>[1-9]|1[0-2])T(?:[/-]{_YEAR}{END}|(?=\s(?:đầu|cuối)\snăm))",
        _first_months,
    ),
    grammar(Kind.DATE, [DIGIT], rf"{START}{_MONTH}\s?/\s?{_YEAR}{END}", _month_year),
    grammar(
        Kind.DATE,
        ["quý", "quí"],
        rf"(?P<intro>[Qq]u[ýí]\s)(?P<quarters>(?:I{{1,3}}|IV|[1-4])(?:{_AND}(?:I{{1,3}}|IV|[1-4])){{0,3}})"
        rf"(?:(?:\s?[/-]\s?|\snăm\s){_YEAR})?{END}",
        _quarter,
    ),
    grammar(Kind.DATE, ["q"], rf"Q(?P<quarter>[1-4])[/-]{_YEAR}{END}", _letter_quarter),
    grammar(
        Kind.DATE, ["i", "ii", "iii", "iv"], rf"(?<![\w/-])(?P<numeral>I{{1,3}}|IV)/{_YEAR}{END}", _roman_year
    ),
    grammar(Kind.DATE, ["t"], rf"T{_MONTH}[/-]{_YEAR}{END}", _letter_month),
    grammar(
        Kind.DATE, [DIGIT], rf"{START}(?P<first>(?:19|20)\d\d)/(?P<second>(?:19|20)?\d\d){END}", _two_years
    ),
)
