"""Numbers and letters as Northern Vietnamese words.

num2words is not used: its Vietnamese leaves out "không trăm" (2025 becomes "hai nghìn lẻ hai mươi lăm") and
reads 2.05 as "hai phẩy năm", which is another number.
"""

from collections.abc import Iterable
from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", " nghìn", " triệu")
_BILLION: Final = 10**9

_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_LETTER_NAMES = (
    "a:a ă:á â:ớ b:bê c:xê d:dê đ:đê e:e ê:ê f:ép g:gờ h:hát i:i j:gi k:ca l:lờ m:mờ n:nờ o:o ô:ô ơ:ơ "
    "p:pê q:quy r:rờ s:sờ t:tê u:u ư:ư v:vê w:vê_kép x:ích y:y z:dét"
)
_LETTERS: Final = {pair[0]: pair[2:].replace("_", " ") for pair in _LETTER_NAMES.split()}


def cardinal(number: int) -> str:
    """`number` in words: 21 "hai mươi mốt", 105 "một trăm linh năm", 2025 "hai nghìn không trăm …"."""
    if number < 0:
        return f"âm {cardinal(-number)}"
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    words = [f"{cardinal(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words.append(_below_thousand(group, leading=not words) + _SCALES[power])
    return " ".join(words)


def _below_thousand(number: int, *, leading: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or not leading else []
    if tens == 0 and ones and words:
        words += ["linh", DIGITS[ones]]
    elif tens == 0 and ones:
        words.append(DIGITS[ones])
    elif tens == 1:
        words.append("mười")
        words += [{5: "lăm"}.get(ones, DIGITS[ones])] if ones else []
    elif tens > 1:
        words += [DIGITS[tens], "mươi"]
        words += [{1: "mốt", 4: "tư", 5: "lăm"}.get(ones, DIGITS[ones])] if ones else []
    return " ".join(words)


def decimal(whole: str, fraction: str) -> str:
    """A decimal as schoolbooks read it: 2,34 "hai phẩy ba mươi tư", 0,05 "không phẩy không năm"."""
    significant = fraction.lstrip("0")
    zeros = [DIGITS[0]] * (len(fraction) - len(significant))
    # Nobody follows a long fraction as one number.
    tail = [cardinal(int(significant))] if 0 < len(significant) <= 3 else [digits(significant)]
    return " ".join([cardinal(int(whole)), "phẩy", *zeros, *tail]).rstrip()


def digits(text: str) -> str:
    """Digit by digit: 0901 "không chín không một"."""
    return " ".join(DIGITS[int(digit)] for digit in text)


def digit_groups(groups: Iterable[str]) -> str:
    """Digit by digit with a breath between the groups, as people say telephone numbers."""
    return ", ".join(digits(group) for group in groups)


def in_code(text: str) -> str:
    """The number of a form or department: 04 "không bốn", 17 "mười bảy"; the zero is part of the name."""
    return digits(text) if text.startswith("0") or len(text) > 4 else cardinal(int(text))


def roman(text: str) -> int | None:
    """Value of a Roman numeral in its canonical form, None for anything else."""
    value = 0
    for index, letter in enumerate(text):
        if letter not in _ROMAN:
            return None
        following = _ROMAN.get(text[index + 1 : index + 2], 0)
        value += -_ROMAN[letter] if following > _ROMAN[letter] else _ROMAN[letter]
    return value if value and to_roman(value) == text else None


def to_roman(number: int) -> str:
    """Canonical Roman numeral of a positive number."""
    steps = ("M", 1000), ("CM", 900), ("D", 500), ("CD", 400), ("C", 100), ("XC", 90), ("L", 50)
    written = ""
    for letters, value in (*steps, ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)):
        count, number = divmod(number, value)
        written += letters * count
    return written


def spell(text: str) -> str:
    """Letter by letter, by the letters' Vietnamese names; what is no letter and no digit is left out."""
    words = (DIGITS[int(c)] if c in "0123456789" else _LETTERS.get(c, "") for c in text.lower())
    return " ".join(word for word in words if word)
