"""Numbers of legal instruments and standards: 118/2025/NĐ-CP, QĐ 3979/QĐ-UBND, Đề án 06, TCVN 11565:2016."""

import re
from typing import Final

from voice.reading.numerals import cardinal, digits, in_code, spell
from voice.reading.spans import CAPITAL, DIGIT, Doubtful, Grammar, Kind, ends_with, goes_on, grammar
from voice.reading.vocabulary import VOCABULARY, one_of

_NUMBER = r"\d{1,9}(?:\.\d{1,2}|\.?[a-zđ])?"
_YEAR = r"(?:19|20)\d{2}"
_PART = r"[A-ZĐƯ](?:[A-Za-zĐđƯ]|&(?=[A-ZĐ]))*\d*"
_SYMBOL = rf"{_PART}(?:\s?[-–/]\s?{_PART}){{0,8}}"
_KIND_WORDS = VOCABULARY.kind_pattern
_KIND_HEADS: Final = frozenset(
    kind.split()[0].lower() for kind in (*VOCABULARY.kinds.values(), *VOCABULARY.kind_words)
)


def _without_strokes(table: dict[str, str]) -> dict[str, str]:
    """The table, and its keys as somebody writes them who has no Đ and no Ư."""
    return {short.replace("Đ", "D").replace("Ư", "U"): words for short, words in table.items()} | table


_KINDS: Final = _without_strokes(VOCABULARY.kinds)
_ISSUERS: Final = _without_strokes(VOCABULARY.issuers)
_SMALL_KINDS: Final = {short.lower(): short for short in _KINDS}
_SMALL_ISSUERS: Final = {short.lower(): short for short in _ISSUERS}
_SHORT_KINDS: Final = one_of(short for short in _KINDS if len(short) > 1)
_SHORT_HEADS: Final = frozenset(short.lower() for short in _KINDS if len(short) > 1)

_BEFORE = (
    rf"(?P<before>(?:(?P<kind>(?i:{_KIND_WORDS})|(?:{_SHORT_KINDS})(?=\s?(?:số|\d)))\s*)?"
    r"(?:(?P<so>[Ss]ố)(?:\s+hiệu)?:?\s*)?)"
)
# "của Bộ trưởng ...", perhaps after the date: the text names the issuer itself.
_ISSUER_FOLLOWS = re.compile(r"\s*,?\s*(?:ngày\s[^,;.()]{3,40}?)?,?\s*của\b")
_DATE_FOLLOWS = re.compile(
    r"\s*,?\s*ngày\s+\d{1,2}(?:\s?[/.-]\s?|\s+tháng\s+)\d{1,2}(?:\s?[/.-]\s?|\s+năm\s+)(\d{4})"
)
_GLUED: Final = {"NĐ", "ND", "NQ", "QĐ", "QD"}
"""Kinds that may stand against the number; other letters there rather name a form: CT04, BB1."""
_NEVER_FORMS: Final = {"NĐ", "NQ", "QĐ", "TTr"}
"""Kinds that are not letters of a form's code, whoever issued them."""
_RATHER_SOMETHING_ELSE: Final = {"PL"}
"""Kinds that are not cited by their number alone: "PL 01" is an appendix."""
_JOINT: Final = {"TTLT", "NQLT"}
FORM_BEFORE: Final = ends_with(
    r"(?:mẫu|biểu|biểu mẫu|phụ lục|tờ khai|phiếu|bảng|đơn)(?:\s(?:đơn|số|và|hoặc|[\w./-]*\d[\w./-]*),?)*"
)
_department_before = ends_with(
    r"sở|bộ|phòng|ngành|ban|ủy ban|ubnd|hđnd|trung tâm|công ty|cục|vụ|tổng cục|chi cục|viện"
)
_counted = goes_on(
    r"năm|tháng|ngày(?! \d)|tuần|giờ|quý|người|bản|trường hợp|vụ|lần|xã|phường|nội dung|nhiệm vụ|đơn vị|bộ|"
    r"tờ|đồng chí|"
    r"công trình|dự án|hồ sơ|cuộc|kỳ|hộ|điểm|phòng|%"
)


def _issuer(part: str) -> tuple[str, str]:
    """Spoken issuer, and the part itself if no table knows it and it was only spelt."""
    if session := re.fullmatch(r"(QH|UBTVQH)(\d+)", part):
        return f"{VOCABULARY.issuers[session[1]]} khóa {cardinal(int(session[2]))}", ""
    if department := re.fullmatch(r"([A-ZĐ])(\d+)", part):
        return f"{spell(department[1])} {in_code(department[2])}", ""
    known = (
        _ISSUERS.get(part)
        or VOCABULARY.abbreviations.get(part.replace("&", ""))
        or VOCABULARY.abbreviations.get(part)
    )
    return (known, "") if known else (spell(part), part)


def _issuers(parts: list[str], *, joint: bool) -> tuple[str, str]:
    names, unknown = zip(*map(_issuer, parts), strict=True)
    joined = f"{', '.join(names[:-1])} và {names[-1]}" if joint and len(names) > 1 else ", ".join(names)
    return joined, next(filter(None, unknown), "")


def _said(words: str, unknown: str) -> str | Doubtful:
    return Doubtful(words, "nobody knows this abbreviation", unknown) if unknown else words


def _number(text: str) -> str:
    whole, _, rest = re.sub(r"(?<=\d)(?=[a-zđ])", ".", text).partition(".")
    # "Nghị định 06" is "không sáu" to everyone who cites it.
    number = digits(whole) if whole.startswith("0") else cardinal(int(whole))
    return f"{number} chấm {cardinal(int(rest))}" if rest.isdigit() else f"{number} {spell(rest)}".strip()


def _instrument(match: re.Match[str]) -> str | Doubtful | None:
    symbol = match["symbol"]
    party = match["year"] is None and "-" in match[0].removesuffix(symbol)[-1:]
    parts = re.split(r"\s?[-–/]\s?", symbol)
    kind = _KINDS.get(parts[0])
    issuers = parts[1:] if kind else parts
    if FORM_BEFORE(match) and not (kind and issuers and match["year"]):
        return None
    unknown_all = all(_issuer(part)[1] for part in issuers)
    if (
        not match["year"]
        and not match["kind"]
        and unknown_all
        and not (parts[0] in _NEVER_FORMS and issuers)
        and (not kind or issuers or not match["number"].isdigit())
    ):
        return None
    # At the Party "QĐ" stands for both Quyết định and Quy định; without the word we must not guess.
    named = "văn bản" if kind is None or (party and parts[0] == "QĐ") else kind
    if match["kind"]:
        words = f"{_KINDS.get(match['kind'], match['kind'])} số "
    elif match["so"] or parts[0].startswith("QH"):
        words = f"{match['so'] or 'số'} "
    else:
        words = f"{named} số "
    words += _number(match["number"])
    dated = _DATE_FOLLOWS.match(match.string, match.end())
    # Nobody says the year twice. The pause keeps "năm" from being heard as one more digit.
    if match["year"] and not (dated and dated[1] == match["year"]):
        words += f", năm {cardinal(int(match['year']))}"
    unknown = ""
    if issuers and not _ISSUER_FOLLOWS.match(match.string, match.end()):
        names, unknown = _issuers(issuers, joint=parts[0] in _JOINT)
        words += f" của {names}"
    # Without a pause "năm hai nghìn ... ngày" runs on.
    return _said(
        f"{words}," if re.match(r"\s*ngày\b", match.string[match.end() : match.end() + 12]) else words,
        unknown,
    )


def _small_letters(match: re.Match[str]) -> str | Doubtful | None:
    """ "118/2025/nđ-cp", typed in haste."""
    kind, issuer = _SMALL_KINDS.get(match["small_kind"]), _SMALL_ISSUERS.get(match["small_issuer"])
    if not kind or not issuer:
        return None
    named = match["kind"] or _KINDS[kind]
    year = f", năm {cardinal(int(match['year']))}" if match["year"] else ""
    return f"{named} số {_number(match['number'])}{year} của {_issuer(issuer)[0]}"


def _kind_first(match: re.Match[str]) -> str | Doubtful:
    issuer, unknown = _issuer(match["issuer"])
    return _said(f"{_KINDS[match['kind']]} số {in_code(match['number'])} của {issuer}", unknown)


def _symbol_alone(match: re.Match[str]) -> str | Doubtful | None:
    kind, *issuers = re.split(r"[-–]", match["symbol"])
    if re.sub(r"\W", "", match["symbol"]) in VOCABULARY.short_forms or _department_before(match):
        return None
    if all(_ISSUERS.get(issuer) is None for issuer in issuers):
        return None
    names, unknown = _issuers(issuers, joint=kind in _JOINT)
    return _said(f"{_KINDS[kind]} của {names}", unknown)


def _short(match: re.Match[str]) -> str | None:
    """By the number alone: "Đề án 06", "NĐ 118", "Nghị định 59/2024"."""
    written = match["kind"].rstrip()
    abbreviated = written in _KINDS
    if not match["year"] and (_counted(match) or not (abbreviated or re.search(r"\b0\d", match["numbers"]))):
        return None
    if written in _RATHER_SOMETHING_ELSE and not match["year"]:
        return None
    glued = match["kind"] == written
    if FORM_BEFORE(match) or (glued and abbreviated and written not in _GLUED):
        return None
    kind = _KINDS[written] if abbreviated else written
    numbers = re.sub(r"\d+[a-zđ]?", lambda number: _number(number[0]), match["numbers"])
    year = f", năm {cardinal(int(match['year']))}" if match["year"] else ""
    return f"{kind} {match['so'] or ''}{numbers}{year}"


def _standard(match: re.Match[str]) -> str | Doubtful:
    body = VOCABULARY.abbreviations.get(match["body"]) or VOCABULARY.words[match["body"].lower()]
    number = ", ".join(_number(part) for part in match["number"].split("-") if part)
    words = f"{body} {number}, năm {cardinal(int(match['year']))}"
    if not match["issuer"]:
        return words
    issuer, unknown = _issuer(match["issuer"])
    return _said(f"{words} của {issuer}", unknown)


_NUMBERS = r"(?P<numbers>\d{1,5}[a-zđ]?(?:(?:,\s|\s(?:và|hoặc|hay)\s)0\d{1,3}[a-zđ]?(?![\w/]|[.,]\d)){0,12})"

GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.INSTRUMENT,
        ["tcvn", "qcvn", "iso"],
        rf"(?P<body>TCVN|QCVN|ISO)\s*(?P<number>[\d-]{{1,20}}):(?P<year>{_YEAR})(?:/(?P<issuer>{_PART})\b)?",
        _standard,
    ),
    grammar(
        Kind.INSTRUMENT,
        [DIGIT, "số", *_KIND_HEADS, *_SHORT_HEADS],
        rf"{_BEFORE}(?<![\d.,/-])(?P<number>{_NUMBER})(?:\s?/\s?(?P<year>{_YEAR}))?"
        rf"(?:\s?/\s?|-(?=[A-ZĐ][A-Za-zĐ]*/|(?:CP|TTg|HĐBT|CTN)(?!\w)))(?P<symbol>{_SYMBOL})(?![\w&/])",
        _instrument,
    ),
    grammar(
        Kind.INSTRUMENT,
        [DIGIT, "số", *_KIND_HEADS],
        rf"{_BEFORE}(?<![\d.,/-])(?P<number>{_NUMBER})(?:/(?P<year>{_YEAR}))?"
        r"/(?P<small_kind>[a-zđư]{2,4})-(?P<small_issuer>[a-zđư]{2,12})(?![\w/-])",
        _small_letters,
    ),
    grammar(
        Kind.INSTRUMENT,
        _SHORT_HEADS,
        rf"(?P<kind>{_SHORT_KINDS})/?(?P<number>\d{{1,9}})-(?P<issuer>{_PART})(?!\w)",
        _kind_first,
    ),
    grammar(
        Kind.INSTRUMENT,
        [*_KIND_HEADS, *_SHORT_HEADS],
        rf"(?P<kind>(?i:{_KIND_WORDS})\s|(?:{_SHORT_KINDS})\s?)(?P<so>[Ss]ố\s)?{_NUMBERS}"
        rf"(?:\s?/\s?(?P<year>{_YEAR}))?(?![\w/-]|[.,]\d)",
        _short,
    ),
    grammar(
        Kind.INSTRUMENT,
        [CAPITAL],
        rf"(?<![\w/-])(?P<symbol>(?:{one_of(_KINDS)})(?:[-–]{_PART}){{1,8}})(?![\w&/])",
        _symbol_alone,
    ),
)
