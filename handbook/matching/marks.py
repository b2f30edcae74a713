"""Words that tell look-alike procedures apart, and words that turn a question into another one."""

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from handbook.matching.wording import PhraseTable, Words, canonical, fold, is_plain, sound, split, table

UNMARKED = "unmarked"
"""Cues under this name mean nothing, and keep shorter ones inside them from being found."""


class Marks:
    """One half of the table of marks: "variants" or "other_questions"."""

    def __init__(self, half: str, form: Callable[[str], str]) -> None:
        cues_of = cast(dict[str, list[str]], table("marks")[half])
        listed = [(name, split(cue)) for name, cues in cues_of.items() for cue in cues]
        self._names = [name for name, _ in listed]
        self._cues = PhraseTable([cue for _, cue in listed], form)
        self._plain_cues = PhraseTable([cue for _, cue in listed], fold)

    def find(self, words: Words) -> frozenset[str]:
        """Names of the marks said."""
        cues = self._plain_cues if is_plain("".join(words)) else self._cues
        return frozenset(self._names[number] for _, _, number in cues.find(words)) - {UNMARKED}


@lru_cache(maxsize=2)
def marks(half: str) -> Marks:
    """The half named "variants" or "other_questions", read once.

    Variants are found by sound, so that a misheard one still counts; a word that turns down a whole question
    must have been said as it is written ("thuế" is not "thuê").
    """
    return Marks(half, sound if half == "variants" else canonical)
