"""Numbers of legal instruments, standards, procedures and forms: digits, capitals and slashes."""

import re
from typing import Final

from voice.reading.numerals import (
    cardinal,
    digit_groups,
    digits,
    in_code,
    roman,
    spell,
)
from voice.reading.vocabulary import VOCABULARY, Rule, one_of

_NUMBER = r"\d+(?:\.\d{1,2}|\.?[a-zđ])?"
_YEAR = r"(?:19|20)\d{2}"
_PART = r"[A-ZĐƯ](?:[A-Za-zĐđƯ]|&(?=[A-ZĐ]))*\d*"
_SYMBOL = rf"{_PART}(?:\s?[-/]\s?{_PART})*"
_BEFORE = (
    rf"(?P<before>\b(?:(?P<kind>(?i:{VOCABULARY.kind_pattern}))\s+)?(?:(?P<so>[Ss]ố)(?:\s+hiệu)?:?\s*)?)"
)

_INSTRUMENT = re.compile(
    rf"{_BEFORE}(?<![\d.,/-])(?P<number>{_NUMBER})(?:/(?P<year>{_YEAR}))?"
    rf"(?:\s?/\s?|-(?=[A-ZĐ][A-Za-zĐ]*/))(?P<symbol>{_SYMBOL})(?![\w&/])"
)
_KIND_FIRST = re.compile(rf"\b(?P<kind>{one_of(VOCABULARY.kinds)})/?(?P<number>\d+)-(?P<issuer>{_PART})\b")
_SYMBOL_ALONE = re.compile(
    rf"(?<![\w/-])(?P<symbol>(?:{one_of(VOCABULARY.kinds)})-{_PART}(?:-{_PART})*)(?![\w&])"
)
_STANDARD = re.compile(
    rf"\b(?P<body>TCVN|QCVN)\s*(?P<number>[\d-]+):(?P<year>{_YEAR})(?:/(?P<issuer>{_PART})\b)?"
)
_PROCEDURE = re.compile(r"(?<![\d.])(?P<series>[1-9])\.(?P<serial>\d{6})(?P<more>(?:\.[\dA-Z]+)*)(?![\d])")
_FORM = re.compile(
    r"(?<![\w/.-])(?P<code>[A-ZĐ\d]+[a-z]?(?:(?:[._-]|/(?!(?:19|20)\d\d))(?:[A-ZĐ\d]+[a-z]?|[a-z]{1,2}(?=[./])))*)"
    rf"(?:/(?P<year>{_YEAR}))?(?!\w)"
)
# "của Bộ trưởng ...", perhaps after the date: the text names the issuer itself.
_ISSUER_FOLLOWS = re.compile(r"\s*,?\s*(?:ngày\s[^,;.()]{3,40}?)?,?\s*của\b")
_DATE_FOLLOWS = re.compile(
    r"\s*,?\s*ngày\s+\d{1,2}(?:\s?[/.-]\s?|\s+tháng\s+)\d{1,2}(?:\s?[/.-]\s?|\s+năm\s+)(\d{4})"
)
_JOINT = {"TTLT", "NQLT"}


def _issuer(part: str) -> str:
    """Spoken issuer; a part that no table knows comes back as it is, and is reported as unread."""
    if session := re.fullmatch(r"(QH|UBTVQH)(\d+)", part):
        return f"{VOCABULARY.issuers[session[1]]} khóa {cardinal(int(session[2]))}"
    if department := re.fullmatch(r"([A-ZĐ])(\d+)", part):
        return f"{spell(department[1])} {in_code(department[2])}"
    if "&" in part:
        return VOCABULARY.abbreviations.get(part, part)
    return VOCABULARY.issuers.get(part) or VOCABULARY.abbreviations.get(part, part)


def _issuers(parts: list[str], *, joint: bool) -> str:
    names = [_issuer(part) for part in parts]
    return f"{', '.join(names[:-1])} và {names[-1]}" if joint and len(names) > 1 else ", ".join(names)


def _number(text: str) -> str:
    whole, _, rest = re.sub(r"(?<=\d)(?=[a-zđ])", ".", text).partition(".")
    # "Nghị định 06" is "không sáu" to everyone who cites it.
    number = digits(whole) if whole.startswith("0") else cardinal(int(whole))
    return f"{number} chấm {cardinal(int(rest))}" if rest.isdigit() else f"{number} {spell(rest)}".strip()


def _instrument(match: re.Match[str]) -> str:
    party = match["year"] is None and "-" in match[0].partition(match["symbol"])[0][-1:]
    parts = re.split(r"\s?[-/]\s?", match["symbol"])
    kind = VOCABULARY.kinds.get(parts[0])
    issuers = parts[1:] if kind else parts
    # At the Party "QĐ" stands for both Quyết định and Quy định; without the word we must not guess.
    named = "văn bản" if kind is None or (party and parts[0] == "QĐ") else kind
    if match["kind"]:
        words = f"{match['kind']} số "
    elif match["so"] or parts[0].startswith("QH"):
        words = f"{match['so'] or 'số'} "
    else:
        words = f"{named} số "
    words += _number(match["number"])
    dated = _DATE_FOLLOWS.match(match.string, match.end())
    # Nobody says the year twice. The pause keeps "năm" from being heard as one more digit.
    if match["year"] and not (dated and dated[1] == match["year"]):
        words += f", năm {cardinal(int(match['year']))}"
    if issuers and not _ISSUER_FOLLOWS.match(match.string, match.end()):
        words += f" của {_issuers(issuers, joint=parts[0] in _JOINT)}"
    # Without a pause "năm hai nghìn ... ngày" runs on.
    return f"{words}," if re.match(r"\s*ngày\b", match.string[match.end() :]) else words


def _kind_first(match: re.Match[str]) -> str:
    kind, issuer = VOCABULARY.kinds[match["kind"]], _issuer(match["issuer"])
    return f"{kind} số {in_code(match['number'])} của {issuer}"


def _symbol_alone(match: re.Match[str]) -> str:
    kind, *issuers = match["symbol"].split("-")
    return f"{VOCABULARY.kinds[kind]} của {_issuers(issuers, joint=kind in _JOINT)}"


def _standard(match: re.Match[str]) -> str:
    number = ", ".join(_number(part) for part in match["number"].split("-") if part)
    words = f"{VOCABULARY.abbreviations[match['body']]} {number}, năm {cardinal(int(match['year']))}"
    return f"{words} của {_issuer(match['issuer'])}" if match["issuer"] else words


def _procedure(match: re.Match[str]) -> str:
    serial = match["serial"]
    code = f"{digit_groups([match['series']])} chấm {digit_groups([serial[:3], serial[3:]])}"
    return ", ".join([code, *(f"chấm {spell(part)}" for part in match["more"].split(".") if part)])


def _form(match: re.Match[str]) -> str:
    code = match["code"]
    if not re.search(r"\d", code) or not re.search(r"[A-ZĐ]", code):
        return match[0]
    words = [_form_piece(piece) for piece in re.findall(r"\d+|[IVX]{2,}(?![^\W_])|[^\W\d_]+|\.(?=\w)", code)]
    return " ".join(words) + (f", năm {cardinal(int(match['year']))}" if match["year"] else "")


def _form_piece(piece: str) -> str:
    if piece.isdigit():
        return in_code(piece)
    if piece == ".":
        return "chấm"
    value = roman(piece) if len(piece) > 1 else None
    # Two letters are rather the form's own ("KT3") than an abbreviation.
    known = VOCABULARY.abbreviations.get(piece) if len(piece) > 2 else None
    return cardinal(value) if value and set(piece) <= set("IVX") else known or spell(piece)


RULES: Final[tuple[Rule, ...]] = (
    (_STANDARD, _standard),
    (_PROCEDURE, _procedure),
    (_INSTRUMENT, _instrument),
    (_KIND_FIRST, _kind_first),
    (_SYMBOL_ALONE, _symbol_alone),
    (_FORM, _form),
)
