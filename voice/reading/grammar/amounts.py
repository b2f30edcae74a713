"""Numbers as they are written in running text, and the words for them."""

import re
from typing import Final

from voice.reading.numerals import cardinal, decimal, digit_groups, digits

PLAIN: Final = (
    r"(?:\d{1,3}(?:\.\d{3}){1,20}(?:,\d+)?|\d{1,3}(?:,\d{3}){2,20}(?:\.\d+)?|\d+(?:[.,]\d+)?)(?!\d)"
)
"""Full stops part thousands and a comma the decimals; several commas part thousands too."""
SPACED: Final = r"(?:[1-9]\d{0,2}(?: \d{3}){1,20}(?:,\d{1,2})?(?![\d.]))"
"""Thousands parted by spaces; "12 345" may be two numbers as well, so the grammar that uses it must know."""
AMOUNT: Final = rf"(?:{SPACED}|{PLAIN})"
START: Final = r"(?<![\w.,/])"
END: Final = r"(?![\w/]|[.,]\d)"
SCALE: Final = r"(?:nghìn tỷ|nghìn tỉ|ngàn tỷ|triệu tỷ|trăm nghìn|trăm triệu|nghìn|ngàn|vạn|triệu|tỷ|tỉ)"

_WHOLE = re.compile(r"\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3}){2,}|(?: \d{3})+)")
_DECIMAL = re.compile(r"(?P<whole>\d{1,3}(?:[. ]\d{3})+|\d+)[.,](?P<fraction>\d+)")
_COMMAS_FIRST = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<fraction>\d+)")


_LONGEST: Final = 18
"""Figures of the greatest number that is said as one; nobody follows more."""


def whole_number(figures: str) -> str:
    """The words of a number given by its figures alone."""
    return (
        cardinal(int(figures)) if len(figures) <= _LONGEST else digit_groups(re.findall(r"\d{1,3}", figures))
    )


def amount(text: str) -> str:
    """The words of one number that matches AMOUNT: "2.340.000", "2 340 000", "2,34", "0901234567"."""
    if _WHOLE.fullmatch(text):
        return whole_number(re.sub(r"[., ]", "", text))
    if match := _COMMAS_FIRST.fullmatch(text) or _DECIMAL.fullmatch(text):
        whole = re.sub(r"[., ]", "", match["whole"])
        if len(whole) > _LONGEST:
            return f"{whole_number(whole)} phẩy {digits(match['fraction'])}"
        return decimal(whole, match["fraction"])
    if text[0] != "0" and text.endswith("00000"):
        return whole_number(text)
    if len(text) > 9 or (len(text) > 2 and text.startswith("0")):
        return digit_groups(re.findall(r"\d{1,3}", text)) if len(text) > 4 else digits(text)
    return cardinal(int(text))


def sum_of_money(text: str) -> str:
    """As `amount`, but a comma or stop before three figures parts thousands: nobody pays thousandths.

    Nor does anybody say ",00".
    """
    plain = re.sub(r"[., ](?=\d{3}(?!\d))", "", re.sub(r",00?$", "", text))
    return whole_number(plain) if plain.isdigit() else amount(plain)
