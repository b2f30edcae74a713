"""Sentences that cannot be read aloud: found when the handbook is built, not on the phone."""

from dataclasses import dataclass

from handbook.book.handbook import Handbook
from telephony.calls.repertoire import repertoire
from voice.reading import unread


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with tokens that no reading rule knows."""

    entry: str
    """Id of the entry that says it, or "prompts"."""
    sentence: str
    tokens: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.entry}: nobody can read {', '.join(map(repr, self.tokens))} in “{self.sentence}”"


def unreadable(handbook: Handbook) -> list[Finding]:
    """Every sentence of the repertoire that holds an unread token.

    To be corrected in the entry or, where officials do write so, in voice/reading/vocabulary.yaml.
    """
    return [
        Finding(entry, sentence, tuple(tokens))
        for sentence, entry in repertoire(handbook).items()
        if (tokens := unread(sentence))
    ]
