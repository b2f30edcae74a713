"""What is made of one question, in the terms of the command contract."""

from dataclasses import dataclass
from enum import StrEnum

from handbook.book.entries import Aspect
from handbook.language.focus import NO_FOCUS, Focus


class Verdict(StrEnum):
    """What to do with a question; the values are part of the command contract."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    TRANSFER = "transfer"


class Reason(StrEnum):
    """Why a question goes to a person; the values are part of the command contract."""

    UNMATCHED = "unmatched"
    """Nothing in the handbook is near enough."""
    ASKED_FOR_PERSON = "asked_for_person"
    OTHER_AGENCY = "other_agency"
    """It is clearly another agency's: rewording would not help."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the handbook makes of one question."""

    verdict: Verdict
    entry: str | None
    """Id of the entry meant, the best of the options on a choice, None on a transfer."""
    aspects: tuple[Aspect, ...]
    """What about it, most important first; empty for a topic or a transfer."""
    confidence: float
    """Probability that `entry` is right, 0 to 1; on a transfer, that of the best entry."""
    options: tuple[str, ...] = ()
    """Ids to choose between, best first."""
    reason: Reason | None = None
    """Why a transfer; None otherwise."""
    agency: str = ""
    """Who does what was asked for, when it is another agency's."""
    instrument: str = ""
    """What says that the agency does; empty where that is not known for sure."""
    focus: Focus = NO_FOCUS
    """What the question asks of it in particular."""
    wording: str = ""
    """The wording of `entry` on which an answer rests; empty where it was not named at all."""
