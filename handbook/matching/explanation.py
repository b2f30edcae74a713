"""Why a question was decided as it was: the nearest subjects, and what spoke for and against each."""

from dataclasses import dataclass
from enum import StrEnum

from handbook.language.steering import Conduct
from handbook.matching.calibration import Thresholds
from handbook.matching.decision import Decision


class Ground(StrEnum):
    """What a decision rests on."""

    STEERING = "steering"
    """A wish for a person; the handbook was not searched."""
    CODE = "code"
    """The procedure's own code was said."""
    FOLLOW_UP = "follow_up"
    """No subject was named: the call's own stands."""
    ADDITION = "addition"
    """What was said, added to the name of the call's subject, names another entry."""
    EVIDENCE = "evidence"
    """The nearest subjects, weighed."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One piece of evidence for or against a subject."""

    name: str
    """As in `likeness`: "said", "unsaid_marks"."""
    value: float
    weight: float
    """Log-odds for each unit of `value`, as fitted."""

    @property
    def contribution(self) -> float:
        """Log-odds by which it speaks for the subject."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject that was near the question, by its best wording."""

    entry: str | None
    """Id of the entry; None for a subject outside the handbook."""
    outside: str
    """Name of the subject outside, or the utterance that no entry answers; empty for an entry."""
    wording: str
    probability: float
    logit: float
    """Sum of the contributions; "none of these" stands at `Explanation.none`."""
    factors: tuple[Factor, ...]
    """All evidence that is not zero, in the order of the features."""

    @property
    def weightiest(self) -> tuple[Factor, ...]:
        """The evidence, what moves the probability most first."""
        return tuple(sorted(self.factors, key=lambda factor: -abs(factor.contribution)))


@dataclass(frozen=True, slots=True)
class Explanation:
    """One decision with its grounds."""

    decision: Decision
    ground: Ground
    steering: Conduct | None
    """What the words ask of a conversation: in a call it is obeyed, and the handbook is not asked."""
    candidates: tuple[Candidate, ...]
    """The nearest by text, best first; empty where no evidence was weighed."""
    none: float
    """Logit of "none of these"."""
    none_probability: float
    """Of "none of these"; what is left to 1 lies with subjects that are not shown."""
    thresholds: Thresholds
