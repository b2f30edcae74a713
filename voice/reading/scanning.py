"""Second pass: from left to right, the first grammar that knows what starts here claims it."""

import re
from collections import defaultdict
from typing import Final

from voice.reading.grammar import (
    abbreviations,
    addresses,
    codes,
    dates,
    instruments,
    measures,
    money,
    numbered,
    numbers,
    ordinals,
    slashes,
    telephones,
    times,
)
from voice.reading.spans import CAPITAL, DIGIT, LETTER, SIGN, Doubtful, Grammar, Span
from voice.reading.words import plain

GRAMMARS: Final[tuple[Grammar, ...]] = (
    *addresses.GRAMMARS,
    *numbered.EARLY,
    *instruments.GRAMMARS,
    *codes.EARLY,
    *telephones.GRAMMARS,
    *dates.GRAMMARS,
    *times.GRAMMARS,
    *money.GRAMMARS,
    *measures.GRAMMARS,
    *ordinals.GRAMMARS,
    *numbered.GRAMMARS,
    *slashes.GRAMMARS,
    *abbreviations.DOTTED,
    *codes.GRAMMARS,
    *abbreviations.GRAMMARS,
    *numbers.GRAMMARS,
)
"""In the order in which they are tried."""

_LETTERS = re.compile(r"[^\W\d_]+")
_BY_HEAD: Final[dict[str, list[int]]] = defaultdict(list)
for _index, _grammar in enumerate(GRAMMARS):
    for _head in _grammar.heads:
        _BY_HEAD[_head].append(_index)
_FOR_WORDS: Final[dict[tuple[str, bool], tuple[Grammar, ...]]] = {}


def scan(text: str) -> list[Span]:
    """Every token of normalised `text` as part of one span, in order; spaces are in none."""
    spans: list[Span] = []
    position = 0
    while position < len(text):
        if text[position] == " ":
            position += 1
            continue
        span = _claimed(text, position) or plain(text, position)
        spans.append(span)
        position = span.end
    return spans


def _claimed(text: str, position: int) -> Span | None:
    for grammar in _candidates(text, position):
        match = grammar.pattern.match(text, position)
        if not match or match.end() == position:
            continue
        said = grammar.verbalise(match)
        if isinstance(said, Doubtful):
            return Span(grammar.kind, position, match.end(), said.words, said.why, said.part)
        if said is not None:
            return Span(grammar.kind, position, match.end(), said)
    return None


def _candidates(text: str, position: int) -> tuple[Grammar, ...]:
    """The grammars whose spans may start here, in order."""
    character = text[position]
    if character.isdecimal():
        return _of(DIGIT, has_capital=False)
    word = _LETTERS.match(text, position)
    if word is None:
        return _of(SIGN, has_capital=False)
    token = word[0]
    return _of(token.lower() if len(token) <= 12 else "", has_capital=token != token.lower())


def _of(head: str, *, has_capital: bool) -> tuple[Grammar, ...]:
    key = (head if head in _BY_HEAD else "", has_capital)
    if key not in _FOR_WORDS:
        heads = {head} if head in (DIGIT, SIGN) else {head, LETTER} | ({CAPITAL} if has_capital else set())
        indices = sorted({index for each in heads for index in _BY_HEAD.get(each, ())})
        _FOR_WORDS[key] = tuple(GRAMMARS[index] for index in indices)
    return _FOR_WORDS[key]
