"""A counter's context with a one-topic handbook and a recogniser that hears what the test wants."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from handbook.book.handbook import Handbook
from telephony.calls.engines import Engines
from telephony.counter.history import History
from telephony.counter.visit import CounterContext
from telephony.counter.wake import WakePhrase
from telephony.officers.roster import Hours, Officer
from telephony.records.journal import Journal
from telephony.records.record import CallRecord
from tests.doubles.one_topic import TOPIC, OneTopicMatcher, Parrot
from tests.doubles.plain_mouth import PlainMouth
from tests.doubles.shipped import detector
from voice.hearing.recognition import RecognitionQueue

NOON = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
SENTENCE_S = 30.0
"""What tests do over an answer must find it still going on."""


@dataclass
class CounterBench:
    """The context and what the test may look into."""

    parrot: Parrot
    recognition: RecognitionQueue
    journal: Journal
    officers: list[Officer] = field(init=False)
    """On duty."""
    context: CounterContext = field(init=False)

    def __post_init__(self) -> None:
        engines = Engines(
            Handbook([TOPIC]),
            OneTopicMatcher(),
            detector(),
            self.recognition,
            PlainMouth(SENTENCE_S),
        )
        self.officers = [
            Officer(name="Chị Hoa", phone="+84912345678", hours=Hours.parse("mon-sun 00:00-24:00"))
        ]
        self.context = CounterContext(
            engines, WakePhrase("Sổ tay ơi"), self.journal, History(lambda: NOON), lambda field: self.officers
        )

    @property
    def records(self) -> list[CallRecord]:
        return list(self.journal.known)


def make_bench(*texts: str | None) -> CounterBench:
    parrot = Parrot(list(texts))
    return CounterBench(parrot, RecognitionQueue(parrot), Journal(lambda: NOON))
