"""Codes of procedures, forms, plates and papers: letters and figures that are no words."""

import re
from typing import Final

from voice.reading.numerals import cardinal, digit_groups, digits, in_code, roman, spell
from voice.reading.spans import CAPITAL, DIGIT, Grammar, Kind, grammar
from voice.reading.vocabulary import VOCABULARY

_YEAR = r"(?:19|20)\d{2}"
_FORM = (
    r"(?<![\w/.-])(?P<code>[A-ZĐ\d]+[a-z]?(?:(?:[._–-]|/(?!(?:19|20)\d\d))(?:[A-ZĐ\d]+[a-z]?|[a-z]{1,2}(?=[./]))){0,16})"
    rf"(?:/(?P<year>{_YEAR}))?(?!\w)"
)


def _procedure(match: re.Match[str]) -> str:
    serial = match["serial"]
    code = f"{digit_groups([match['series']])} chấm {digit_groups([serial[:3], serial[3:]])}"
    return ", ".join([code, *(f"chấm {spell(part)}" for part in match["more"].split(".") if part)])


def _plate(match: re.Match[str]) -> str:
    series = f"{digits(match['province'])} {spell(match['series'])}"
    return f"{series}, {digit_groups(re.findall(r'[0-9]+', match['number']))}"


def _post(match: re.Match[str]) -> str:
    """The code of a post: V.07.03.29."""
    return " chấm ".join(spell(part) if part.isalpha() else digits(part) for part in match[0].split("."))


def _paper(match: re.Match[str]) -> str | None:
    """Numbers of papers: BA 123456, C1234567."""
    if match["letters"] in (
        VOCABULARY.currencies.keys() | VOCABULARY.short_forms.keys() | VOCABULARY.several.keys() - {"CA"}
    ):
        return None
    return f"{spell(match['letters'])} {digit_groups(re.findall(r'[0-9]{1,3}', match['number']))}"


def _form(match: re.Match[str]) -> str | None:
    code = match["code"]
    if not re.search(r"\d", code) or not re.search(r"[A-ZĐ]", code):
        return None
    if series := re.fullmatch(r"([A-ZĐ])(\d{1,3})-\1(\d{1,3})", code):
        letter = spell(series[1])
        return f"{letter} {in_code(series[2])} đến {letter} {in_code(series[3])}"
    words = [
        _piece(piece)
        for piece in re.findall(
            r"\d+|[IVX]{2,}(?![^\W_])|[^\W\d_]+|\.(?=[A-ZĐ\d])|/(?=\d)|(?<=\d)[-–](?=\d)", code
        )
    ]
    said = re.sub(r" (?=,)", "", " ".join(words))
    return said + (f", năm {cardinal(int(match['year']))}" if match["year"] else "")


def _several_forms(match: re.Match[str]) -> str:
    """ "05.b,c,d/TT"."""
    number, _, series = match[0].partition(".")
    letters = ", ".join(map(spell, match["letters"].split(",")))
    return f"{in_code(number)} {letters} {spell(series.rpartition('/')[2])}"


def _piece(piece: str) -> str:
    if piece.isdigit():
        return in_code(piece)
    if piece == ".":
        return "chấm"
    if piece in "-–":
        return ","  # "một hai ba, hai năm": one would hear one long number
    if piece == "/":
        return ", trên"  # "mười bảy mươi chín" would be heard as 17, 19
    value = roman(piece) if len(piece) > 1 else None
    # Two letters are rather the form's own ("KT3") than an abbreviation.
    known = VOCABULARY.abbreviations.get(piece) if len(piece) > 2 else None
    known = known or (VOCABULARY.words.get(piece.lower()) if len(piece) > 3 else None)
    return cardinal(value) if value and set(piece) <= set("IVX") else known or spell(piece)


EARLY: Final[tuple[Grammar, ...]] = (
    grammar(Kind.CODE, [CAPITAL], r"V\.\d{2}(?:\.\d{2}){2}(?![\w]|\.\d)", _post),
    grammar(Kind.CODE, [DIGIT], rf"(?=\d{{1,3}}[A-Zđ]?-[A-ZĐ]{{2}}){_FORM}", _form),
)
"""To be tried early: the figures of "03G-HSB" look like an hour."""

GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.CODE,
        [DIGIT],
        r"(?<![\d.])(?P<series>[1-9])\.(?P<serial>\d{6})(?P<more>(?:\.[\dA-Z]+){0,8})(?![\d])",
        _procedure,
    ),
    grammar(
        Kind.CODE,
        [DIGIT],
        r"(?<![\w.])(?P<province>\d{2})[- ]?(?P<series>[A-ZĐ]{1,2}\d?)(?:\s?[-–]\s?|"
        r"\s)(?P<number>\d{3}\.?\d{2}|\d{4})(?![\w/]|[.,-]\d)",
        _plate,
    ),
    grammar(Kind.CODE, [CAPITAL], r"(?P<letters>[A-ZĐ]{1,3})\s?(?P<number>\d{5,12})(?![\w/]|[.,]\d)", _paper),
    grammar(
        Kind.CODE, [DIGIT], r"\d{1,3}\.(?P<letters>[a-zđ](?:,[a-zđ]){1,24})/[A-ZĐ]{1,8}(?!\w)", _several_forms
    ),
    grammar(Kind.CODE, [CAPITAL, DIGIT], _FORM, _form),
)
