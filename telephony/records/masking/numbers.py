"""Numbers of telephones, identity cards, accounts and insurance, and serials of papers."""

import re
from collections.abc import Iterator

from telephony.records.masking.digits import LARGE, LETTERS, digits, run
from telephony.records.masking.sentence import Sentence, Span

MIN_DIGITS = 8
"""Telephone numbers have 9 to 12 digits, identity cards 9 or 12, insurance 10, accounts mostly more than 8;
hearing loses one now and then. Codes of procedures ("1.004946") have 7 and stay readable."""
MIN_DIGITS_AFTER_CUE = 5
"""After "số điện thoại" and the like, where a number may come in pieces; a year has 4."""
CUE_REACH = 8
"""Words between such a cue and its number."""
PAPER_REACH = 10
"""The same for papers, whose titles are long."""
MAX_SERIES = 3
"""Letters before the digits of a paper, each a word when they are spelt: "AB 123456", "a bê 123456"."""

_MONEY = LARGE | frozenset("đồng đ vnđ vnd".split())
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")
_HARMLESS = re.compile(
    r"(năm )?(19|20)\d\d(\s?[-–]?\s?(19|20)\d\d)?"
    r"|[1-9]\.\d{6}(\.\d+)*"
    r"|\d{1,2}(?P<joint>[.-])\d{1,2}(?P=joint)(19|20)\d\d"
    r"|(năm )?hai không \w+ \w+( hai không \w+ \w+)?"
)
"""Years and spans of years; codes of procedures, "1.000894.000.00.00.H26"; dates with dots or dashes."""
_CUES = re.compile(
    r"\b(số điện thoại|điện thoại|số máy|di động|zalo|số liên hệ|liên hệ|gọi lại|"
    r"căn cước|chứng minh|cccd|cmnd|cmt|định danh|tài khoản|stk|số thẻ|mã số thuế|bhxh|bhyt|"
    r"mã số bảo hiểm|bảo hiểm xã hội|bảo hiểm y tế|số sổ)\b"
)
_PAPERS = re.compile(
    r"\b(sổ đỏ|sổ hồng|giấy chứng nhận|gcn|số phát hành|số hiệu|sê ri|xê ri|sê ri số|seri|serial|số vào sổ|"
    r"bảo hiểm y tế|bhyt|thẻ bảo hiểm|bằng lái|giấy phép lái xe|số sổ)\b"
)
"""After these a number may begin with letters."""


def numbers(sentence: Sentence) -> Iterator[Span]:
    """Runs of so many digits that they are somebody's; money, years and codes of procedures are nobody's."""
    at = 0
    while at < len(sentence):
        end, count = _number(sentence, at)
        if end == at:
            at += 1
            continue
        if count >= _least(sentence, at) and not _is_harmless(sentence, at, end, count):
            yield _series(sentence, at), end
        at = end


def _number(sentence: Sentence, at: int) -> tuple[int, int]:
    end, count = run(sentence, at)
    if end > at:
        return end, count
    # "DN4010123456789", "CS01234": letters and digits in one word.
    count = sum(character.isdecimal() for character in sentence.words[at])
    is_serial = count >= MIN_DIGITS or (count >= MIN_DIGITS_AFTER_CUE and _is_paper(sentence, at))
    if not is_serial:
        return at, 0
    end, more = run(sentence, at + 1)
    return max(end, at + 1), count + more


def _is_harmless(sentence: Sentence, start: int, end: int, count: int) -> bool:
    said = sentence.said(start, end).lower()
    if _HARMLESS.fullmatch(said):
        return True
    if sentence.word(end) in _MONEY and not said.startswith(("0", "không")):
        return bool(_THOUSANDS.fullmatch(said)) or said.isdecimal()
    return bool(_THOUSANDS.fullmatch(said)) and count < 9


def _least(sentence: Sentence, at: int) -> int:
    is_cued = bool(_CUES.search(sentence.before(at, CUE_REACH))) or _is_paper(sentence, at)
    return MIN_DIGITS_AFTER_CUE if is_cued else MIN_DIGITS


def _is_paper(sentence: Sentence, at: int) -> bool:
    return bool(_PAPERS.search(sentence.before(at, PAPER_REACH)))


def _series(sentence: Sentence, start: int) -> int:
    """Where the letters before the digits begin, if they belong to a paper's number."""
    if not _is_paper(sentence, start):
        return start
    first = start
    while first > 0 and start - first < MAX_SERIES and not sentence.gap(first):
        word = sentence.lower[first - 1]
        if digits(word) or not (word in LETTERS or (len(word) <= 2 and sentence.words[first - 1].isupper())):
            break
        first -= 1
    return first
