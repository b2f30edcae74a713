"""Bringing callers' words to one form: abbreviations, dialect, politeness, fillers, self-corrections."""

from collections.abc import Sequence

from handbook.language.numbers import LARGEST, spelt
from handbook.language.tables import Abroad, Deceased, WordTable
from handbook.language.text import PhraseTable, Words, fold, is_plain, split

_OF_AGE = 14
"""Years from which on one applies for one's identity card oneself."""
_CHILD = "trẻ em"
_OLDEST_IN_MONTHS = 36


class Wording:
    """The table of words: standard words, politeness, fillers, repairs."""

    def __init__(self, table: WordTable) -> None:
        standard = _deceased(table.deceased) | _abroad(table.abroad) | _ages() | table.standard
        self._standard = [split(to) for to in standard.values()]
        said = [split(text) for text in standard]
        # Typed without diacritics, a single word may be another: "mô" is "đâu", "mo" need not be.
        unmistakable = [s if len(s) > 1 or is_plain(s[0]) else ("",) for s in said]
        self._nonstandard = PhraseTable(said), PhraseTable(unmistakable, fold)
        self._kept_when_plain = frozenset(table.kept_when_plain)
        self._kept = self._both(table.kept)
        self._politeness = self._both(table.politeness)
        self._fillers = self._both(table.fillers)
        follow_up = [split(phrase) for phrase in table.follow_up]
        self._follow_up = PhraseTable(follow_up), PhraseTable(follow_up, fold)
        self._repairs = self._both(table.repairs)

    def _both(self, texts: Sequence[str]) -> tuple[PhraseTable, PhraseTable]:
        """The table for written Vietnamese, and the one for text without diacritics."""
        phrases = [split(text) for text in texts]
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


def _deceased(rule: Deceased) -> dict[str, str]:
    """ "mẹ mất" is "mẹ qua đời", but "mẹ mất thẻ" lost a card."""
    lost = {f"{who} mất {what}": f"{who} mất {what}" for who in rule.who for what in rule.unless}
    return {f"{who} mất": f"{who} qua đời" for who in rule.who} | lost


def _abroad(rule: Abroad) -> dict[str, str]:
    """ "người Hàn Quốc" is "người nước ngoài": procedures know no single countries but neighbours'."""
    return {
        f"{first} {country}": f"{first} nước ngoài" for first in rule.before for country in rule.countries
    }


def _ages() -> dict[str, str]:
    """Names of procedures know one limit of age, that of a card of one's own."""
    ages = {f"{' '.join(spelt(age))} tuổi": age for age in range(1, LARGEST + 1)}
    months = {f"{' '.join(spelt(age))} tháng tuổi": 0 for age in range(1, _OLDEST_IN_MONTHS + 1)}
    below = {f"dưới {said}": _CHILD for said, age in ages.items() if age <= _OF_AGE}
    return {said: _CHILD if age < _OF_AGE else said for said, age in (ages | months).items()} | below


def _plain(words: Words) -> bool:
    return len(words) > 1 and is_plain("".join(words))
