"""What the passes hand to one another: typed spans, and the grammars that recognise them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a span of text is; what stands between two spans is read by their kinds."""

    WORD = "word"
    SIGN = "sign"
    ABBREVIATION = "abbreviation"
    ADDRESS = "address"
    INSTRUMENT = "instrument"
    ARTICLE = "article"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    MEASURE = "measure"
    NUMBER = "number"
    FRACTION = "fraction"
    NUMBERED = "numbered"
    TELEPHONE = "telephone"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the normalised text, and the words it is read as."""

    kind: Kind
    start: int
    end: int
    words: str
    why: str = ""
    """Why it cannot be read safely, to be told to whoever wrote it; empty if it can."""
    part: str = ""
    """What of it cannot be read safely, if not all of it."""


class Doubtful(NamedTuple):
    """The likeliest words, and why nobody can be sure of them."""

    words: str
    why: str
    part: str = ""
    """What of the span is doubtful, if not all of it."""


Verbaliser = Callable[[re.Match[str]], str | Doubtful | None]
"""The words of a match, or None if it is not this type after all."""

DIGIT: Final = "0"
"""Head of a grammar whose spans may start with a digit."""
LETTER: Final = "a"
"""Head of a grammar whose spans may start with any run of letters."""
CAPITAL: Final = "A"
"""Head of a grammar whose spans may start with a run of letters that holds a capital."""
SIGN: Final = "-"
"""Head of a grammar whose spans may start with a sign."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one written form of a span type looks, and how it is said."""

    kind: Kind
    heads: frozenset[str]
    """What the span may start with: the constants above, or words in small letters."""
    pattern: re.Pattern[str]
    """Matched where a token starts. It sees the whole text, so it may look behind."""
    verbalise: Verbaliser


def grammar(kind: Kind, heads: Iterable[str], pattern: str, verbalise: Verbaliser) -> Grammar:
    """A grammar from its pattern's text."""
    return Grammar(kind, frozenset(heads), re.compile(pattern), verbalise)


_REACH: Final = 64
"""Characters of context that may decide a reading: a long clause, and a bound that keeps reading linear."""


def left(match: re.Match[str]) -> str:
    """What stands before the match, in small letters, without the spaces at its end."""
    return match.string[max(0, match.start() - _REACH) : match.start()].lower().rstrip()


def right(match: re.Match[str]) -> str:
    """What stands behind the match, in small letters, without the spaces at its start."""
    return match.string[match.end() : match.end() + _REACH].lower().lstrip()


def ends_with(words: str) -> Callable[[re.Match[str]], bool]:
    """Whether one of the alternatives `words` (a pattern) stands directly before a match, as whole words."""
    pattern = re.compile(rf"(?<!\w)(?:{words})[\s:(]{{0,3}}$")
    return lambda match: pattern.search(left(match)) is not None


def goes_on(words: str) -> Callable[[re.Match[str]], bool]:
    """Whether one of the alternatives `words` (a pattern) follows directly on a match, as whole words."""
    pattern = re.compile(rf"(?:{words})(?!\w)")
    return lambda match: pattern.match(right(match)) is not None
