"""What a question asks in particular: yes or no, one way of handing in, one case, one figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handbook.book.entries import ChannelKind
from handbook.language.tables import FocusTable
from handbook.language.text import PhraseTable, Words, canonical, fold, is_plain, split

_FARTHEST = 14
"""Words between an opening and its "không"; further apart they belong to different clauses."""


class YesNo(StrEnum):
    """What a yes-or-no question wants to know."""

    MAY = "may"
    NEED = "need"
    WHETHER = "whether"


@dataclass(frozen=True, slots=True)
class Figure:
    """A kind of figure that was asked for."""

    name: str
    """As it is said to be missing: "tuổi"."""
    told: tuple[str, ...]
    """What an answer holds that tells it."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What one question asks in particular; empty for a plain one."""

    words: Words = ()
    """All that was said, in standard words."""
    yes_or_no: YesNo | None = None
    about: Words = ()
    """The telling words that yes or no is asked of."""
    against: bool = False
    """It asks of a disadvantage: "có bị phạt không"."""
    free: bool = False
    """It asks whether it is free of charge, so that "có" means no charge."""
    channels: tuple[ChannelKind, ...] = ()
    """The ways of handing in that were named."""
    cases: tuple[str, ...] = ()
    """How the handbook's sources word the cases that were named."""
    papers: tuple[str, ...] = ()
    """How they word the papers that were named by another name."""
    figures: tuple[Figure, ...] = ()

    def says(self, phrase: str) -> bool:
        """Whether `phrase` was said, with or without diacritics."""
        return holds(self.words, phrase)


NO_FOCUS = Focus()


def holds(words: Words, phrase: str) -> bool:
    """Whether `phrase` stands among `words`, compared without diacritics where they have none."""
    form = fold if is_plain("".join(words)) else canonical
    said = "".join(f" {form(word)}" for word in words) + " "
    return f" {' '.join(map(form, split(phrase)))} " in said


class FocusReader:
    """Reads the focus of questions by one table."""

    def __init__(self, table: FocusTable) -> None:
        openings = {kind: getattr(table.yes_or_no, kind) for kind in YesNo}
        listed = [(kind, split(phrase)) for kind, phrases in openings.items() for phrase in phrases]
        self._kinds = [kind for kind, _ in listed]
        self._openings = _both([phrase for _, phrase in listed])
        self._ends = _keys_both(table.yes_or_no.ends)
        self._behind = _keys_both(table.yes_or_no.behind)
        self._seams = _keys_both(table.yes_or_no.seams)
        self._empty = _keys_both(table.yes_or_no.empty)
        self._against = _keys_both(table.yes_or_no.against)
        self._free = table.yes_or_no.free
        self._channels = [(kind, _split_both(said)) for kind, said in table.channels.items()]
        self._cases = [(_split_both(case.said), case.written) for case in table.cases]
        self._papers = [(_split_both(paper.said), paper.written) for paper in table.papers]
        self._figures = [
            (_split_both(figure.asked), Figure(name, figure.told)) for name, figure in table.figures.items()
        ]

    def read(self, words: Words) -> Focus:
        """The focus of a question in standard words, less politeness."""
        plain = is_plain("".join(words))
        kind, about = self._yes_or_no(words, plain)
        return Focus(
            words=words,
            yes_or_no=kind,
            about=tuple(word for word in about if _key(word, plain) not in self._empty[plain]),
            against=any(_key(word, plain) in self._against[plain] for word in about),
            free=any(holds(words, phrase) for phrase in self._free),
            channels=tuple(kind for kind, said in self._channels if any(said[plain].find(words))),
            cases=_written(self._cases, words, plain),
            papers=_written(self._papers, words, plain),
            figures=tuple(figure for asked, figure in self._figures if any(asked[plain].find(words))),
        )

    def _yes_or_no(self, words: Words, plain: bool) -> tuple[YesNo | None, Words]:
        keys = [_key(word, plain) for word in words]
        end = next((at for at in range(1, len(keys)) if self._ends_here(keys, at, plain)), None)
        if end is None:
            return None, ()
        found = [
            (start, stop, self._kinds[number])
            for start, stop, number in self._openings[plain].find(words[:end])
            if end - stop <= _FARTHEST
        ]
        may = _key("được", plain)
        if keys[end - 1] == may:
            begins = [start for start, _, _ in found if start < end - 1]
            begins += [at + 1 for at in range(end - 1) if keys[at] in self._seams[plain]]
            return YesNo.MAY, words[max(0, end - _FARTHEST, *begins) : end - 1]
        if not found:
            return YesNo.WHETHER, words[max(0, end - 2) : end]
        # "có cần phải có giấy này không" is opened by "có cần", not by the "có" behind it.
        strong = [opening for opening in found if opening[1] - opening[0] > 1]
        _, stop, kind = strong[-1] if strong else found[-1]
        return kind, words[stop:end]

    def _ends_here(self, keys: Sequence[str], at: int, plain: bool) -> bool:
        return keys[at] in self._ends[plain] and (at + 1 == len(keys) or keys[at + 1] in self._behind[plain])


def _written(
    named: Sequence[tuple[tuple[PhraseTable, PhraseTable], tuple[str, ...]]], words: Words, plain: bool
) -> tuple[str, ...]:
    found = [text for said, written in named if any(said[plain].find(words)) for text in written]
    return tuple(dict.fromkeys(found))


def _key(word: str, plain: bool) -> str:
    return fold(word) if plain else canonical(word)


def _both(phrases: Iterable[Words]) -> tuple[PhraseTable, PhraseTable]:
    """The table for written Vietnamese, and the one for text without diacritics."""
    listed = list(phrases)
    return PhraseTable(listed), PhraseTable(listed, fold)


def _split_both(phrases: Iterable[str]) -> tuple[PhraseTable, PhraseTable]:
    return _both(split(phrase) for phrase in phrases)


def _keys_both(phrases: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    words = [word for phrase in phrases for word in split(phrase)]
    return frozenset(map(canonical, words)), frozenset(map(fold, words))
