"""Number plates: a province of two digits, a series of a letter or two, four or five digits; "29A-123.45"."""

import re
from collections.abc import Iterator

from telephony.records.masking.digits import COUNTED, LETTERS, PAUSES, PLACES, digits
from telephony.records.masking.sentence import Sentence, Span

_TOGETHER = re.compile(r"(\d\d)([a-zđ]{1,2}\d?)(\d{0,5})")
_SERIES = re.compile(r"[a-zđ]{1,2}\d|ld|nn|ng|qt|cd|kt|hc|mđ|đa")
_CUE = re.compile(r"\b(biển số|biển kiểm soát|biển xe|biển đăng ký|biển)\b")
_REACH = 6
_LEAST, _MOST = 4, 6
"""Digits behind the letter; a motor cycle's series has one of its own, "29-B1 123.45"."""
_LEAST_AFTER_CUE = 3
_PROVINCES = range(11, 100)
_SAID = {
    **dict(zip("không một hai ba bốn năm sáu bảy tám chín".split(), "0123456789", strict=True)),
    "mốt": "1",
    "tư": "4",
    "lăm": "5",
    "nhăm": "5",
    "bẩy": "7",
}
_JOINTS = frozenset(("", "-", ".", "–", ","))


def plates(sentence: Sentence) -> Iterator[Span]:
    """Plates as they are written, and said: "hai chín a một hai ba bốn năm"."""
    at = 0
    while at < len(sentence):
        end = _end(sentence, at)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _end(sentence: Sentence, at: int) -> int:
    is_cued = bool(_CUE.search(sentence.before(at, _REACH)))
    together = _TOGETHER.fullmatch(sentence.lower[at])
    if together:
        province, begun, behind = together[1], together[3], at + 1
    else:
        province, behind = _province(sentence, at)
        series = _series_end(sentence, behind)
        if not province or series == behind:
            return at
        begun, behind = "", series
    number, end = _digits_said(sentence, behind, begun)
    if int(province) not in _PROVINCES or sentence.word(end) in COUNTED:
        return at
    if not (_LEAST_AFTER_CUE if is_cued else _LEAST) <= len(number) <= _MOST:
        return at
    # "mẫu 01a năm 2025", "12b 2024": a year, unless it is said to be a plate.
    is_year = len(number) == 4 and number.startswith(("19", "20"))
    return end if is_cued or not is_year else at


def _province(sentence: Sentence, at: int) -> tuple[str, int]:
    """The two digits of a province, and the word behind them; "" when none stand here."""
    word = sentence.lower[at]
    if word.isdecimal():
        return (word, at + 1) if len(word) == 2 else ("", at)
    following = sentence.word(at + 1)
    if word == "mười" and following in _SAID:
        return "1" + _SAID[following], at + 2
    if word not in _SAID:
        return "", at
    if following == "mươi":
        unit = _SAID.get(sentence.word(at + 2), "")
        return (_SAID[word] + unit, at + 3) if unit else (_SAID[word] + "0", at + 2)
    return (_SAID[word] + _SAID[following], at + 2) if following in _SAID else ("", at)


def _series_end(sentence: Sentence, at: int) -> int:
    word = sentence.word(at)
    if sentence.gap(at) not in _JOINTS:
        return at
    if word in LETTERS:
        second = sentence.word(at + 1)
        return at + 2 if second in LETTERS and sentence.gap(at + 1) in _JOINTS else at + 1
    return at + 1 if _SERIES.fullmatch(word) and not digits(word) else at


def _digits_said(sentence: Sentence, at: int, begun: str) -> tuple[str, int]:
    number, end = begun, at
    while at < len(sentence) and sentence.gap(at) in _JOINTS and len(number) < _MOST:
        word = sentence.lower[at]
        if digits(word):
            number += word if word.isdecimal() else _SAID.get(word, "1")
            end = at + 1
        elif word not in PLACES | PAUSES:
            break
        at += 1
    return number, end
