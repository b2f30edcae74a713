"""A conversation under way, with the test as caller and carrier; audio time runs as fast as it is fed."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from handbook.answering.answers import compose, spoken_name
from handbook.book.handbook import Handbook
from telephony.calls.conversation import Conversation
from telephony.calls.engines import Engines
from telephony.calls.line import Line
from telephony.calls.policy import Policy
from telephony.records.journal import Journal
from telephony.records.record import CallRecord
from telephony.understanding.deciding import QuestionMatcher
from tests.doubles.at_once import AtOnce
from tests.doubles.one_topic import TOPIC, OneTopicMatcher, Parrot
from tests.doubles.plain_mouth import PlainMouth
from tests.doubles.synthetic_voice import babble, hiss
from tests.doubles.telephone import Telephone
from voice import mulaw
from voice.samples import Samples
from voice.turns.vad import SpeechDetector, VoiceActivityDetector

CALLER = "+84912345678"


def make_policy(book: Handbook) -> Policy:
    return Policy(
        lambda asked: compose(book[asked.entry], asked.aspects, focus=asked.focus),
        lambda entry: spoken_name(book[entry]),
    )


def spoken(samples: Samples) -> bytes:
    """What the telephone makes of it."""
    return mulaw.encode(np.ascontiguousarray(samples[::2]))


@dataclass
class Stage:
    """The conversation, and everything around it."""

    telephone: Telephone
    conversation: Conversation
    parrot: Parrot
    mouth: PlainMouth
    record: CallRecord
    policy: Policy
    running: asyncio.Task[None]

    def speak(self, seconds: float) -> None:
        self.feed(babble(seconds))

    def quiet(self, seconds: float) -> None:
        self.feed(hiss(seconds))

    def feed(self, samples: Samples) -> None:
        codes = spoken(samples)
        for start in range(0, len(codes), mulaw.FRAME_BYTES):
            self.conversation.hear(codes[start : start + mulaw.FRAME_BYTES])

    def say(self, seconds: float = 1.5) -> None:
        """One turn of the caller, to its end."""
        self.speak(seconds)
        self.quiet(1.5)

    async def ask(self) -> list[str]:
        """One turn of the caller, and what the helpline says to it, heard to its end."""
        self.say()
        return await self.telephone.reply()


class Theatre:
    """Opens stages; everything in them takes place in the event loop."""

    def __init__(
        self,
        detector: VoiceActivityDetector | None = None,
        book: Handbook | None = None,
        matcher: QuestionMatcher | None = None,
    ) -> None:
        self.detector = detector or SpeechDetector()
        self.book = book or Handbook([TOPIC])
        self.matcher = matcher or OneTopicMatcher()
        self.journal = Journal(lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def conversation(
        self, line: Line, record: CallRecord, parrot: Parrot, mouth: PlainMouth
    ) -> tuple[Conversation, Policy]:
        engines = Engines(self.book, self.matcher, self.detector, AtOnce(parrot), mouth)
        policy = make_policy(self.book)
        return Conversation(line, engines, policy, record, self.journal), policy

    def open(
        self, texts: Iterable[str | None], sounds_like: Iterable[Mapping[str, float]] | None = None
    ) -> Stage:
        """A call has begun in which the caller is heard to say `texts`; to be called in the event loop."""
        parrot, mouth, telephone = Parrot(texts, sounds_like), PlainMouth(), Telephone()
        record = self.journal.open("CA1", CALLER)
        conversation, policy = self.conversation(telephone, record, parrot, mouth)
        telephone.marked = conversation.marked
        running = asyncio.create_task(conversation.run())
        return Stage(telephone, conversation, parrot, mouth, record, policy, running)


Opening = Callable[[Iterable[str | None]], Stage]
