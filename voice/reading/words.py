"""What no grammar claims: plain words, foreign words, unknown abbreviations, signs."""

import re
import unicodedata
from typing import Final

from voice.reading.numerals import cardinal, digits, spell
from voice.reading.spans import Kind, Span
from voice.reading.syllables import ALPHABET, VOWELS, is_syllable, readable, toneless
from voice.reading.vocabulary import VOCABULARY

PAUSES: Final = "?!.:;,"
"""The strongest first."""
_RUN = re.compile(r"[^\W_]+")
_CASES = re.compile(r"[^\W\d_](?:[^\W\d_A-ZĐÀ-Ỹ])*|\d+")
_NEIGHBOUR_IN_CAPITALS = re.compile(r"[A-ZĐƯÀ-Ỹ]{2}")
_SILENT: Final = frozenset("\"'*_|`()[]{}-–−/•·")
_SIGN = re.compile(r"\./\.|\.{2,}|<=|>=|[^\w\s]|_")
_STRANGE = "ký hiệu lạ"
_FOREIGN = "từ tiếng nước ngoài"


def plain(text: str, start: int) -> Span:
    """The token at text[start], which no grammar knows: a word, a mixture, or a sign."""
    if run := _RUN.match(text, start):
        return _word(text, run.start(), run.end())
    match = _SIGN.match(text, start)
    end = match.end() if match else start + 1
    return _sign(text, start, end)


def _word(text: str, start: int, end: int) -> Span:
    token = text[start:end]
    if known := VOCABULARY.words.get(token.lower()):
        return Span(Kind.WORD, start, end, known)
    if not token.isalpha():
        why = (
            "figures and letters in one word"
            if token.isalnum() and not token.isdigit()
            else "what is this number?"
        )
        return Span(Kind.WORD, start, end, last_resort(token), why)
    if len(token) == 1:
        consonant = token.lower() in ALPHABET - VOWELS
        if consonant or readable(token):
            return Span(Kind.WORD, start, end, spell(token) if consonant else token)
        return Span(Kind.WORD, start, end, last_resort(token), "no Vietnamese letter")
    if token.isupper() and is_syllable(token):
        doubtful = token.isascii() and len(token) <= 3
        # Vietnamese syllables that end in a stop have a tone: LUC is no name in capitals.
        doubtful = doubtful and (token[-1] in "CPT" or not _among_capitals(text, start, end))
        why = "an abbreviation or an emphasised word? write it in small letters or out" if doubtful else ""
        return Span(Kind.WORD, start, end, token.lower(), why)
    if readable(token):
        return Span(Kind.WORD, start, end, token)
    why = "nobody knows this abbreviation" if token.isupper() else "no Vietnamese word"
    return Span(Kind.WORD, start, end, last_resort(token), why)


def _among_capitals(text: str, start: int, end: int) -> bool:
    """Whether a neighbouring word is in capitals too, as in a heading."""
    before = re.search(r"([^\W\d_]+)\W{1,3}$", text[max(0, start - 24) : start])
    behind = re.match(r"\W{1,3}([^\W\d_]+)", text[end : end + 24])
    return any(word is not None and len(word[1]) > 1 and word[1].isupper() for word in (before, behind))


def _sign(text: str, start: int, end: int) -> Span:
    sign = text[start:end]
    if sign in PAUSES:
        return Span(Kind.SIGN, start, end, sign)
    if sign in ("(", ")", "[", "]", "{", "}") or (sign.startswith(".") and sign != "./."):
        return Span(Kind.SIGN, start, end, ",")
    if sign in _SILENT or sign == "./.":
        return Span(Kind.SIGN, start, end, "")
    if said := VOCABULARY.signs.get(sign):
        return Span(Kind.SIGN, start, end, said)
    # A picture says nothing that could be missed, but whoever wrote it is told.
    spoken = "" if unicodedata.category(sign[0]) in ("So", "Sk", "Cn", "Co") else _STRANGE
    return Span(Kind.SIGN, start, end, spoken, "no sign that can be spoken")


def last_resort(token: str) -> str:
    """Words for what nobody can read: Vietnamese syllables stay words, other letters are spelt.

    Foreign words in small letters are left for the voice to try; other scripts are only said to be there.
    """
    latin = unicodedata.normalize("NFKD", token).encode("ascii", "ignore").decode()
    if token[1:].islower() and len(latin) >= 2 and latin.isalpha() and set(toneless(token)) - ALPHABET:
        return latin
    said = [_piece(piece) for piece in _pieces(token)]
    return " ".join(filter(None, said)) or _FOREIGN


def _pieces(token: str) -> list[str]:
    """Runs of figures and of letters; capitals start a new run, several in a row are one."""
    return re.findall(
        r"\d+|[A-ZĐƯ]{2,}(?![^\W\d_A-ZĐƯ])|[^\W\d_][^\W\d_A-ZĐÀÁẢÃẠÂĂÈÉẺẼẸÊÌÍỈĨỊÒÓỎÕỌÔƠÙÚỦŨỤƯỲÝỶỸỴ]*", token
    )


def _piece(piece: str) -> str:
    if piece.isdecimal():
        return digits(piece) if piece[0] == "0" or len(piece) > 4 else cardinal(int(piece))
    return piece if len(piece) > 1 and readable(piece) and is_syllable(piece) else spell(piece)


def tidy(text: str) -> str:
    """The strongest pause where signs left several, one space between words, no pause before the first."""
    text = re.sub(rf"(?:\s*[{_PAUSES_CLASS}])+\s*", _strongest, text)
    return re.sub(r"\s+", " ", text).lstrip(f"{PAUSES} ").rstrip(",;: ")


_PAUSES_CLASS: Final = re.escape(PAUSES)


def _strongest(match: re.Match[str]) -> str:
    return next(f"{mark} " for mark in PAUSES if mark in match[0])
