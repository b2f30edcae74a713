"""One question taken apart: what was said, about which aspects, and the words left to name the subject."""

import re
import unicodedata
from dataclasses import dataclass

from handbook.book.entries import Aspect
from handbook.matching.aspects import aspect_cues
from handbook.matching.forms import Form, question_form
from handbook.matching.wording import Words, wording


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the matcher sees it."""

    whole: Words
    """All that was said less politeness: compared with a topic's questions."""
    core: Words
    """Less aspects and fillers too: compared with a procedure's names; empty when no subject is named."""
    aspects: tuple[Aspect, ...]
    """Empty when no aspect was named; overview is meant then."""
    person: bool
    """The caller wishes to speak to a person."""
    follow_up: bool
    """An aspect was asked for, and nothing was said that could name another subject."""
    form: Form
    """How the question is put."""
    clauses: tuple[Words, ...]
    """`core` clause by clause, where there are several: what is asked often follows what happened."""

    @classmethod
    def read(cls, text: str) -> "Question":
        words = wording()
        said, whole, aspects, rest = _parts(text)
        return cls(
            whole=whole,
            core=words.fillers_removed(rest),
            aspects=aspects,
            person=words.asks_for_person(said),
            follow_up=bool(aspects) and words.is_follow_up(rest),
            form=question_form(rest),
            clauses=_clauses(text),
        )


def whole_and_core(text: str) -> tuple[Words, Words]:
    """`whole` and `core` of `text` as `Question.read` has them, at a third of the time."""
    _, whole, _, rest = _parts(text)
    return whole, wording().fillers_removed(rest)


def _parts(text: str) -> tuple[Words, Words, tuple[Aspect, ...], Words]:
    """All words said, those that count, the aspects asked for, and what is left without these."""
    words = wording()
    said = words.standard(text)
    whole = words.polite_removed(words.repaired(said))
    aspects, rest = aspect_cues().find(whole)
    return said, whole, aspects, rest


_SEAM = re.compile(
    r"[,.;:?!]|\b(?:thì|giờ|bây giờ|nên|mà|nhưng|rồi|muốn|để|thi|gio|bay gio|nen|nhung|roi|muon)\b"
)
_LEAST = 2
"""Words naming a subject; fewer are a remark."""


def _clauses(text: str) -> tuple[Words, ...]:
    words = wording()
    found = []
    for part in _SEAM.split(unicodedata.normalize("NFC", text).lower()):
        _, rest = aspect_cues().find(words.polite_removed(words.standard(part)))
        core = words.fillers_removed(rest)
        if len(core) >= _LEAST:
            found.append(core)
    return tuple(found) if len(found) > 1 else ()
