"""Reading aloud: Vietnamese text of the administration becomes words that can be spoken."""

import re
import unicodedata

from voice.reading import instruments, quantities, words
from voice.reading.numerals import spell

__all__ = ["read", "unread"]

_RULES = (*words.ADDRESSES, *instruments.RULES, *quantities.RULES, *words.RULES)
_INVISIBLE = re.compile("[\u00ac\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LINE = re.compile(r"(?P<end>[.,;:?!])?\s*\n\s*(?:[-+*•–]\s*)?")
_TOKEN = re.compile(r"[^\s,.;:?!]+")


def read(text: str) -> str:
    """The words of `text` as they are to be spoken, NFC, with pauses as punctuation.

    No digit, sign or abbreviation is left. What no rule knows is spelt out, as a last resort on the phone;
    `unread` names it, so that a handbook with such a token is corrected before anybody calls.
    """
    return words.tidy(_TOKEN.sub(lambda match: _last_resort(match[0]), _apply_rules(text)))


def unread(text: str) -> list[str]:
    """Tokens of `text` that no rule can read: digits, signs, unknown abbreviations, foreign letters."""
    return [token for token in _TOKEN.findall(_apply_rules(text)) if not words.readable(token)]


def _apply_rules(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()
    text = re.sub(r"\s+", " ", _LINE.sub(lambda match: f"{match['end'] or '.'} ", text))
    for pattern, spoken in _RULES:
        text = pattern.sub(spoken, text)
    return words.tidy(text)


def _last_resort(token: str) -> str:
    """Foreign words in small letters are left for the voice to try."""
    if words.readable(token) or (token.isalpha() and token[1:].islower()):
        return token
    return spell(token)
