"""A handbook of one topic, who understands questions about it, and who hears what the test wants."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from handbook.book.entries import Topic, told_by
from handbook.matching.decision import Decision, Reason, Verdict
from voice.hearing.hearing import Hearing, RecognitionError, Scorer
from voice.samples import Samples

QUESTION = "tổng đài làm việc mấy giờ"
ELSEWHERE = "giá vàng hôm nay"
"""Clearly another agency's."""
TOPIC = Topic(
    id="gio",
    title="Giờ làm việc",
    questions=(QUESTION,),
    facts=told_by("Tổng đài làm việc từ tám giờ.", by="Thông báo"),
    field="Chung",
    side="government",
    as_of=date(2026, 1, 1),
)

UNLIKE = -4.0
"""Score of a text that does not sound like what was said."""


class OneTopicMatcher:
    """Knows one question, and one that is not for us; has never heard of any other."""

    @property
    def likely(self) -> Sequence[str]:
        return ()

    def decide(self, text: str, *, subject: str | None = None, score: Scorer | None = None) -> Decision:
        if text == QUESTION:
            return Decision(Verdict.ANSWER, TOPIC.id, (), 0.99)
        reason = Reason.OTHER_AGENCY if text == ELSEWHERE else Reason.UNMATCHED
        return Decision(Verdict.TRANSFER, None, (), 0.1, reason=reason)


class Parrot:
    """Hears the texts it was given, in order; None is a failure of the engine."""

    name = "parrot"

    def __init__(
        self, texts: Iterable[str | None], sounds_like: Iterable[Mapping[str, float]] | None = None
    ) -> None:
        """`sounds_like`: what each text would score for which others; nothing is scored without it."""
        self.texts = list(texts)
        """Not heard yet."""
        self._sounds_like = None if sounds_like is None else list(sounds_like)
        self.utterances: list[Samples] = []
        self.prepared: list[str] = []

    def recognize(self, samples: Samples) -> Hearing:
        self.utterances.append(samples)
        text = self.texts.pop(0)
        score = self._scorer()
        if text is None:
            raise RecognitionError("the engine failed")
        return Hearing(text, 0.9, self.name, len(samples) / 16, 5.0, score)

    def prepare(self, phrases: Sequence[str]) -> None:
        self.prepared.extend(phrases)

    def _scorer(self) -> Scorer | None:
        if self._sounds_like is None:
            return None
        scores = self._sounds_like.pop(0)
        return lambda texts: [scores.get(text, UNLIKE) for text in texts]
