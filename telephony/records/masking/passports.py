"""Passports: a letter and seven or eight digits, "B1234567", "C01234567"."""

import re
from collections.abc import Iterator

from telephony.records.masking.digits import LETTERS, begins_year, run
from telephony.records.masking.sentence import Sentence, Span

_WRITTEN = re.compile(r"[a-zđ]{1,2}\d{6,8}")
_BEGUN = re.compile(r"[a-zđ]{1,2}\d{1,7}")
_DIGITS = (7, 8)
_CUE = "hộ chiếu"
_LEAST_AFTER_CUE = 4
"""Behind a letter; without one it takes a digit more, for a year has four."""
_REACH = 6


def passports(sentence: Sentence) -> Iterator[Span]:
    """Letter and digits, together or one by one; after "hộ chiếu" fewer do, or none but digits."""
    at = 0
    while at < len(sentence):
        end = _end(sentence, at)
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _end(sentence: Sentence, at: int) -> int:
    word = sentence.lower[at]
    is_cued = _CUE in sentence.before(at, _REACH)
    if _WRITTEN.fullmatch(word) and (is_cued or sum(map(str.isdecimal, word)) in _DIGITS):
        return at + 1
    if word in LETTERS:
        end, count = run(sentence, at + 1)
        stands_close = end > at + 1 and not sentence.gap(at + 1).strip("-.")
        if stands_close and (count in _DIGITS or (is_cued and count >= _LEAST_AFTER_CUE)):
            return end
    if _BEGUN.fullmatch(word):
        end, count = run(sentence, at + 1)
        total = count + sum(map(str.isdecimal, word))
        if total in _DIGITS or (is_cued and total >= _LEAST_AFTER_CUE):
            return max(end, at + 1)
    if is_cued and not begins_year(sentence, at):
        end, count = run(sentence, at)
        if count > _LEAST_AFTER_CUE and "căn cước" not in sentence.before(at, 3):
            return end
    return at
