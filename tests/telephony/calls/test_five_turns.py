"""A call of five turns by voice: real line, endpointing, matcher and policy; the recogniser hears noisily."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from handbook.answering.answers import compose, spoken_name
from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from telephony.calls import prompts
from telephony.calls.conversation import Conversation
from telephony.calls.engines import Engines
from telephony.calls.policy import Policy
from telephony.records.journal import Journal
from tests.telephony.calls.test_conversation import PlainMouth, Stage, Telephone
from voice.hearing.hearing import Hearing
from voice.hearing.recognition import RecognitionQueue
from voice.samples import Samples
from voice.turns.vad import SpeechDetector

MARRIAGE, LOST, DEATH = "1.000894", "2.000635", "1.000656"


class NoisyEar:
    """Hears one transcript after the other; by ear, some texts sound like what was said."""

    name = "noisy"

    def __init__(self, heard: Sequence[tuple[str, dict[str, float]]]) -> None:
        self._heard = list(heard)

    def recognize(self, samples: Samples) -> Hearing:
        text, nats = self._heard.pop(0)
        return Hearing(
            text, 0.4, self.name, len(samples) / 16, 5.0, lambda texts: [nats.get(t, -4.0) for t in texts]
        )


async def test_a_call_with_follow_ups_a_choice_and_a_correction_is_understood_by_voice() -> None:
    book = Handbook.load()
    ear = NoisyEar(
        [
            ("dạ cho em hỏi đang ký kết hôn cần dấy tờ gì", {"đăng ký kết hôn": 16.0}),
            ("thế mất bao lâu", {}),
            ("mất giấy khai sinh thì làm lại ở đâu", {"mất giấy khai sinh": 14.0}),
            ("cá thu hay", {"cái thứ hai": 9.0, "số hai": 4.0}),
            ("à không ý tôi là đăng ký khai tử cần giấy tờ gì", {"đăng ký khai tử": 16.0}),
        ]
    )
    queue = RecognitionQueue(ear)
    telephone = Telephone()
    engines = Engines(book, Matcher(book), SpeechDetector(), queue, PlainMouth())
    policy = Policy(
        lambda entry, aspects: compose(book[entry], aspects), lambda entry: spoken_name(book[entry])
    )
    journal = Journal(lambda: datetime(2026, 1, 1, tzinfo=UTC))
    record = journal.open("CA1", "+84912345678")
    conversation = Conversation(telephone, engines, policy, record, journal)
    telephone.conversation = conversation
    running = asyncio.create_task(conversation.run())
    call = Stage(telephone, conversation, ear, PlainMouth(), record, policy, running)  # type: ignore[arg-type]
    try:
        assert await telephone.reply() == [*prompts.OPENING.sentences, *prompts.WHAT.sentences]
        await call.ask()
        assert policy.subject == MARRIAGE
        await call.ask()
        assert policy.subject == MARRIAGE
        await call.ask()
        second = policy.offered[1]
        assert LOST in policy.offered
        await call.ask()
        assert policy.subject == second
        await call.ask()
        assert policy.subject == DEATH
        assert len(record.turns) == 5
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        queue.close()
