"""Which sides of a subject a question asks for."""

from collections.abc import Mapping

from handbook.book.entries import Aspect
from handbook.language.frames import FrameTable
from handbook.language.tables import NO_CUE, SKIP, Frames
from handbook.language.text import PhraseTable, Words, canonical, fold, in_form, is_plain, sound, split

_LONG = 3
"""Words of a cue from which on it is known by its sound."""


class AspectCues:
    """The cue table. Small words between the words of a cue are skipped.

    Whole turns of phrase come first, for they tell what a cue inside them is about: "bao lâu" asks for the
    office's time, "bao lâu thì phải" for the citizen's. Cues are found as they are written. Where none is,
    those of several words are found by sound too, as a noisy transcript may hold them; short ones sound like
    too much else ("sinh ở đâu" like "xin ở đâu").
    """

    def __init__(self, cues: Mapping[str, tuple[str, ...] | Frames]) -> None:
        """`cues` by aspect; what is listed under NO_CUE sounds like a cue and is left alone."""
        phrases = {name: lines for name, lines in cues.items() if not isinstance(lines, Frames)}
        framed = [
            (Aspect(name), frame)
            for name, lines in cues.items()
            if isinstance(lines, Frames)
            for frame in lines.frames
        ]
        self._framed = [aspect for aspect, _ in framed]
        self._frames = FrameTable([frame for _, frame in framed])
        skip = phrases.get(SKIP, ())
        self._skip = frozenset(map(canonical, skip)) | frozenset(map(fold, skip))
        listed = [
            (Aspect(name) if name != NO_CUE else None, split(cue))
            for name, lines in phrases.items()
            if name != SKIP
            for cue in lines
        ]
        self._aspects = [aspect for aspect, _ in listed]
        cues_said = [tuple(w for w in cue if not self._skipped(w)) for _, cue in listed]
        long = [cue if len(cue) >= _LONG else ("",) for cue in cues_said]
        self._cues = PhraseTable(cues_said)
        self._plain_cues = PhraseTable(cues_said, fold)
        self._sounding_cues = PhraseTable(long, sound)

    def _skipped(self, word: str) -> bool:
        return canonical(word) in self._skip

    def _found(self, words: Words) -> list[tuple[int, int, int]]:
        cues = self._plain_cues if is_plain("".join(words)) else self._cues
        return list(cues.find(words)) or list(self._sounding_cues.find(words))

    def find(self, words: Words) -> tuple[tuple[Aspect, ...], Words]:
        """The aspects asked, in order, and the words less their cues; overview only when asked alone."""
        at: dict[int, Aspect] = {}
        dropped: set[int] = set()
        for own, number in self._frames.find(words):
            at.setdefault(min(own), self._framed[number])
            dropped |= own
        skipped = self._skip
        kept_at = [
            i for i, key in enumerate(in_form(words, canonical)) if i not in dropped and key not in skipped
        ]
        for start, end, number in self._found(tuple(words[i] for i in kept_at)):
            aspect = self._aspects[number]
            if aspect is None:
                continue
            at.setdefault(kept_at[start], aspect)
            dropped.update(range(kept_at[start], kept_at[end - 1] + 1))
        rest = tuple(word for i, word in enumerate(words) if i not in dropped)
        asked = tuple(dict.fromkeys(at[place] for place in sorted(at)))
        special = tuple(aspect for aspect in asked if aspect is not Aspect.OVERVIEW)
        return special or asked, rest
