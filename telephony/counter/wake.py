"""Whether somebody speaks to the helpline or to the person in front of them: the wake phrase in a transcript.

A small recogniser rarely spells the phrase right ("số tai ơi", "Sô ta ơi", or nothing at all), so sounds are
compared, not letters, and where the recogniser can weigh a phrase by ear, the ear decides.
"""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from telephony.errors import TelephonyError
from voice.hearing.hearing import Scorer

NEAR = 0.8
"""Likeness from which the first words may be the phrase: one wrong letter in the seven of "sổ tay ơi"."""
AUDIBLE = 5.0
"""Nats by which the sound must speak for a phrase that is not spelt out. Fifteen utterances with "Sổ tay ơi"
in them, by a synthetic caller at three speeds, score 10.8 to 19.5; sixty recordings of people saying other
things -0.6 at most."""

_WORD = re.compile(r"\w+")
_SAME_SOUND = (("y", "i"), ("x", "s"))
_MOST_BEFORE = 1
"""Words that may stand before the phrase and still count as the start: "Ờ", "Này"."""
_BETWEEN = " ,.!?…:;-"


class WakePhraseError(TelephonyError):
    """The phrase cannot wake a counter; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """The helpline is spoken to."""

    question: str
    """What followed the phrase, as transcribed; empty when nothing did. What came before is gone."""


@dataclass(frozen=True, slots=True)
class _Place:
    likeness: float
    """Of these words to the phrase, 0 to 1."""
    end: int
    """Index of the word after them."""


class WakePhrase:
    """Looks for one phrase."""

    def __init__(self, phrase: str) -> None:
        """Raises WakePhraseError for a phrase of under two words."""
        self.phrase = " ".join(unicodedata.normalize("NFC", phrase).split())
        self._words = len(_WORD.findall(self.phrase))
        self._sound = _sound(self.phrase)
        if self._words < 2:
            raise WakePhraseError(
                f"HELPLINE_WAKE_PHRASE is {phrase!r}, but a single word is said by chance all day; "
                "set it to two words or more, such as 'Sổ tay ơi'"
            )

    def find(self, text: str, score: Scorer | None = None) -> Addressed | None:
        """The phrase in the transcript `text`, asking `score` when it is not spelt out; None without it.

        The last clear place wins, so that whoever starts over is taken at their second word.
        """
        text = unicodedata.normalize("NFC", text)
        words = list(_WORD.finditer(text))
        clear = [place for start in range(len(words)) if (place := self._at(words, start)).likeness == 1]
        if clear:
            return _after(text, words, clear[-1])
        opening = max(
            (self._at(words, start) for start in range(min(len(words), _MOST_BEFORE + 1))),
            key=lambda place: place.likeness,
            default=_Place(0.0, 0),
        )
        if score is not None:
            return _after(text, words, opening) if score([self.phrase])[0] >= AUDIBLE else None
        return _after(text, words, opening) if opening.likeness >= NEAR else None

    def _at(self, words: list[re.Match[str]], start: int) -> _Place:
        """How the words from `start` compare; one more or fewer too, since recognisers join syllables."""
        places = []
        for count in (self._words, self._words - 1, self._words + 1):
            part = " ".join(word[0] for word in words[start : start + count])
            likeness = Levenshtein.normalized_similarity(_sound(part), self._sound)
            places.append(_Place(likeness, min(start + count, len(words))))
        # Of equals the first stays, the one with as many words as the phrase.
        best = max(places, key=lambda place: place.likeness)
        return best if best.likeness >= NEAR else places[0]


def _after(text: str, words: list[re.Match[str]], place: _Place) -> Addressed:
    begin = words[place.end - 1].end() if place.end else 0
    return Addressed(text[begin:].lstrip(_BETWEEN).rstrip())


def _sound(text: str) -> str:
    """The bare sound: "Sổ tay ơi" and "xố tai ới" both become "sotaioi"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    bare = "".join(_WORD.findall(bare.replace("đ", "d")))
    for spelt, heard in _SAME_SOUND:
        bare = bare.replace(spelt, heard)
    return bare
