"""Bringing Vietnamese words to one form: spelling, abbreviations, dialect, forms that forgive mishearing."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import cast

from handbook.book.files import read

LANGUAGE = Path(__file__).parent.parent / "content" / "language"
"""Tables of words that officials can read and change."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FINAL_Y = re.compile(r"(?<=[bcdghklmnpqrstvxđ])y\b")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_OF_AGE = 14
"""Years from which on one applies for one's identity card oneself."""
_CHILD = "trẻ em"
_OLDEST_IN_MONTHS = 36
_LARGEST_SPOKEN = 99
"""Ages, days and levels are said as words; longer numbers are mostly those of instruments."""

Words = tuple[str, ...]


def table(name: str) -> dict[str, object]:
    """One table of LANGUAGE, such as "words"."""
    return cast(dict[str, object], read(LANGUAGE / f"{name}.yaml"))


@lru_cache(maxsize=16384)
def canonical(word: str) -> str:
    """The word as NFD with its tone mark last and i for y: "hoà" and "hòa", "kí" and "ký" are one."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in decomposed if c in _TONES)
    return _FINAL_Y.sub("i", "".join(c for c in decomposed if c not in _TONES)) + tones


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The text in lower case without tone and vowel marks, đ as d, and a final y as i ("ki" is "ky")."""
    decomposed = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return _FINAL_Y.sub("i", "".join(c for c in decomposed if not unicodedata.combining(c)))


_INITIALS = (("ngh", "ng"), ("gh", "g"), ("gi", "d"), ("tr", "ch"), ("ph", "f"), ("k", "c"), ("q", "c"))
_SINGLE_INITIALS = {"r": "d", "x": "s", "n": "l"}
_FINALS = (("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"), ("m", "n"), ("p", "t"))


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """A rough sound class: what regions or the line confuse (tr/ch, s/x, d/gi/r, l/n, n/ng, t/c) is one."""
    plain = fold(word)
    if plain == "gi":
        return "di"
    for written, said in _INITIALS:
        if plain.startswith(written) and len(plain) > len(written):
            plain = said + plain[len(written) :]
            break
    else:
        if not plain.startswith(("ng", "nh")) and plain[:1] in _SINGLE_INITIALS:
            plain = _SINGLE_INITIALS[plain[0]] + plain[1:]
    for written, said in _FINALS:
        if plain.endswith(written) and len(plain) > len(written) + 1:
            plain = plain[: -len(written)] + said
            break
    return plain.replace("y", "i")


def is_plain(text: str) -> bool:
    """Whether the text was typed without diacritics."""
    return text.isascii()


class PhraseTable:
    """Finds fixed phrases in a sequence of words; the longest at a place wins."""

    def __init__(self, phrases: Iterable[Sequence[str]], form: Callable[[str], str] = canonical) -> None:
        self._form = form
        self._by_first: dict[str, list[tuple[Words, int]]] = {}
        for number, phrase in enumerate(phrases):
            key = tuple(form(word) for word in phrase)
            self._by_first.setdefault(key[0], []).append((key, number))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """(start, end, number of the phrase) for each place, left to right, without overlap."""
        keys = tuple(self._form(word) for word in words)
        at = 0
        while at < len(keys):
            for phrase, number in self._by_first.get(keys[at], ()):
                if keys[at : at + len(phrase)] == phrase:
                    yield at, at + len(phrase), number
                    at += len(phrase) - 1
                    break
            at += 1

    def remove(self, words: Sequence[str], kept: Container[int] = ()) -> Words:
        """The words less every phrase found, but with those at the places `kept`."""
        removed = {at for start, end, _ in self.find(words) for at in range(start, end) if at not in kept}
        return tuple(word for at, word in enumerate(words) if at not in removed)


def split(text: str) -> Words:
    """Words in lower case, NFC, without punctuation; small numbers spelt out ("14" → "mười", "bốn").

    In text typed without diacritics numbers are spelt like the rest ("14 tuoi" → "muoi", "bon", "tuoi").
    """
    words: list[str] = []
    plain = is_plain(text) and any(c.isalpha() for c in text)
    for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
        if word.isdecimal() and int(word) <= _LARGEST_SPOKEN:
            spoken = _spoken(int(word))
            words.extend(map(fold, spoken) if plain else spoken)
        else:
            words.append(word)
    return tuple(words)


def _spoken(number: int) -> Words:
    tens, unit = divmod(number, 10)
    if not tens:
        return (_DIGITS[unit],)
    ten = ("mười",) if tens == 1 else (_DIGITS[tens], "mươi")
    if not unit:
        return ten
    return (*ten, {1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, _DIGITS[unit]))


class Wording:
    """The word table: standard words, politeness, fillers, repairs, wishes for a person."""

    def __init__(self) -> None:
        words = table("words")
        standard = _deceased(cast(dict[str, str], words["deceased"]))
        standard |= _abroad(cast(dict[str, str], words["abroad"]))
        standard |= _ages() | cast(dict[str, str], words["standard"])
        self._standard = [split(to) for to in standard.values()]
        said = [split(text) for text in standard]
        # Typed without diacritics, a single word may be another: "mô" is "đâu", "mo" need not be.
        unmistakable = [s if len(s) > 1 or is_plain(s[0]) else ("",) for s in said]
        self._nonstandard = PhraseTable(said), PhraseTable(unmistakable, fold)
        self._kept_when_plain = frozenset(cast(str, words["kept_when_plain"]).split())
        self._kept = self._both([split(p) for p in cast(list[str], words["kept"])])
        self._politeness = self._both([split(p) for p in cast(list[str], words["politeness"])])
        self._fillers = self._both(_listed(words["fillers"]))
        follow_up = _listed(words["follow_up"])
        self._follow_up = PhraseTable(follow_up), PhraseTable(follow_up, fold)
        self._repairs = self._both([split(p) for p in cast(list[str], words["repairs"])])
        self._person = self._both([split(p) for p in cast(list[str], words["person"])])

    def _both(self, phrases: Sequence[Words]) -> tuple[PhraseTable, PhraseTable]:
        """The table for written Vietnamese, and the one for text without diacritics."""
        safe = [phrase for phrase in phrases if len(phrase) > 1 or phrase[0] not in self._kept_when_plain]
        return PhraseTable(phrases), PhraseTable(safe, fold)

    def standard(self, text: str) -> Words:
        """The words of `text`, abbreviations and dialect replaced."""
        words = split(text)
        plain = _plain(words)
        result: list[str] = []
        at = 0
        for start, end, number in self._nonstandard[plain].find(words):
            result.extend(words[at:start])
            standard = self._standard[number]
            result.extend(map(fold, standard) if plain else standard)
            at = end
        return (*result, *words[at:])

    def polite_removed(self, words: Words) -> Words:
        """The words less politeness and hesitation; unchanged when nothing else was said."""
        return self._politeness[_plain(words)].remove(words) or words

    def fillers_removed(self, words: Words) -> Words:
        """The words that can name a subject; may be empty."""
        kept = {at for start, end, _ in self._kept[_plain(words)].find(words) for at in range(start, end)}
        return self._fillers[_plain(words)].remove(words, kept)

    def is_follow_up(self, words: Words) -> bool:
        """Whether nothing was said that could name another subject."""
        return not self.fillers_removed(self._follow_up[_plain(words)].remove(words))

    def repaired(self, words: Words) -> Words:
        """What follows the last self-correction, if two words or more do."""
        ends = [end for _, end, _ in self._repairs[_plain(words)].find(words)]
        return words[ends[-1] :] if ends and len(words) - ends[-1] >= 2 else words

    def asks_for_person(self, words: Words) -> bool:
        return any(self._person[_plain(words)].find(words))


def _deceased(rule: Mapping[str, str]) -> dict[str, str]:
    """ "mẹ mất" is "mẹ qua đời", but "mẹ mất thẻ" lost a card."""
    people = [" ".join(who) for who in _listed(rule["who"])]
    others = [" ".join(what) for what in _listed(rule["unless"])]
    lost = {f"{who} mất {what}": f"{who} mất {what}" for who in people for what in others}
    return {f"{who} mất": f"{who} qua đời" for who in people} | lost


def _abroad(rule: Mapping[str, str]) -> dict[str, str]:
    """ "người Hàn Quốc" is "người nước ngoài": procedures know no single countries but neighbours'."""
    countries = [" ".join(country) for country in _listed(rule["countries"])]
    before = [" ".join(words) for words in _listed(rule["before"])]
    return {f"{first} {country}": f"{first} nước ngoài" for first in before for country in countries}


def _ages() -> dict[str, str]:
    """Names of procedures know one limit of age, that of a card of one's own."""
    ages = {f"{' '.join(_spoken(age))} tuổi": age for age in range(1, _LARGEST_SPOKEN + 1)}
    months = {f"{' '.join(_spoken(age))} tháng tuổi": 0 for age in range(1, _OLDEST_IN_MONTHS + 1)}
    below = {f"dưới {said}": _CHILD for said, age in ages.items() if age <= _OF_AGE}
    return {said: _CHILD if age < _OF_AGE else said for said, age in (ages | months).items()} | below


def _plain(words: Words) -> bool:
    return len(words) > 1 and is_plain("".join(words))


def _listed(value: object) -> list[Words]:
    return [tuple(item.split("-")) for item in cast(str, value).split()]


@lru_cache(maxsize=1)
def wording() -> Wording:
    """The word table, read once."""
    return Wording()
