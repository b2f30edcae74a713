"""Hides personal data in text before it is stored, shown or logged; one kind a file.

What is hidden is gone; nothing can bring it back. In doubt it hides too much: a masked year costs a reader of
records little, a stored number may cost a caller much.

Hidden are telephone, identity card, account and insurance numbers, serials of papers, passports, number
plates, e-mail addresses, dates of birth, addresses down to a house, and names. **Not** hidden is what only
its meaning would betray: a given name alone in lower case ("chị lan bên tư pháp"), a name that stands alone
in lower case without văn or thị, a number said in pieces over several turns without its cue, a commune, a
hamlet, an occupation, an illness, what happened to somebody. docs/privacy.md says so to operators.
"""

import unicodedata

from telephony.records.masking.addresses import addresses
from telephony.records.masking.births import births
from telephony.records.masking.mail import mail
from telephony.records.masking.names import names
from telephony.records.masking.numbers import numbers
from telephony.records.masking.passports import passports
from telephony.records.masking.plates import plates
from telephony.records.masking.sentence import (
    ADDRESS,
    BIRTH,
    MAIL,
    NAME,
    NUMBER,
    PASSPORT,
    PLATE,
    Sentence,
)

__all__ = ["mask"]

_KINDS = (
    (mail, MAIL),
    (plates, PLATE),
    (passports, PASSPORT),
    (births, BIRTH),
    (addresses, ADDRESS),
    (numbers, NUMBER),
    (names, NAME),
)
"""Where two claim the same words, the one that says more about them comes first."""


def mask(text: str) -> str:
    """`text` in NFC with "[số]", "[tên]" and the like for personal data; masking twice changes nothing."""
    text = unicodedata.normalize("NFC", text).replace("\x00", "")  # PostgreSQL stores no NUL
    # What is covered may turn the words beside it into a cue: "tên [tên] là a". Every round covers words that
    # were not covered before, so that there is an end.
    while (masked := _mask_once(text)) != text:
        text = masked
    return text


def _mask_once(text: str) -> str:
    sentence = Sentence(text)
    taken = [False] * len(sentence)
    covers: list[tuple[int, int, str]] = []
    for find, cover in _KINDS:
        for start, end in find(sentence):
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                covers.append((start, end, cover))
    parts, done = [], 0
    for start, end, cover in sorted(covers):
        parts += [text[done : sentence.starts(start)], cover]
        done = sentence.ends(end - 1)
    return "".join([*parts, text[done:]])
