"""Turns of phrase with gaps: "(bao lâu/mấy ngày) … phải" fits "bao lâu thì tôi phải đi".

"…" is a gap, "(a/b)" stands for either, and so does "[a/b]", which is only looked at: its words stay with the
subject.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from handbook.language.text import Words, canonical, fold, in_form, is_plain

GAP = "…"
_WIDEST = 9
"""Words in a gap; further apart they belong to different clauses."""
_SEAMS = ("có", "không", "và", "hay", "với", "gì", "đâu", "ai", "nhưng", "đợi", "chờ", "xong",
          "lấy", "rồi", "ấy")  # fmt: skip
"""Words over which no gap reaches: they begin another question."""
_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\S+)")


class FrameTable:
    """Finds frames in a sequence of words; one listed earlier takes its words first."""

    def __init__(self, frames: Sequence[str]) -> None:
        self._exact = _Patterns(frames, canonical)
        self._plain = _Patterns(frames, fold)

    def find(self, words: Words) -> Iterator[tuple[frozenset[int], int]]:
        """For each frame found the places of its own words, gaps left out, and its number."""
        plain = len(words) > 1 and is_plain("".join(words))
        patterns = self._plain if plain else self._exact
        numbers = patterns.beginning(words)
        if not numbers:
            return
        text = patterns.text(words)
        starts = [at for at, character in enumerate(text) if character == " "]
        place = {at: number for number, at in enumerate(starts)}
        taken: set[int] = set()
        for number in numbers:
            pattern = patterns[number]
            for found in pattern.finditer(text):
                own = frozenset(
                    place[at]
                    for start, end in map(found.span, range(1, pattern.groups + 1))
                    for at in range(start, end)
                    if text[at] == " "
                )
                if taken.isdisjoint(own):
                    taken |= own
                    yield own, number


class _Patterns:
    """Frames in one spelling, by the words that they may begin with."""

    def __init__(self, frames: Sequence[str], form: Callable[[str], str]) -> None:
        self._form = form
        self._compiled = [_compiled(frame, form) for frame in frames]
        self._by_first: dict[str, list[int]] = {}
        for number, frame in enumerate(frames):
            first = next("".join(piece) for piece in _PIECE.findall(frame) if piece[2] != GAP)
            for word in {form(each.split()[0]) for each in first.split("/")}:
                self._by_first.setdefault(word, []).append(number)

    def __getitem__(self, number: int) -> re.Pattern[str]:
        return self._compiled[number]

    def beginning(self, words: Words) -> list[int]:
        """Numbers of the frames that may begin with one of the words, in the order listed."""
        firsts = self._by_first.keys() & in_form(words, self._form)
        return sorted({number for first in firsts for number in self._by_first[first]})

    def text(self, words: Words) -> str:
        """The words as the patterns read them."""
        return "".join(f" {word}" for word in in_form(words, self._form))


def _compiled(frame: str, form: Callable[[str], str]) -> re.Pattern[str]:
    """A pattern over " word word", a group for each piece of the frame's own words."""
    seams = "|".join(re.escape(form(word)) for word in _SEAMS)
    gap = rf"(?: (?!(?:{seams})(?: |$))\S+){{0,{_WIDEST}}}?"
    pieces = []
    for own, looked_at, word in _PIECE.findall(frame):
        if word == GAP:
            pieces.append(gap)
            continue
        texts = (own or looked_at or word).split("/")
        either = "|".join("".join(f" {re.escape(form(each))}" for each in text.split()) for text in texts)
        pieces.append(f"(?:{either})" if looked_at else f"({either})")
    return re.compile("".join(pieces) + "(?= |$)")
