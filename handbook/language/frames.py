"""Turns of phrase with gaps: "(bao lâu/mấy ngày) … phải" fits "bao lâu thì tôi phải đi".

"…" is a gap, "(a/b)" stands for either, and so does "[a/b]", which is only looked at: its words stay with the
subject.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from handbook.language.text import Words, canonical, fold, is_plain

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
        self._exact = [_compiled(frame, canonical) for frame in frames]
        self._plain = [_compiled(frame, fold) for frame in frames]

    def find(self, words: Words) -> Iterator[tuple[frozenset[int], int]]:
        """For each frame found the places of its own words, gaps left out, and its number."""
        plain = len(words) > 1 and is_plain("".join(words))
        form = fold if plain else canonical
        text = "".join(f" {form(word)}" for word in words)
        starts = [at for at, character in enumerate(text) if character == " "]
        place = {at: number for number, at in enumerate(starts)}
        taken: set[int] = set()
        for number, pattern in enumerate(self._plain if plain else self._exact):
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
