"""Small numbers as Vietnamese says them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LARGEST = 99
"""Up to here ages, days and levels are spelt out; longer numbers are mostly those of instruments."""


def spelt(number: int) -> tuple[str, ...]:
    """The words of a number from 0 to LARGEST: 21 is "hai", "mươi", "mốt"."""
    tens, unit = divmod(number, 10)
    if not tens:
        return (DIGITS[unit],)
    ten = ("mười",) if tens == 1 else (DIGITS[tens], "mươi")
    if not unit:
        return ten
    return (*ten, {1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, DIGITS[unit]))
