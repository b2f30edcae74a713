"""Which sides of a subject a question asks for."""

from functools import lru_cache
from typing import cast

from handbook.entries import Aspect
from handbook.matching.wording import PhraseTable, Words, canonical, fold, sound, split, table


class AspectCues:
    """The cue table. Cues are compared by sound, and small words between their words are skipped."""

    def __init__(self) -> None:
        cues = table("aspects")
        skip = cast(str, cues.pop("skip")).split()
        self._skip = frozenset(canonical(word) for word in skip) | frozenset(fold(word) for word in skip)
        listed = [
            (Aspect(name), split(cue)) for name, lines in cues.items() for cue in cast(list[str], lines)
        ]
        self._aspects = [aspect for aspect, _ in listed]
        self._cues = PhraseTable([[w for w in cue if not self._skipped(w)] for _, cue in listed], sound)

    def _skipped(self, word: str) -> bool:
        return canonical(word) in self._skip

    def find(self, words: Words) -> tuple[tuple[Aspect, ...], Words]:
        """The aspects asked, in order, and the words less their cues; overview only when asked alone."""
        kept_at = [i for i, word in enumerate(words) if not self._skipped(word)]
        aspects: list[Aspect] = []
        dropped: set[int] = set()
        for start, end, number in self._cues.find([words[i] for i in kept_at]):
            aspects.append(self._aspects[number])
            dropped.update(range(kept_at[start], kept_at[end - 1] + 1))
        rest = tuple(word for i, word in enumerate(words) if i not in dropped)
        asked = tuple(dict.fromkeys(aspects))
        special = tuple(aspect for aspect in asked if aspect is not Aspect.OVERVIEW)
        return special or asked, rest


@lru_cache(maxsize=1)
def aspect_cues() -> AspectCues:
    """The cue table, read once."""
    return AspectCues()
