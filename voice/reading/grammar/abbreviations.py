"""Abbreviations of Vietnamese administration; where one has two readings, its neighbours decide."""

import re
from typing import Final

from voice.reading.numerals import cardinal, spell
from voice.reading.spans import CAPITAL, LETTER, SIGN, Doubtful, Grammar, Kind, grammar, left, right
from voice.reading.syllables import is_syllable
from voice.reading.vocabulary import VOCABULARY, Reading, one_of

_SHORT: Final = VOCABULARY.short_forms
_SMALL: Final = {
    short.lower(): words for short, words in _SHORT.items() if len(short) > 2 and short.isupper()
}
_SEVERAL: Final = VOCABULARY.several
_GLUED: Final = {
    re.sub(r"\W", "", short): words for short, words in _SHORT.items() if re.search(r"[-&]", short)
} | {short: words for short, words in _SHORT.items() if len(short) > 2}
_WRITTEN_TOO: Final = {"ban", "đất", "người", "giấy", "đường"}
_CAPITALS = r"[A-ZĐƯ]{1,7}"
_APART = r"(?:\s?[-–]\s?|\s?&\s?|\.)"
_FOREIGN_IN_PARTS: Final = [word for word in VOCABULARY.words if "-" in word]
_LOWER_KEYS = [short for short in _SHORT if short[0].islower()]


def _fits(reading: Reading, match: re.Match[str], *, dotted: bool) -> bool:
    before, behind = left(match), right(match)
    following = match.string[match.end() : match.end() + 2].lstrip()[:1]
    return (
        (not reading.dotted or dotted)
        and (not reading.name_follows or following.isupper())
        and (not reading.number_follows or following.isdigit())
        and (not reading.before or any(_ends(before, words) for words in reading.before))
        and (not reading.after or any(_starts(behind, words) for words in reading.after))
    )


def _ends(text: str, words: str) -> bool:
    return text.rstrip(":,(. ").endswith(words) and not text.rstrip(":,(. ")[: -len(words)][-1:].isalnum()


def _starts(text: str, words: str) -> bool:
    return text.startswith(words) and not text[len(words) :][:1].isalnum()


def _one_of_several(match: re.Match[str]) -> str | Doubtful | None:
    short = match["short"]
    dotted = bool(match["dot"])
    for reading in _SEVERAL[short]:
        if _fits(reading, match, dotted=dotted):
            return _once(reading.say, match) + (" " if dotted else "")
    if dotted:
        return None
    if short in _SHORT:
        return _SHORT[short]
    if is_syllable(short):
        return None  # a name in capitals rather than an abbreviation: "XÃ AN KHÁNH"
    meant = " or ".join(dict.fromkeys(reading.say for reading in _SEVERAL[short]))
    return Doubtful(_SEVERAL[short][0].say, f"{short} may be {meant}") if len(short) > 1 else None


def _once(words: str, match: re.Match[str]) -> str:
    """ "Ban BTV" is "Ban Thường vụ": the noun that the abbreviation begins with is often written too."""
    head, _, rest = words.partition(" ")
    noun = head.lower()
    return rest if rest and noun in _WRITTEN_TOO and re.search(rf"(?<!\w){noun}$", left(match)) else words


def _short_form(match: re.Match[str]) -> str:
    return _once(_SHORT[match["short"]], match)


def _parted(match: re.Match[str]) -> str | None:
    """GD-ĐT, LĐ-TB&XH, LĐ - TB - XH: the table has them in one piece."""
    if match[0] in _SHORT:
        return _once(_SHORT[match[0]], match)
    # "KS-TT-BHYT" is a row of three, not KSTT and one more.
    goes_on = re.match(r"-[A-ZĐƯ]", match.string[match.end() : match.end() + 2])
    if goes_on and all(part in _SEVERAL or part in _SHORT for part in re.split(_APART, match[0])):
        return None
    words = _GLUED.get(re.sub(r"[\W_]", "", match[0]))
    return words and _once(words, match)


def _small(match: re.Match[str]) -> str | None:
    """ "ubnd xã", typed in haste; what is a Vietnamese word is one."""
    token = match[0]
    return None if is_syllable(token) else _SMALL.get(token.lower())


def _definition(match: re.Match[str]) -> str:
    """ "Ủy ban nhân dân (UBND)" introduces the abbreviation; aloud that would be the same words twice."""
    spoken = _SHORT[match["short"]]
    return "" if left(match).endswith(spoken.lower()) else f", {spoken},"


def _foreign(match: re.Match[str]) -> str:
    """ "Wi-Fi", "COVID-19": foreign words of several tokens."""
    return VOCABULARY.words[match[0].lower()]


def _road(match: re.Match[str]) -> str:
    kind = {"QL": "quốc lộ", "TL": "tỉnh lộ", "ĐT": "đường tỉnh"}[match["road"]]
    return _once(f"{kind} {cardinal(int(match['number']))} {spell(match['letter'])}".rstrip(), match)


DOTTED: Final[tuple[Grammar, ...]] = (
    grammar(
        Kind.ABBREVIATION,
        ["ql", "tl", "đt"],
        r"(?P<road>QL|TL|ĐT(?=[ .]?(?!11)[1-9]\d{2}(?!\d|[ .-]\d)))[ .]?"
        r"(?P<number>\d{1,3})(?P<letter>[A-Z]?)(?!\w)",
        _road,
    ),
    grammar(
        Kind.ABBREVIATION,
        [LETTER],
        rf"(?P<short>{one_of(short for short in _SEVERAL if any(each.dotted for each in _SEVERAL[short]))})"
        r"(?P<dot>\.\s?)(?=[^\W_])(?!HCM)",
        _one_of_several,
    ),
)
"""To be tried early: "Đ.5" looks like a code as well."""

GRAMMARS: Final[tuple[Grammar, ...]] = (
    grammar(Kind.ABBREVIATION, [SIGN], rf"\((?P<short>{one_of(_SHORT)})\)", _definition),
    *(
        grammar(
            Kind.ABBREVIATION, [CAPITAL], rf"{_CAPITALS}(?:{_APART}{_CAPITALS}){{{count}}}(?![\w&])", _parted
        )
        for count in (5, 4, 3, 2, 1)
    ),
    grammar(
        Kind.ABBREVIATION,
        [LETTER],
        rf"(?P<short>{one_of(_SEVERAL)})(?P<dot>)(?![\w&]|\.\s?HCM)",
        _one_of_several,
    ),
    grammar(
        Kind.ABBREVIATION,
        [CAPITAL, *(re.match(r"[^\W\d_]+", short)[0].lower() for short in _LOWER_KEYS)],  # type: ignore[index]
        rf"(?P<short>{one_of(_SHORT)})(?![\w&])",
        _short_form,
    ),
    grammar(
        Kind.WORD,
        [word.partition("-")[0] for word in _FOREIGN_IN_PARTS],
        rf"(?i:{one_of(_FOREIGN_IN_PARTS)})(?!\w)",
        _foreign,
    ),
    grammar(Kind.ABBREVIATION, [LETTER], r"[^\W\d_]{3,9}(?!\w)", _small),
)
