"""Remarks of the source, as they are told."""

from collections.abc import Iterable

from handbook.answering.papers import sentences, spoken
from handbook.answering.phrasing import FIRST_SENTENCE, lowered, sentence, syllables

_WORDED = 6
"""Words from which an unclear cell says more than a number with a unit that its row contradicts."""


def quoted(unclear: Iterable[str | None]) -> list[str]:
    """The source's own words where they say something and are no bare number."""
    worded = [text for text in unclear if text and ("quy định" in text or len(text.split()) >= _WORDED)]
    return remarks(worded, "Nguồn ghi")


def remarks(notes: Iterable[str], opening: str = "Ghi chú") -> list[str]:
    """Notes of the source behind `opening`, each once."""
    plain = dict.fromkeys(lowered(spoken(note)) for note in notes)
    whole = [text for note in plain if note for text in sentences(f"{opening}: {note}")]
    # A long remark goes clause by clause, so that a caller can stop it.
    return [
        sentence(clause)
        for text in whole
        for clause in (text.split("; ") if syllables(text) > FIRST_SENTENCE else [text])
    ]
