"""A handbook of one topic, who understands questions about it, and who hears what the test wants."""

from dataclasses import dataclass, field
from datetime import date

from handbook.book.entries import Topic
from handbook.matching.decision import Decision, Reason, Verdict
from voice.hearing.hearing import Hearing, RecognitionError
from voice.samples import Samples

QUESTION = "tổng đài làm việc mấy giờ"
ELSEWHERE = "giá vàng hôm nay"
"""Clearly another agency's."""
TOPIC = Topic(
    id="gio",
    title="Giờ làm việc",
    questions=(QUESTION,),
    answer=("Tổng đài làm việc từ tám giờ.",),
    field="Chung",
    side="government",
    source="Thông báo",
    as_of=date(2026, 1, 1),
)


class OneTopicMatcher:
    """Knows one question, and one that is not for us; has never heard of any other."""

    def decide(self, text: str, *, subject: str | None = None, score: object = None) -> Decision:
        if text == QUESTION:
            return Decision(Verdict.ANSWER, TOPIC.id, (), 0.99)
        reason = Reason.OTHER_AGENCY if text == ELSEWHERE else Reason.UNMATCHED
        return Decision(Verdict.TRANSFER, None, (), 0.1, reason=reason)


@dataclass
class Parrot:
    """Hears the texts it was given, in order; None is a failure of the engine."""

    texts: list[str | None]
    name: str = "parrot"
    utterances: list[Samples] = field(default_factory=list)

    def recognize(self, samples: Samples) -> Hearing:
        self.utterances.append(samples)
        text = self.texts.pop(0)
        if text is None:
            raise RecognitionError("the engine failed")
        return Hearing(text, 0.9, self.name, len(samples) / 16, 5.0)
