"""Plain text of the portal's cells."""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_ABSENT = {"", "không có thông tin", "--"}
_BULLETS = re.compile(r"^(?:[-–—+*•]\s*)+")
_TAIL = re.compile(r"[\s;,.]+$")


def clean(text: str) -> str:
    """`text` in NFC on one line, without invisible characters or runs of spaces."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def stated(text: str) -> str | None:
    """`text` cleaned, or None where the portal says that it has no information."""
    plain = clean(text)
    return None if plain.casefold().rstrip(".") in _ABSENT else plain


def item(text: str) -> str:
    """One item of a list, without its bullet and its closing punctuation."""
    return _TAIL.sub("", _BULLETS.sub("", clean(text)))


def uncapitalized(text: str) -> str:
    """A heading that stands in capitals alone ("ĐĂNG KÝ …") as a sentence has it."""
    return text.capitalize() if text.isupper() else text
