"""What a caller said, taken apart into words; every kind of personal data is a span of them."""

import re
from typing import Final

NUMBER: Final = "[số]"
NAME: Final = "[tên]"
BIRTH: Final = "[ngày sinh]"
ADDRESS: Final = "[địa chỉ]"
PLATE: Final = "[biển số]"
MAIL: Final = "[thư điện tử]"
PASSPORT: Final = "[hộ chiếu]"
MASKS: Final = (NUMBER, NAME, BIRTH, ADDRESS, PLATE, MAIL, PASSPORT)

Span = tuple[int, int]
"""First word and the one after the last."""

_WORD = re.compile("|".join(map(re.escape, MASKS)) + r"|[^\W_]+")
"""A mask is one word, equal to no other: what it says never becomes a cue."""


class Sentence:
    """The words of one text; asking beyond its ends finds empty words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = list(_WORD.finditer(text))
        self.words = [found[0] for found in self._found]
        self.lower = [word.lower() for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    def starts(self, at: int) -> int:
        """Place in the text where word `at` begins."""
        return self._found[at].start()

    def ends(self, at: int) -> int:
        """Place in the text behind word `at`."""
        return self._found[at].end()

    def word(self, at: int) -> str:
        """Word `at` in lower case."""
        return self.lower[at] if 0 <= at < len(self.lower) else ""

    def gap(self, at: int) -> str:
        """What stands between word `at` and the one before it, white space at its edges left out."""
        if not 0 < at < len(self):
            return ""
        return self.text[self.ends(at - 1) : self.starts(at)].strip()

    def is_close(self, at: int) -> bool:
        """Whether nothing but white space stands between word `at` and the one before it."""
        return 0 < at < len(self) and not self.gap(at)

    def before(self, at: int, count: int) -> str:
        """Up to `count` words before `at` in lower case, a space between any two."""
        return " ".join(self.lower[max(0, at - count) : at])

    def said(self, start: int, end: int) -> str:
        """The text from word `start` to the one before `end`, as it stands."""
        return self.text[self.starts(start) : self.ends(end - 1)]

    def is_titled(self, at: int) -> bool:
        """Whether word `at` is written like a name."""
        return at < len(self) and self.words[at].istitle()
