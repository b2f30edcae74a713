"""What a call needs of the handbook's matcher."""

from collections.abc import Sequence
from typing import Protocol

from handbook.matching.decision import Decision
from voice.hearing.hearing import Scorer


class QuestionMatcher(Protocol):
    """Decides what the handbook makes of a question; safe to call from several threads."""

    @property
    def likely(self) -> Sequence[str]:
        """The wordings that `score` may be asked to weigh."""
        ...

    def decide(self, text: str, *, subject: str | None = None, score: Scorer | None = None) -> Decision:
        """The decision for `text`, where `subject` is the entry the call was about so far; blocks.

        `score` weighs phrases by ear. Raises RecognitionError.
        """
        ...
