"""Telephone numbers as carriers give them: which are somebody's, and how one is shown without telling it."""

import re
from typing import Final

_E164: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
"""ITU-T E.164: a plus, a country code and at most 15 digits."""
_VIETNAM: Final = "+84"
_WITHIN_VIETNAM: Final = re.compile(r"^(?:\+|00)?(?:84(?=0?\d{9}))?0*")
"""What people write before the part of a number that follows +84."""
_SEPARATORS: Final = re.compile(r"[\s.()-]+")

WITHHELD: Final = frozenset(
    (
        "+266696687",  # ANONYMOUS
        "+7378742833",  # RESTRICTED
        "+2562533",  # BLOCKED
        "+8656696",  # UNKNOWN
        "+86282452253",  # UNAVAILABLE
        "+464",  # NONE
    )
)
"""What Twilio gives in place of a number that it may not tell: a word, spelt on a keypad
(support article "Why am I getting calls from these strange numbers?")."""


def is_callable(number: str) -> bool:
    """Whether somebody can be called back under `number`: no SIP address, no name, nothing withheld."""
    return (
        _E164.fullmatch(number) is not None
        and number not in WITHHELD
        # No Vietnamese number goes on with the zero that is dialled within the country.
        and not number.startswith(f"{_VIETNAM}0")
    )


def parse_number(written: str) -> str:
    """The number that a person wrote, in E.164: "+84 912 345 678" is "+84912345678".

    Raises ValueError, which tells the number that was likely meant.
    """
    number = _SEPARATORS.sub("", written)
    if is_callable(number):
        return number
    if number in WITHHELD:
        raise ValueError(f"{number} is nobody's: carriers give it in place of a number that is withheld")
    is_foreign = number.startswith("+") and not number.startswith(_VIETNAM)
    likely = _WITHIN_VIETNAM.sub(_VIETNAM, number, count=1)
    hint = f"; {likely} is likely meant" if is_callable(likely) and not is_foreign else ""
    raise ValueError(f"{written!r} is no number such as +84912345678{hint}")


def mask_number(number: str) -> str:
    """A telephone number with all but its first three and last two characters hidden."""
    return f"{number[:3]}{'*' * max(0, len(number) - 5)}{number[-2:]}" if len(number) > 6 else "***"
