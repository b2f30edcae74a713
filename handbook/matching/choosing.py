"""Which of a few options a caller means, named by number or by words of its own."""

import re
import unicodedata
from collections.abc import Sequence

_NUMBERS = {
    "1": 0, "một": 0, "nhất": 0, "đầu": 0,
    "2": 1, "hai": 1, "nhì": 1,
    "3": 2, "ba": 2,
}  # fmt: skip
_LAST = frozenset(("cuối", "chót"))
_AROUND = frozenset(
    (
        "dạ vâng ạ à ơi nhé nha em anh chị tôi mình cho xin muốn hỏi chọn là thì bấm "
        "cái việc ý câu mục phần số thứ trường hợp tiên cùng đi với giúp đó kia này"
    ).split(" ")
)
"""Words that may stand around a number or a name without meaning anything by themselves."""
_NAMED = 0.5
"""Least share of the caller's words that belong to the option; below it they speak of something else."""


def chosen(text: str, options: Sequence[str]) -> int | None:
    """Index of the one option that `text` names; None when it names none, or fits several alike."""
    words = [word for word in _words(text) if word not in _AROUND]
    if len(words) == 1:
        number = len(options) - 1 if words[0] in _LAST else _NUMBERS.get(words[0])
        if number is not None:
            return number if number < len(options) else None
    names = [set(_words(option)) for option in options]
    shared = set.intersection(*names) if names else set()
    own = [len((name - shared).intersection(words)) for name in names]
    best = max(own, default=0)
    if best == 0 or own.count(best) > 1:
        return None
    index = own.index(best)
    return index if sum(word in names[index] for word in words) >= _NAMED * len(words) else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
