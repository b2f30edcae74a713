"""What is numbered: parts of an instrument, outlines, classes, terms; in figures, letters, Roman numerals."""

import re
from typing import Final

from voice.reading.grammar.amounts import SCALE
from voice.reading.numerals import cardinal, in_code, roman, spell
from voice.reading.spans import CAPITAL, DIGIT, Grammar, Kind, ends_with, goes_on, grammar, left

_OUTLINE: Final = (
    "mẫu điều khoản điểm mục tiết chương phần đoạn bảng biểu hình bước câu trang dòng cột dẫn ý".split()
)
_OUTLINE_WORDS: Final = rf"(?:[Tt]iểu\s)?(?i:{'|'.join(_OUTLINE)}|phụ lục|tiểu mục)"
_CLASSES: Final = (
    "hạng loại cấp khóa khoá kỳ kì nhóm bậc vùng tập lớp đợt biểu tổ quầy phòng bàn ô quyển tờ thửa lô số "
    "khu "
    "ca ngạch dạng diện tuyến khối giai hội kỷ kỉ ương năm tầng cửa nhà mức độ"
).split()
_CLASS_WORDS: Final = (
    r"(?i:hạng|loại|cấp|khóa|khoá|kỳ|kì|nhóm|bậc|vùng|khu vực|tập|lớp|đợt|biểu|quyển|số|giai đoạn|thế kỷ|"
    r"thế kỉ|"
    r"đại hội|đại hội đảng|hội nghị|trung ương|ngạch|dạng|diện|tuyến|khối|mức độ|mức|độ|khu|tờ|quý|quí|tổ)"
)
_ROMAN = r"(?:[IVXL]{1,8}(?![^\W\d_a-eđA-E])[a-eđA-E]?)"
_LOWER_ROMAN = r"(?:[ivxl]{2,8})"
_LETTER = r"[a-eđghiklmnopqrstuv]"
_UNIT_FOLLOWS = rf"(?!\s?(?:%|‰|{SCALE}|lần|đồng|đ|VNĐ|m2|m²|m|km|kg|ha|giờ|h|USD)(?!\w))"
_ITEM = (
    rf"(?:{_ROMAN}(?:\.\d{{1,2}}(?!\d)){{0,8}}(?!\w)"
    rf"|\d{{1,3}}{_LETTER}?\d?(?:\.(?:\d{{1,2}}|{_LETTER})(?!\w)){{0,8}}(?:\s{_LETTER}(?!\w|[.)/]))?(?!\w|/|[.,]\d)"
    rf"|{_LETTER}\d{{0,2}}(?:\.\d{{1,2}}){{0,8}}(?!\w|[./]))"
)
# In a list without spaces the comma stands before a figure, so an item may end before one.
_GLUED_ITEM = rf"(?:[1-9]\d{{0,2}}{_LETTER}?|{_LETTER}\d?|{_ROMAN})(?!\w)"
_JOINT = r"(?:\s?[,;]\s?|\s?[-–~]\s?|\s(?:và|đến|hoặc|hay)\s)"
_LISTED = rf"(?:{_ITEM}|{_GLUED_ITEM}(?=,)){_UNIT_FOLLOWS}"
_LIST = rf"(?P<items>{_LISTED}(?:{_JOINT}{_LISTED}){{0,40}})"
# "X. Phù Đổng" is a commune, "X. Tổ chức thực hiện" the tenth part.
_A_NAME = re.compile(r"\.\s[A-ZĐÀ-Ỹ][^\W\d_A-Z]+\s[A-ZĐÀ-Ỹ][^\W\d_A-Z]")
# "trợ cấp 2,5" is no class.
_compound = ends_with(
    r"trợ|phụ|tài|thời|địa|quan|đặc|ưu|cao|sơ|trung|cung|nâng|thành|một|góp|cổ|bước|đầu|hằng|hàng|mỗi|từng|các|nửa|trao|ghi"
)
_account = ends_with(r"tài")
_A_WORD = goes_on(r"[^\W\d_]*[à-ỹăâđêôơư][^\W\d_]*|phạm|măng|mạ")


def _item(text: str) -> str:
    """ "2a", "1.1", "14 đ", "IV.2", "VIb", "c"."""
    words = []
    for piece in re.findall(r"[IVXL]+(?![^\W\d_a-eđA-E])|\d+|\.|\s|[^\W\d_]", text):
        if piece == " ":
            words.append("điểm")  # "Điều 14 đ"
            continue
        value = roman(piece) if set(piece) <= set("IVXL") else None
        words.append(
            cardinal(value)
            if value
            else "chấm"
            if piece == "."
            else cardinal(int(piece))
            if piece.isdigit()
            else spell(piece)
        )
    return " ".join(words)


def _list(items: str, word: str) -> str:
    first, *more = re.split(rf"({_JOINT})", items)
    said = _item(first)
    for joint, item in zip(more[::2], more[1::2], strict=True):
        mark = joint.strip()
        if mark in ("-", "–", "~", "đến"):
            said += f" đến {word}{_item(item)}"
        else:
            said += f", {_item(item)}" if mark in (",", ";") else f" {mark} {_item(item)}"
    return said


def _outline(match: re.Match[str]) -> str | None:
    items = match["items"]
    word = match["word"]
    if _account(match) or ("," in items and _compound(match)):
        return None
    mark = re.fullmatch(r"(\d+),(\d+)", items) if word.strip().lower() == "điểm" else None
    if mark and int(mark[1]) >= int(mark[2]):
        return None  # "điểm 8,5" is what somebody was given
    if word.lower().startswith("mẫu") and not re.fullmatch(r"\d+(?:\.\d+)+", items):
        return None
    if not re.search(r"\d|[IVXL]", items) and word.strip().lower() not in (
        "điểm",
        "khoản",
        "tiết",
        "ý",
        "mục",
    ):
        return None
    return match["word"] + _list(items, "")


def _classes(match: re.Match[str]) -> str | None:
    items = match["items"]
    if items.isdigit() or re.fullmatch(_LETTER, items):
        return None
    return match["word"] + _list(items, match["word"].lower() if re.search(r"[IVX][-–]", items) else "")


def _glued(match: re.Match[str]) -> str | None:
    """Classes parted by commas alone, "lớp 1,2"; a falling pair is a decimal, as "bậc 3,2" may be."""
    numbers = [int(number) for number in match["items"].split(",")]
    if _compound(match) or 0 in numbers:
        return None
    if len(numbers) == 2 and numbers[0] >= numbers[1]:
        return None
    return match["word"] + ", ".join(map(cardinal, numbers))


def _three(match: re.Match[str]) -> str:
    return ", ".join(cardinal(int(number)) for number in match[0].split(","))


def _lower_roman(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"].upper())
    if value is None or value > 50 or _A_WORD(match):
        return None
    return f"{match['word']}{cardinal(value)}"


def _bare_roman(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"])
    return cardinal(value) if value else None


def _roman_year(match: re.Match[str]) -> str | None:
    value = roman(match["numeral"])
    return f"{match['word']}{cardinal(value)}" if value and value > 1000 else None


def _heading(match: re.Match[str]) -> str | None:
    """ "I. Thành phần hồ sơ", "1.2. Trình tự", at the start of a sentence."""
    before = left(match)
    initial = match.string[match.start() - 1 : match.start()] == "."  # "V.I. Lê-nin"
    if (
        initial
        or (before and before[-1] not in ".:;(!?")
        or (match["number"] == "X" and _A_NAME.match(match.string, match.end()))
    ):
        return None
    return _item(match["number"])


def _slashed_heading(match: re.Match[str]) -> str | None:
    """ "1/ Bản chính", "II/ Trình tự", "a/ Đơn": numbers of parts, as some write them."""
    before = left(match)
    letter_inside = match["number"].islower() and match["capital"]
    if before and before[-1] not in ".:;,(!?" and not letter_inside:
        return None
    return f"{_item(match['number'])},"


def _dotted(match: re.Match[str]) -> str:
    return " chấm ".join(cardinal(int(part)) for part in match[0].split("."))


def _item_letter(match: re.Match[str]) -> str:
    return f"{spell(match['letter'])} {cardinal(int(match['number']))}"


def _numbered_form(match: re.Match[str]) -> str:
    return f"{match['word']}{in_code(match['number'])} {spell(match['letter'])}".rstrip()


EARLY: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.NUMBERED,
        [DIGIT, CAPITAL, *"abcdđegh"],
        r"(?<![\w./-])(?P<number>\d{1,2}[a-eđgh]?|[IVX]{1,5}|[A-Ea-eđgh])/(?=\s(?:(?P<capital>[A-ZĐÀ-Ỹ])|[^\W\d_]))",
        _slashed_heading,
    ),
)
"""To be tried early: "2/ CCCD" looks like an instrument."""

GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.NUMBERED,
        ["mẫu", "phụ", "tờ", "biểu", "phiếu"],
        r"(?P<word>(?i:mẫu|phụ lục|tờ khai|biểu|biểu mẫu|phiếu)\s(?:(?i:số)\s?:?\s?)?)(?P<number>0\d+)"
        r"(?P<letter>[a-zđ]?)(?![\w/-]|[.,]\d|\.\w)",
        _numbered_form,
    ),
    grammar(
        Kind.NUMBERED,
        [*_OUTLINE, "phụ", "tiểu"],
        rf"(?P<word>{_OUTLINE_WORDS},?\s(?:số\s)?){_LIST}",
        _outline,
    ),
    grammar(
        Kind.NUMBERED,
        [*_CLASSES, "khu", "thế", "đại", "trung", "giai", "mức", "quý", "quí", "hội"],
        rf"(?P<word>{_CLASS_WORDS}\s)(?P<items>{_ROMAN}(?!\w|\.\d\d\.)(?:{_JOINT}{_ROMAN}(?!\w)){{0,40}})",
        _classes,
    ),
    grammar(
        Kind.NUMBERED,
        [*_CLASSES, "khu"],
        rf"(?P<word>(?i:lớp|nhóm|loại|cấp|hạng|tổ|khu|phòng|quầy|bàn|ca|kỳ|đợt|khóa|tầng|tờ|thửa|lô|năm|cửa|bậc)\s)"
        rf"(?P<items>\d{{1,4}}(?:,\d{{1,4}}){{1,40}})(?!\w|[.,/]\d){_UNIT_FOLLOWS}",
        _glued,
    ),
    grammar(
        Kind.NUMBERED,
        ["chương", "phần", "mục", "khóa", "khoá", "thế", "phụ", "đoạn", "khoản", "thứ"],
        rf"(?P<word>(?i:chương|phần|mục|khóa|khoá|thế kỷ|thế kỉ|phụ lục|đoạn|khoản|thứ)\s)"
        rf"(?P<numeral>{_LOWER_ROMAN})(?!\w)",
        _lower_roman,
    ),
    grammar(Kind.NUMBERED, ["năm"], r"(?P<word>[Nn]ăm\s)(?P<numeral>[MDCLXVI]{2,15})(?!\w)", _roman_year),
    grammar(
        Kind.NUMBERED,
        [CAPITAL],
        r"(?P<number>[IVX]{1,5}(?:\.\d{1,2}){0,8})(?=[.)]\s(?![A-Z]\.)[^\W\d_]|(?<=\.\d)\s|(?<=\.\d\d)\s)",
        _heading,
    ),
    grammar(
        Kind.NUMBERED,
        [CAPITAL],
        r"(?P<numeral>X{0,3}(?:I[IVX]I?|VI{1,3}|XI{1,3}|X[IV]V?|XVI{1,3}))(?!\w)",
        _bare_roman,
    ),
    grammar(
        Kind.NUMBERED,
        [DIGIT],
        r"(?<![\w.,/])(?P<number>\d{1,2}(?:\.\d{1,2}){1,8})(?=\.\s|\)|\s[A-ZĐÀ-Ỹ][a-zà-ỹđ])",
        _heading,
    ),
    grammar(Kind.NUMBERED, [DIGIT], r"(?<![\w.,])\d{1,2}(?:\.\d{1,2}){2,8}(?![\d/])", _dotted),
    # A list of three or more: no number has two decimal commas.
    grammar(Kind.NUMBERED, [DIGIT], r"(?<![\w.,/])\d{1,2}(?:,\d{1,2}){2,40}(?![\w/]|[.,]\d)", _three),
    # Items of a list within a list: "a1)".
    grammar(
        Kind.NUMBERED,
        list("abcdđeghiklmnopqrstuv"),
        r"(?<!\w)(?P<letter>[a-zđ])(?P<number>\d{1,2})(?!\w)",
        _item_letter,
    ),
)
