"""Addresses, abbreviations, words in capitals and signs; what is left unread at the end."""

import re
import unicodedata
from typing import Final

from voice.reading.numerals import spell
from voice.reading.vocabulary import VOCABULARY, Rule, one_of

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+(?:vn|com|org|net|edu|info)"
_ADDRESS = re.compile(
    rf"(?:https?://)?(?P<user>[A-Za-z0-9._+-]+@)?(?P<host>{_HOST})(?P<path>/[\w./%#?&=~-]*)?(?!\w)", re.I
)

# Vietnamese syllables without their tones: an initial consonant, up to three vowels, a final consonant.
_INITIAL = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|qu|r|s|th|tr|t|v|x"
_SYLLABLE = rf"(?:{_INITIAL})?[aăâeêioôơuưy]{{1,3}}(?:ch|c|m|ng|nh|n|p|t)?"
_IN_ROW = re.compile(rf"(?:{_SYLLABLE})+")
_VOWELS = frozenset("aăâeêioôơuưy")
_ALPHABET = frozenset("abcdeghiklmnopqrstuvxyăâđêôơư")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PAUSES = "?!.:;,"  # the strongest first


def _toneless(text: str) -> str:
    stripped = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c not in _TONES)
    return unicodedata.normalize("NFC", stripped)


def _is_syllable(token: str) -> bool:
    return re.fullmatch(_SYLLABLE, _toneless(token)) is not None


def _label(label: str) -> str:
    """One part of an address; an unknown one is read as a word if it looks like one, or else spelt."""
    known = VOCABULARY.hosts.get(label.lower()) or VOCABULARY.words.get(label.lower())
    return known or (label.lower() if _IN_ROW.fullmatch(label.lower()) else spell(label))


def _labels(text: str) -> str:
    names = {".": "chấm", "-": "gạch ngang", "_": "gạch dưới", "/": "gạch chéo", "@": "a còng", "+": "cộng"}
    pieces = re.findall(r"[A-Za-z]+|\d+|[._/@+-]", text)
    return " ".join(
        names.get(piece) or (spell(piece) if piece.isdigit() else _label(piece)) for piece in pieces
    )


def _address(match: re.Match[str]) -> str:
    path = (match["path"] or "").rstrip("./")
    return _labels((match["user"] or "") + match["host"] + path)


def _abbreviation(match: re.Match[str]) -> str:
    return VOCABULARY.short_forms[match["short"]]


def _definition(match: re.Match[str]) -> str:
    """ "Ủy ban nhân dân (UBND)" introduces the abbreviation; aloud that would be the same words twice."""
    spoken = VOCABULARY.short_forms[match["short"]]
    already = match.string[: match.start()].casefold().endswith(spoken.casefold())
    return "" if already else f", {spoken},"


def _word(match: re.Match[str]) -> str:
    token = match[0]
    if known := VOCABULARY.words.get(token.lower()):
        return known
    if len(token) == 1:
        return spell(token) if token.lower() in _ALPHABET - _VOWELS else token
    return token.lower() if token.isupper() and _is_syllable(token) else token


def readable(token: str) -> bool:
    """Whether every voice can say `token`: Vietnamese letters, one a vowel, no capital but the first."""
    letters = set(_toneless(token))
    capital_inside = any(letter.isupper() for letter in token[1:])
    return letters <= _ALPHABET and not letters.isdisjoint(_VOWELS) and not capital_inside


ADDRESSES: Final[tuple[Rule, ...]] = ((_ADDRESS, _address),)

RULES: Final[tuple[Rule, ...]] = (
    (re.compile(rf"\s*\((?P<short>{one_of(VOCABULARY.short_forms)})\)"), _definition),
    (
        re.compile(r"\b(?P<short>TP|Tp|KT|TM)\.\s?(?=[A-ZĐÀ-Ỹ])(?!HCM)"),
        lambda match: f"{_abbreviation(match)} ",
    ),
    (re.compile(rf"(?<![\w&])(?P<short>{one_of(VOCABULARY.short_forms)})(?![\w&])"), _abbreviation),
    (re.compile(rf"(?<![\w-])(?:{one_of(w for w in VOCABULARY.words if '-' in w)})(?![\w-])", re.I), _word),
    (re.compile(r"[^\W\d_]+"), _word),
    (re.compile(r"\b(?P<one>[Nn]gày)\s?/\s?tháng\s?/\s?năm\b"), lambda match: f"{match['one']}, tháng, năm"),
    (re.compile(r"\bvà\s?/\s?hoặc\b"), lambda _: "và hoặc"),
    (re.compile(r"(?<=[^\W\d_])\s?/\s?(?=[^\W\d_])"), lambda _: " hoặc "),
    (re.compile(r"≤|<="), lambda _: " không quá "),
    (re.compile(r"≥|>="), lambda _: " ít nhất "),
    (re.compile(r"<"), lambda _: " dưới "),
    (re.compile(r">"), lambda _: " trên "),
    (re.compile(r"="), lambda _: " bằng "),
    (re.compile(r"&"), lambda _: " và "),
    (re.compile(r"\./\.|(?<!\w)/|/(?!\w)"), lambda _: " "),
    # Between words a dash with spaces is a pause only where a new phrase starts ("Độc lập - Tự do").
    (re.compile(r"\s[-–—]\s(?=[A-ZĐÀ-Ỹ])"), lambda _: ", "),
    (re.compile(r"[()\[\]{}]|\.{2,}|…"), lambda _: ", "),
    (re.compile(r"[-–—\"'“”‘’«»*•·_|+]"), lambda _: " "),
)


def tidy(text: str) -> str:
    """The strongest pause where signs left several, one space between words, no pause before the first."""
    text = re.sub(rf"\s*[{_PAUSES}][{_PAUSES}\s]*", _strongest, text)
    return re.sub(r"\s+", " ", text).lstrip(f"{_PAUSES} ").rstrip(",;: ")


def _strongest(match: re.Match[str]) -> str:
    return next(f"{mark} " for mark in _PAUSES if mark in match[0])
