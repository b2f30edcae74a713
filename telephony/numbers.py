"""Telephone numbers as carriers give them: which are somebody's, and how one is shown without telling it."""

import re
from typing import Final

E164: Final = re.compile(r"\+[1-9]\d{6,14}")
"""ITU-T E.164: a plus, a country code and at most 15 digits."""

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
    return E164.fullmatch(number) is not None and number not in WITHHELD


def mask_number(number: str) -> str:
    """A telephone number with all but its first three and last two characters hidden."""
    return f"{number[:3]}{'*' * max(0, len(number) - 5)}{number[-2:]}" if len(number) > 6 else "***"
