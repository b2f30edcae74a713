"""One question taken apart: what was said, about which aspects, and the words left to name the subject."""

from dataclasses import dataclass

from handbook.aspects import aspect_cues
from handbook.entries import Aspect
from handbook.wording import Words, wording


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

    @classmethod
    def read(cls, text: str) -> "Question":
        words = wording()
        said = words.standard(text)
        whole = words.polite_removed(words.repaired(said))
        aspects, rest = aspect_cues().find(whole)
        return cls(
            whole=whole,
            core=words.fillers_removed(rest),
            aspects=aspects,
            person=words.asks_for_person(said),
            follow_up=bool(aspects) and words.is_follow_up(rest),
        )
