"""Numbers without anything, the last of the grammars that start with a digit."""

import re
from typing import Final

from voice.reading.grammar.amounts import PLAIN, SCALE, SPACED, START, amount
from voice.reading.numerals import cardinal, digit_groups, digits, spell
from voice.reading.spans import DIGIT, SIGN, Doubtful, Grammar, Kind, ends_with, goes_on, grammar, left

_identifies = ends_with(
    r"(?:mã|mã số|mã số thuế|mã định danh|mã hồ sơ|mã otp|mã xác thực|mã pin|pin|otp|mst|stk|cccd|cmnd|cmt|"
    r"hộ chiếu|"
    r"số căn cước|căn cước|căn cước công dân|số cccd|số cmnd|chứng minh nhân dân|tài khoản|số tài khoản|"
    r"số định danh|"
    r"định danh cá nhân|số hiệu|số seri|sê-ri|seri|số thẻ|mật khẩu|mã bưu chính|số hộ chiếu|số thuế|mã hộ|"
    r"mã đơn vị)"
    r"(?:\s(?:số|là|cá nhân|của))*"
)
_grade_before = ends_with(r"(?:mã )?ngạch(?: công chức| viên chức)?(?: mã)?(?: số)?")
_labels = ends_with(
    r"số|mẫu|phụ lục|khoản|điều|điểm|mục|tờ khai|biểu|phiếu|phòng|nhà|lớp|tổ|khu|lô|ô|ngõ|ngách|hẻm|căn|"
    r"tiết|và|hoặc|,|đến"
)
_negative_before = ends_with(r"là|nhiệt độ|xuống|dưới|đến|từ|bằng|tới|âm|=|mức|còn|trưởng|độ")
_degrees = goes_on(r"độ|°c|%")
_noun_follows = goes_on(r"[^\W\d_]{2,}")
_ONE_STOP = re.compile(r"\d+\.\d{1,2}")
_FULL_STOPS = re.compile(r"\d{1,3},\d{3}")


def _number(match: re.Match[str]) -> str | Doubtful | None:
    text = match["amount"]
    if text.isdigit() and len(text) > 2 and _identifies(match):
        return digits(text) if len(text) <= 4 else digit_groups(re.findall(r"\d{1,3}", text))
    words = f"{amount(text)}{' ' + match['scale'] if match['scale'] else ''}"
    if _FULL_STOPS.fullmatch(text) and not match["scale"]:
        return Doubtful(words, "a comma before three figures: thousands take a full stop")
    if _ONE_STOP.fullmatch(text) and not match["scale"] and not _noun_follows(match):
        return Doubtful(words, "a full stop before one or two figures: decimals take a comma")
    return words


def _tax_branch(match: re.Match[str]) -> str:
    """The tax number of a branch: 0101234567-001."""
    whole, branch = match[0].split("-")
    return f"{digit_groups(re.findall(r'[0-9]{4}$|[0-9]{1,3}', whole))}, gạch {digits(branch)}"


def _identity(match: re.Match[str]) -> str | None:
    """Numbers of accounts and cards, written in groups: "số tài khoản 1234 5678 9012"."""
    return digit_groups(re.split(r"[ .-]", match[0])) if _identifies(match) else None


def _code_with_stop(match: re.Match[str]) -> str | None:
    """A grade of officials: 01.003; without the zero, 13.095, only where it is named."""
    if match["head"].startswith("0") or _grade_before(match):
        return f"{digits(match['head'])} chấm {digits(match['serial'])}"
    return None


def _thousands(match: re.Match[str]) -> str | Doubtful | None:
    """Thousands parted by spaces, unless they may be several numbers or an identity number."""
    text = match["amount"]
    if _identifies(match):
        return digit_groups(text.split())
    if text.count(" ") > 1 or text.endswith("000") or _noun_follows(match):
        return amount(text) + (f" {match['scale']}" if match["scale"] else "")
    return Doubtful(amount(text), "one number or several? thousands take a full stop")


def _glued(match: re.Match[str]) -> str | Doubtful:
    """A number and one letter that is no unit: số 15d."""
    letter = match["letter"].strip()
    words = f"{cardinal(int(match['number']))} {spell(letter)}"
    if letter in "abcdđe" or _labels(match):
        return words
    return Doubtful(words, "what is the letter? write the word")


def _negative(match: re.Match[str]) -> str | Doubtful | None:
    before = left(match)
    words = f"âm {amount(match['amount'])}" + (f" {match['scale']}" if match["scale"] else "")
    if match["sign"] == "−" or _degrees(match) or _negative_before(match) or not _noun_follows(match):
        return words
    # At the start of a line it is rather a bullet than a minus.
    bullet = not before or before[-1] in ".:;"
    return Doubtful(words.removeprefix("âm ") if bullet else words, "a minus, a dash or a bullet?")


GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.NUMBER,
        [SIGN],
        rf"(?<![^\s(])(?P<sign>[-−])(?P<amount>{PLAIN})(?:\s(?P<scale>{SCALE}))?(?![/-]\d|\w)",
        _negative,
    ),
    grammar(Kind.CODE, [DIGIT], rf"{START}\d{{10}}-\d{{3}}(?![\w/-])", _tax_branch),
    grammar(Kind.CODE, [DIGIT], rf"{START}\d{{2,6}}(?:[ .-]\d{{2,6}}){{1,6}}(?![\w/-]|[.,]\d)", _identity),
    grammar(
        Kind.CODE,
        [DIGIT],
        rf"{START}(?P<head>\d{{2}})\.(?P<serial>\d{{3}})(?![\w/-]|[.,]\d)",
        _code_with_stop,
    ),
    grammar(
        Kind.NUMBER, [DIGIT], rf"{START}(?P<amount>{SPACED})(?:\s(?P<scale>{SCALE}))?(?![\w/])", _thousands
    ),
    grammar(
        Kind.NUMBER, [DIGIT], rf"{START}(?P<number>\d{{1,4}})(?P<letter>[a-zđ]|\st(?![./]))(?!\w)", _glued
    ),
    grammar(
        Kind.NUMBER, [DIGIT], rf"(?<!\w)(?P<amount>{PLAIN})(?:\s(?P<scale>{SCALE})(?!\w))?(?!\w)", _number
    ),
)
