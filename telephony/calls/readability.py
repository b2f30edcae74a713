"""Sentences that cannot be read aloud safely: found when the handbook is built, not on the phone."""

from dataclasses import dataclass

from handbook.book.handbook import Handbook
from telephony.calls.repertoire import repertoire
from voice.reading import Problem, problems


@dataclass(frozen=True, slots=True)
class UnreadableSentence:
    """A sentence with places that nobody can read, or that may be read in two ways."""

    entry: str
    """Id of the entry that says it, or "prompts"."""
    sentence: str
    problems: tuple[Problem, ...]
    """At least one, in order, with their places in `sentence`."""

    def __str__(self) -> str:
        places = "; ".join(f"{problem.text!r}: {problem.why}" for problem in self.problems)
        return f"{self.entry}: cannot be read safely: {places}; in “{self.sentence}”"


def unreadable(handbook: Handbook) -> list[UnreadableSentence]:
    """Every sentence of the repertoire that cannot be read safely.

    To be corrected in the entry or, where officials do write so, in voice/reading/vocabulary.yaml.
    """
    return [
        UnreadableSentence(entry, sentence, tuple(found))
        for sentence, entry in repertoire(handbook).items()
        if (found := problems(sentence))
    ]
