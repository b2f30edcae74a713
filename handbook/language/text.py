"""Words of Vietnamese text in forms that can be compared: one spelling, without diacritics, by sound."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache

from handbook.language.numbers import LARGEST, spelt

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FINAL_Y = re.compile(r"(?<=[bcdghklmnpqrstvxđ])y\b")
_WORD = re.compile(r"[^\W_]+")

Words = tuple[str, ...]


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


@lru_cache(maxsize=1024)
def in_form(words: Words, form: Callable[[str], str]) -> Words:
    """Each of the words in a form; a dozen tables look at the same words one after the other."""
    return tuple(map(form, words))


class PhraseTable:
    """Finds fixed phrases in a sequence of words; the longest at a place wins."""

    def __init__(self, phrases: Iterable[Sequence[str]], form: Callable[[str], str] = canonical) -> None:
        self._form = form
        self._numbers: dict[Words, int] = {}
        lengths: dict[str, set[int]] = {}
        for number, phrase in enumerate(phrases):
            key = tuple(map(form, phrase))
            if key and key[0]:
                self._numbers.setdefault(key, number)
                lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        """Words of the phrases that begin with a word, longest first."""

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """(start, end, number of the phrase) for each place, left to right, without overlap."""
        keys = in_form(tuple(words), self._form)
        if self._lengths.keys().isdisjoint(keys):
            return
        end = 0
        for at, key in enumerate(keys):
            if at < end or key not in self._lengths:
                continue
            for length in self._lengths[key]:
                number = self._numbers.get(keys[at : at + length])
                if number is not None and at + length <= len(keys):
                    end = at + length
                    yield at, end, number
                    break

    def remove(self, words: Sequence[str], kept: Container[int] = ()) -> Words:
        """The words less every phrase found, but with those at the places `kept`."""
        removed = {at for start, end, _ in self.find(words) for at in range(start, end) if at not in kept}
        if not removed:
            return tuple(words)
        return tuple(word for at, word in enumerate(words) if at not in removed)


def split(text: str) -> Words:
    """Words in lower case, NFC, without punctuation; small numbers spelt out ("14" → "mười", "bốn").

    In text typed without diacritics numbers are spelt like the rest ("14 tuoi" → "muoi", "bon", "tuoi").
    """
    words: list[str] = []
    plain = is_plain(text) and any(c.isalpha() for c in text)
    for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
        if word.isdecimal() and int(word) <= LARGEST:
            spoken = spelt(int(word))
            words.extend(map(fold, spoken) if plain else spoken)
        else:
            words.append(word)
    return tuple(words)
