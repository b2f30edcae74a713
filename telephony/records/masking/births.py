"""Dates of birth, written and said.

A date after a word of birth is one, whatever its form. Without such a word it is one if it is whole, lies in
the past of a grown person and nothing around it says that it belongs to a law, a paper or a term.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from telephony.records.masking.digits import COUNTED, LARGE, PLACES, SAID
from telephony.records.masking.sentence import NAME, Sentence, Span

_WRITTEN = re.compile(r"\b(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\d/])")

_N, _Y = "(?:d|[w5]{1,4})", "(?:y|d|[w5]{2,9})"
_MONTH = "t(?:d|g|[w5]{1,2}?)"
_DATES = (
    re.compile(f"n*{_N}{_MONTH}5?{_Y}"),
    re.compile(f"n*{_N}t(?:d|g|[w5]{{1,2}})"),
    re.compile(f"{_MONTH}5?{_Y}|t(?:d|g|[w5]{{1,2}})"),
    re.compile(f"5{_Y}"),
    re.compile(f"n+{_N}(?:5{_Y})?"),
)
"""Over one character a word, see `_classes`; the fullest first."""
_BARE = re.compile("y|d|[w5]{2,9}")
_SAID_PAST = re.compile(r"một (nghìn |ngàn )?chín")

_NOT_BORN = frozenset(
    (
        "khai học hoc vệ phát thí hộ tái thai dân giám triệt sản hy hi tuyển ký quyền mưu môi nhân sư "
        "nghiên tiền"
    ).split()
)
"""Before "sinh" these make another word: "khai sinh năm 2020", "vệ sinh"."""
_GROUPS = re.compile(
    r"\b(công dân|thanh niên|trẻ em|trẻ|đối tượng|nam|nữ|nam giới|phụ nữ|lao động|đảng viên|cán bộ|công chức|"
    r"viên chức|những người|các cháu|học sinh|người)$"
)
"""A year alone after "công dân sinh", "nam thanh niên sinh" is that of many people ... """
_MINE = frozenset("tôi em cháu con chồng vợ bố mẹ ba má mình anh chị ông bà bé tên là".split())
"""... unless one of these stands shortly before."""
_PEOPLE = "tôi em cháu con mình anh chị ông bà bé nó chồng vợ bố mẹ".split()
_CUES = re.compile(r"(^| )(ngày sinh|năm sinh|tháng sinh|sinh nhật|ngày đẻ|chào đời|sinh|đẻ|sn)$")
_CUE_BEHIND = re.compile("(là |mới là )?(ngày|năm|tháng) sinh|là sinh nhật")
_FAR_CUE = re.compile(r"\b(ngày sinh|năm sinh|ngày tháng năm sinh|sinh ngày|sinh năm)\b")
_FILLERS = frozenset(
    ("là", "vào", "hôm", "ờ", "ừ", "à", "đúng", "thì", "của", "trên", "giấy", "ghi", "tờ", *_PEOPLE)
)
_CLOSE_FILLERS = frozenset(("là", "vào", "hôm", "ờ", "ừ", "à", "đúng"))
_MOST_FILLERS = 5
_FAR = 12
"""Words within which "ngày sinh" makes every whole date one: "ngày sinh sai từ 3/5/1990 thành 5/3/1990"."""
_OF_SOMETHING_ELSE = frozenset(
    (
        "trước sau từ đến tới kể lực ký hành hạn cấp quyết định luật lệnh tư hết quy nghị nộp hẹn tính "
        "cuối đầu "
        "mất chết kết cưới"
    ).split()
)
"""Within a few words before a date these say that it is no date of birth."""
_LOOKED_BACK = 5
_LONGEST = 20
"""Words of a date; the longest has sixteen."""
_OLDEST, _YOUNGEST = 1900, 2015
_LEGAL_DAYS = frozenset(
    {(1, 1), (1, 7), (18, 12, 1980), (15, 10, 1993), (3, 1, 1987), (2, 9, 1945), (19, 8, 1945), (30, 4, 1975),
     (20, 7, 1954), (7, 5, 1954), (3, 2, 1930)}
)  # fmt: skip
"""Days on which laws begin, and those that the laws on land, marriage and merit name."""


@dataclass(frozen=True, slots=True)
class _Date:
    start: int
    end: int
    numbers: tuple[int, ...] = ()
    """Day, month and year as written; empty when said."""
    is_whole: bool = False
    """Day, month and year."""
    is_bare: bool = False
    """Nothing but a number: a count as well as a year."""
    is_year: bool = False


def births(sentence: Sentence) -> Iterator[Span]:
    """Dates after a word of birth, and whole dates of the past that belong to nothing else."""
    for date in _dates(sentence):
        if _is_cued(sentence, date) or _is_past(sentence, date):
            yield date.start, date.end


def _dates(sentence: Sentence) -> Iterator[_Date]:
    done = 0
    written = {date.start: date for date in _written(sentence)}
    classes = _classes(sentence)
    for at in range(len(sentence)):
        if at < done:
            continue
        date = written.get(at) or _said(sentence, classes, at, written)
        if date:
            # "ngày 03/05/1990", "ngày mùng 3/5"
            start = date.start
            while (
                start > done
                and sentence.word(start - 1) in ("ngày", "mùng", "mồng")
                and not sentence.gap(start)
            ):
                start -= 1
            yield _Date(start, date.end, date.numbers, date.is_whole, date.is_bare, date.is_year)
            done = date.end


def _written(sentence: Sentence) -> Iterator[_Date]:
    starts = {sentence.starts(at): at for at in range(len(sentence))}
    ends = {sentence.ends(at): at + 1 for at in range(len(sentence))}
    for found in _WRITTEN.finditer(sentence.text):
        start, end = starts.get(found.start()), ends.get(found.end())
        numbers = tuple(int(number) for number in found.group(1, 3, 4) if number)
        if start is not None and end is not None and 1 <= numbers[0] <= 31 and 1 <= numbers[1] <= 12:
            yield _Date(start, end, numbers, is_whole=len(numbers) == 3)


def _classes(sentence: Sentence) -> str:
    """A character for each word: d a day's or month's figures, y a year's, w a number said, 5 the word "năm",
    which is both five and year, n day, t month, g a month's name; a dot for all others and after a full stop
    or a comma that ends the date."""
    return "".join(map(_class, sentence.lower))


def _class(word: str) -> str:
    if word.isdecimal():
        return "d" if len(word) <= 2 else "y" if len(word) == 4 and word[:2] in ("19", "20") else "."
    if word == "năm":
        return "5"
    if word in ("ngày", "mùng", "mồng"):
        return "n"
    if word == "tháng":
        return "t"
    if word in ("giêng", "chạp"):
        return "g"
    return "w" if word in SAID or word in PLACES or word in LARGE else "."


def _said(sentence: Sentence, classes: str, at: int, written: Container[int]) -> _Date | None:
    if classes[at] == ".":
        return None
    stop, last = at + 1, min(at + _LONGEST, len(sentence))
    while (
        stop < last and classes[stop] != "." and stop not in written and not set(sentence.gap(stop)) - {","}
    ):
        stop += 1
    for shape, pattern in enumerate(_DATES):
        if found := pattern.match(classes, at, stop):
            end = found.end()
            is_year = shape == 3
            return _Date(at, end, is_whole=shape == 0, is_year=is_year)
    if found := _BARE.match(classes, at, stop):
        return _Date(at, found.end(), is_bare=True, is_year=classes[at] == "y")
    return None


def _is_cued(sentence: Sentence, date: _Date) -> bool:
    at = date.start
    fillers = 0
    while at > 0 and fillers <= _MOST_FILLERS:
        if set(sentence.gap(at)) - set(":,-"):
            return False
        cue = _CUES.search(sentence.before(at, 2))
        if cue and not _is_other_word(sentence, at, cue[2]):
            return _is_birth(sentence, date, at, cue[2], fillers)
        if not cue and sentence.word(at - 1) not in _FILLERS:
            break
        at, fillers = at - (2 if cue else 1), fillers + 1
    if not date.is_bare and _CUE_BEHIND.match(" ".join(sentence.lower[date.end : date.end + 3])):
        return True
    if date.is_whole and _FAR_CUE.search(sentence.before(date.start, _FAR)):
        return True
    follows_name = date.start > 0 and sentence.words[date.start - 1] == NAME
    return follows_name and (date.is_whole or (date.is_year and not date.is_bare))


def _is_other_word(sentence: Sentence, behind: int, cue: str) -> bool:
    """Whether the cue before word `behind` is but half a word: "khai sinh"."""
    return cue in ("sinh", "đẻ") and sentence.word(behind - 2) in _NOT_BORN


def _is_birth(sentence: Sentence, date: _Date, behind: int, cue: str, fillers: int) -> bool:
    """Whether the date after `cue`, which ends before word `behind`, is somebody's birth."""
    first = behind - len(cue.split())
    if cue in ("sinh", "đẻ"):
        between = sentence.lower[behind : date.start]
        if (date.is_bare or date.is_year) and set(between) - _CLOSE_FILLERS:
            return False
        if date.is_year and _is_of_many(sentence, first):
            return False
    if date.is_bare:
        return _is_bare_year(sentence, date) and (fillers == 0 or date.is_year or cue != "sinh")
    return True


def _is_of_many(sentence: Sentence, sinh: int) -> bool:
    before = sentence.before(sinh, 4)
    return bool(_GROUPS.search(before)) and not set(before.split()) & _MINE


def _is_bare_year(sentence: Sentence, date: _Date) -> bool:
    """ "sinh 1990", "sinh chín mươi", but not "sinh 3 con" or "sinh hai mươi ngày"."""
    if date.is_year:
        return True
    if sentence.word(date.end) in COUNTED:
        return False
    words = sentence.lower[date.start : date.end]
    is_two_figures = len(words) == 1 and words[0].isdecimal() and len(words[0]) == 2
    return is_two_figures or len(words) >= 2


def _is_past(sentence: Sentence, date: _Date) -> bool:
    if not date.is_whole:
        return False
    before = sentence.lower[max(0, date.start - _LOOKED_BACK) : date.start]
    if set(before) & _OF_SOMETHING_ELSE:
        return False
    if date.numbers:
        day, month, year = date.numbers
        is_legal = (day, month) in _LEGAL_DAYS or date.numbers in _LEGAL_DAYS
        return _OLDEST <= year <= _YOUNGEST and not is_legal
    said = " ".join(sentence.lower[date.start : date.end])
    year_said = said.rpartition("tháng")[2]
    years = [int(word) for word in year_said.split() if word.isdecimal() and len(word) == 4]
    if years:
        return _OLDEST <= years[0] <= _YOUNGEST
    return bool(_SAID_PAST.search(year_said))
