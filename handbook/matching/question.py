"""One question taken apart: what was said, about which aspects, and the words left to name the subject."""

import re
import unicodedata
from dataclasses import dataclass

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.language.text import Words
from handbook.matching.correction import corrected
from handbook.matching.forms import Form, question_form


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the matcher sees it."""

    whole: Words
    """All that was said less politeness: compared with a topic's questions."""
    core: Words
    """Less aspects and fillers too: compared with a procedure's names; empty when no subject is named."""
    aspects: tuple[Aspect, ...]
    """Empty when no aspect was named; overview is meant then."""
    follow_up: bool
    """An aspect was asked for, and nothing was said that could name another subject."""
    form: Form
    """How the question is put."""
    clauses: tuple[Words, ...]
    """`core` clause by clause, where there are several: what is asked often follows what happened."""

    @classmethod
    def read(cls, text: str, language: Language) -> "Question":
        words, text = language.wording, corrected(text)
        whole, aspects, rest = _parts(text, language)
        return cls(
            whole=whole,
            core=words.fillers_removed(rest),
            aspects=aspects,
            follow_up=bool(aspects) and words.is_follow_up(rest),
            form=question_form(rest, words),
            clauses=_clauses(text, language),
        )


def whole_and_core(text: str, language: Language) -> tuple[Words, Words]:
    """`whole` and `core` of `text` as `Question.read` has them, at a third of the time."""
    whole, _, rest = _parts(text, language)
    return whole, language.wording.fillers_removed(rest)


def _parts(text: str, language: Language) -> tuple[Words, tuple[Aspect, ...], Words]:
    """The words that count, the aspects asked for, and what is left without these."""
    words = language.wording
    whole = words.polite_removed(words.repaired(words.standard(text)))
    aspects, rest = language.aspects.find(whole)
    return whole, aspects, rest


_SEAM = re.compile(
    r"[,.;:?!]|\b(?:thì|giờ|bây giờ|nên|mà|nhưng|rồi|muốn|để|thi|gio|bay gio|nen|nhung|roi|muon)\b"
)
_LEAST = 2
"""Words naming a subject; fewer are a remark."""


def _clauses(text: str, language: Language) -> tuple[Words, ...]:
    words = language.wording
    found = []
    for part in _SEAM.split(unicodedata.normalize("NFC", text).lower()):
        _, rest = language.aspects.find(words.polite_removed(words.standard(part)))
        core = words.fillers_removed(rest)
        if len(core) >= _LEAST:
            found.append(core)
    return tuple(found) if len(found) > 1 else ()
