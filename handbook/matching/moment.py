"""What was said at a moment that allows only a few things: yes or no, one of the options, go on or stop.

The free transcript of one short word on a telephone line is right one time in five. Heard among the words
that the moment allows it is right nine times in ten, for then only a handful of sounds are to be told apart.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from handbook.language.language import Language
from handbook.language.text import Words, canonical
from handbook.matching.matcher import Score

CERTAIN = 0.98
"""Probability of a meaning whose very words stand in the transcript."""
SURE = 0.8
"""Probability from which on to act on a meaning; below, ask again."""
_NOTHING = 2.5
"""Nats at which a word is as likely as none of the allowed ones. Of 45 single words over a telephone, allowed
"đúng", "không" and "trở lại", 43 score highest under their own word, by 4.4 to 12.3 nats; the two unlike
any stay at 0.9 and 3.5."""


def choose_by_ear(
    text: str, allowed: Mapping[str, Sequence[str]], language: Language, score: Score | None = None
) -> tuple[str | None, float]:
    """The allowed meaning of an utterance and its probability; None where neither text nor ear finds one.

    `text` is the free transcript, which may be empty. `allowed` gives for each meaning the words that have
    it: `{"yes": ["đúng", "vâng"], "no": ["không"]}`. `score` weighs texts by ear, in nats beyond priors.
    """
    said = _meaningful(text, language)
    named = [
        meaning
        for meaning, forms in allowed.items()
        if said and any(said == _meaningful(form, language) for form in forms)
    ]
    if len(named) == 1:
        return named[0], CERTAIN
    spoken = [(meaning, form) for meaning, forms in allowed.items() for form in forms]
    if score is None or not spoken:
        return None, 0.0
    nats = score([form for _, form in spoken])
    best = dict.fromkeys(allowed, -np.inf)
    for (meaning, _), value in zip(spoken, nats, strict=True):
        best[meaning] = max(best[meaning], value)
    odds = np.exp(np.array([*best.values(), _NOTHING]) - max(_NOTHING, *best.values()))
    shares = odds[:-1] / odds.sum()
    meaning = list(best)[int(shares.argmax())]
    return (meaning, float(shares.max())) if best[meaning] > _NOTHING else (None, float(shares.max()))


def _meaningful(text: str, language: Language) -> Words:
    """The words less courtesies, in one spelling; courtesies alone stay."""
    words = language.wording.standard(text)
    is_courtesy = language.steering.is_courtesy
    return tuple(canonical(word) for word in words if not is_courtesy(word)) or words
