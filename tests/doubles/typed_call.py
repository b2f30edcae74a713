"""A call by typed text: the shipped handbook, the real understanding and the real policy."""

from collections.abc import Callable
from dataclasses import dataclass

from handbook.answering.answers import Answer, compose, spoken_name
from handbook.book.entries import Aspect
from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from telephony.calls.agenda import Inquiry
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Listen,
    Passage,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
)
from telephony.calls.policy import Policy
from telephony.understanding.understanding import Understanding, Understood
from voice.hearing.hearing import Hearing


@dataclass(frozen=True)
class Reply:
    """What came of one utterance, up to waiting for the caller or the end."""

    passages: tuple[Passage, ...]
    then: Listen | Transfer | HangUp
    told: tuple[tuple[str, tuple[Aspect, ...]], ...]
    """Entries that were told, each with the aspects told of it."""
    offered: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence for passage in self.passages for sentence in passage.sentences)

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(entry for entry, _ in self.told)


class TypedCall:
    """One call; `say` what the caller says, one utterance after the other."""

    def __init__(self, book: Handbook, matcher: Matcher) -> None:
        self._book = book
        self._told: list[tuple[str, tuple[Aspect, ...]]] = []
        self.policy = Policy(self._compose, lambda entry: spoken_name(book[entry]))
        self._understanding = Understanding(matcher, book.language, _at_once)
        self._played_out(self.policy.start())

    async def say(self, text: str) -> Reply:
        """What is replied to `text`, typed."""
        return self._reply(await self.understood(text))

    async def understood(self, text: str) -> Understood:
        """What `text` means at this point of the call."""
        hearing = Hearing(text, 1.0, "typed", 1_500.0, 0.0)
        return await self._understanding.understand(hearing, self.policy.context)

    def names(self, *entries: str) -> tuple[str, ...]:
        """How `entries` are called aloud."""
        return tuple(spoken_name(self._book[entry]) for entry in entries)

    def press(self, key: str) -> Reply:
        return self._reply(Pressed(key))

    def keep_silent(self) -> Reply:
        return self._reply(Silent())

    def _reply(self, event: Event) -> Reply:
        self._told.clear()
        actions = self.policy.on(event)
        passages = tuple(p for action in actions if isinstance(action, Say) for p in action.passages)
        then = self._played_out(actions)
        return Reply(passages, then, tuple(self._told), self.policy.offered)

    def _played_out(self, actions: list[Action]) -> Listen | Transfer | HangUp:
        while any(isinstance(action, Say) for action in actions):
            actions = self.policy.on(Played())
        (last,) = actions
        assert not isinstance(last, Say)
        return last

    def _compose(self, asked: Inquiry) -> Answer:
        self._told.append((asked.entry, asked.aspects))
        return compose(self._book[asked.entry], asked.aspects, focus=asked.focus)


async def _at_once(job: Callable[[], Understood]) -> Understood:
    return job()
