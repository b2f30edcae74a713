"""Words that tell look-alike procedures apart, and words that turn a question into another one."""

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from handbook.matching.wording import (
    PhraseTable,
    Words,
    canonical,
    fold,
    is_plain,
    split,
    table,
)

UNMARKED = "unmarked"
"""Cues under this name mean nothing, and keep shorter ones inside them from being found."""


class Marks:
    """One part of the table of marks: "variants", "hints" or "other_questions"."""

    def __init__(self, part: str, form: Callable[[str], str]) -> None:
        cues_of = cast(dict[str, list[str]], table("marks")[part])
        listed = [(name, split(cue)) for name, cues in cues_of.items() for cue in cues]
        self._names = [name for name, _ in listed]
        self._cues = PhraseTable([cue for _, cue in listed], form)
        # Typed without diacritics, a single word may be another: "thue" is "thuê" as well as "thuế".
        safe = [cue if len(cue) > 1 or is_plain(cue[0]) else ("",) for _, cue in listed]
        self._plain_cues = PhraseTable(safe, fold)

    def find(self, words: Words) -> frozenset[str]:
        """Names of the marks said."""
        cues = self._plain_cues if is_plain("".join(words)) else self._cues
        return frozenset(self._names[number] for _, _, number in cues.find(words)) - {UNMARKED}


@lru_cache(maxsize=3)
def marks(part: str) -> Marks:
    """The part named "variants", "hints" or "other_questions", read once.

    They must have been said as they are written: by sound "đòi giấy" would be "đổi giấy", "thuê" be "thuế".
    """
    return Marks(part, canonical)
