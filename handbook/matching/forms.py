"""How a question is put: what a procedure's facts answer, or something else about the same subject.

"Tách khẩu có mất phí không" asks for a fee; "tách khẩu rồi có được chia đất không" names the procedure too,
but what it wants to know, "chia đất", is not in it. The form tells the two apart, whatever the subject.
"""

from dataclasses import dataclass
from functools import lru_cache

from handbook.language.text import Words, canonical, fold, is_plain
from handbook.language.words import Wording

_LONGEST = 9
"""Words between "có" and "không"; further apart they belong to different clauses."""
_EMPTY = frozenset(
    canonical(word) for word in ("được", "bị", "phải", "cần", "nên", "thể", "phép", "hay", "là")
)
_OUTCOME = frozenset(canonical(word) for word in ("được", "bị"))
_HAVE, _NOT = canonical("có"), canonical("không")
_OPEN = frozenset(canonical(word) for word in ("gì", "nào", "ai", "mấy", "nhiêu", "giờ"))


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one question, its aspects taken out."""

    focus: Words = ()
    """What a yes-or-no question wants to know: the words between "có" and "không" that carry a meaning."""
    outcome: bool = False
    """It asks what becomes of somebody: "có được … không", "có bị … không"."""
    open: bool = False
    """A question word is left that belongs to no aspect: "mấy năm", "ai được", "bao nhiêu tuổi"."""


def question_form(rest: Words, words: Wording) -> Form:
    """The form of what is left of a question when its aspects are taken out."""
    keys = _keys(rest)
    folded = _plain(rest)
    asks = not _folded(_OPEN, folded).isdisjoint(keys)
    found = _yes_or_no(keys)
    if found is None:
        return Form(open=asks)
    start, end = found
    inside = keys[start + 1 : end]
    focus = tuple(
        word
        for word, key in zip(rest[start + 1 : end], inside, strict=True)
        if key not in _folded(_EMPTY, folded)
    )
    return Form(
        focus=words.fillers_removed(focus),
        outcome=any(key in _folded(_OUTCOME, folded) for key in inside[:2]),
        open=asks,
    )


def _yes_or_no(keys: Words) -> tuple[int, int] | None:
    """Positions of the last "có" and the "không" after it."""
    have, no = (_HAVE, _NOT) if _HAVE in keys or _NOT in keys else (fold("có"), fold("không"))
    for start in range(len(keys) - 1, -1, -1):
        if keys[start] != have:
            continue
        for end in range(start + 1, min(len(keys), start + 1 + _LONGEST)):
            if keys[end] == no:
                return start, end
    return None


def _plain(words: Words) -> bool:
    return is_plain("".join(words))


def _keys(words: Words) -> Words:
    form = fold if _plain(words) else canonical
    return tuple(form(word) for word in words)


@lru_cache(maxsize=8)
def _folded(words: frozenset[str], plain: bool) -> frozenset[str]:
    return frozenset(fold(word) for word in words) if plain else words
