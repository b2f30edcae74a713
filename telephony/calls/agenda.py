"""What is still to be told in a call: the rest of an answer, then the questions that were asked with it."""

from dataclasses import dataclass, field

from handbook.answering.phrasing import portion
from handbook.book.entries import Aspect
from handbook.language.focus import NO_FOCUS, Focus
from handbook.matching.decision import Decision


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked of an entry."""

    entry: str
    aspects: tuple[Aspect, ...] = ()
    focus: Focus = NO_FOCUS

    @classmethod
    def of(cls, decisions: tuple[Decision, ...]) -> tuple["Inquiry", ...]:
        """Those of the decisions that have an entry, in order."""
        return tuple(
            cls(each.entry, each.aspects, each.focus) for each in decisions if each.entry is not None
        )


@dataclass(slots=True)
class Agenda:
    """Told portion by portion, then question by question."""

    rest: tuple[str, ...] = ()
    """Sentences left of the answer that is being told."""
    later: tuple[Inquiry, ...] = field(default=())
    """Questions not begun yet, in order."""

    def __bool__(self) -> bool:
        return bool(self.rest or self.later)

    def clear(self) -> None:
        """Nothing more is wanted."""
        self.rest, self.later = (), ()

    def skip(self) -> None:
        """The rest of the present answer is not wanted; the questions after it are."""
        self.rest = ()

    def next_portion(self, syllables: int) -> tuple[str, ...]:
        """The next sentences of the present answer that fit `syllables`, at least one."""
        said, self.rest = portion(self.rest, syllables)
        return said

    def next_question(self) -> Inquiry:
        """The question that comes next; there must be one."""
        first, *later = self.later
        self.later = tuple(later)
        return first
