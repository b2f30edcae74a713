"""What a Vietnamese syllable looks like, and whether a token can be left to any voice."""

import re
import unicodedata
from typing import Final

_INITIAL = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|qu|r|s|th|tr|t|v|x"
_SYLLABLE = rf"(?:{_INITIAL})?[aăâeêioôơuưy]{{1,3}}(?:ch|c|m|ng|nh|n|p|t)?"
_ONE = re.compile(_SYLLABLE)
_IN_ROW = re.compile(rf"(?>{_SYLLABLE})++")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
VOWELS: Final = frozenset("aăâeêioôơuưy")
ALPHABET: Final = frozenset("abcdeghiklmnopqrstuvxyăâđêôơư")


def toneless(text: str) -> str:
    """`text` in small letters without its tones; ă, â, đ, ê, ô, ơ and ư stay."""
    if text.isascii():
        return text.lower()
    stripped = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c not in _TONES)
    return unicodedata.normalize("NFC", stripped)


def is_syllable(token: str) -> bool:
    """Whether `token` is built as a Vietnamese syllable."""
    return _ONE.fullmatch(toneless(token)) is not None


def could_be_word(token: str) -> bool:
    """Whether `token`, in small letters and without tones, is a row of syllables ("thutucbienphong")."""
    return _IN_ROW.fullmatch(token) is not None


def readable(token: str) -> bool:
    """Whether every voice can say `token`: Vietnamese letters, one a vowel, no capital but the first."""
    letters = set(toneless(token))
    capital_inside = token[1:] != token[1:].lower()
    return letters <= ALPHABET and not letters.isdisjoint(VOWELS) and not capital_inside
