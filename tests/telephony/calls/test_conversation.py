"""One conversation, with the test as the carrier; audio time runs as fast as frames are fed."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest

from handbook.answering.answers import compose
from handbook.book.handbook import Handbook
from telephony.calls import prompts
from telephony.calls.conversation import Conversation
from telephony.calls.dialogue import Limits
from telephony.calls.engines import Engines
from telephony.calls.policy import Policy
from telephony.records.journal import Journal
from telephony.records.outcome import TransferReason
from telephony.records.record import CallRecord
from tests.doubles.one_topic import (
    ELSEWHERE,
    QUESTION,
    TOPIC,
    OneTopicMatcher,
    Parrot,
)
from tests.doubles.synthetic_voice import babble, hiss
from voice import mulaw
from voice.hearing.recognition import RecognitionQueue
from voice.samples import Samples
from voice.speaking.mouth import Said
from voice.speaking.speech import SynthesisError
from voice.turns.vad import SpeechDetector

SENTENCE_BYTES = 3 * mulaw.TELEPHONE_RATE


class Telephone:
    """The caller's end: what is played lies here until the test lets it be heard."""

    def __init__(self) -> None:
        self.conversation: Conversation
        self.played: list[str] = []
        self.marks: list[str] = []
        self.cleared = 0
        self.hung_up = False
        self.sent = asyncio.Event()

    async def play(self, codes: bytes) -> None:
        self.played.append(codes.decode("utf-8").rstrip())

    async def mark(self, name: str) -> None:
        self.marks.append(name)
        self.sent.set()

    async def clear(self) -> None:
        self.cleared += 1
        self.played_out()

    async def hang_up(self) -> None:
        self.hung_up = True

    def played_out(self) -> None:
        """The carrier reports every outstanding mark."""
        while self.marks:
            self.conversation.marked(self.marks.pop(0))

    async def reply(self) -> list[str]:
        """What the helpline says next, up to its mark, heard to the end."""
        async with asyncio.timeout(5):
            await self.sent.wait()
        self.sent.clear()
        said, self.played = self.played, []
        self.played_out()
        await asyncio.sleep(0)
        return said


class PlainMouth:
    """Says a sentence as its own letters, and then blanks, as long as a sentence takes."""

    failing = False

    async def say(self, text: str, pace: float = 1.0) -> Said:
        if self.failing:
            raise SynthesisError("no voice could speak")
        codes = text.encode("utf-8")
        return Said(codes.ljust(SENTENCE_BYTES), "plain", False, 1.0)


@dataclass
class Stage:
    """A conversation under way, and everything around it."""

    telephone: Telephone
    conversation: Conversation
    parrot: Parrot
    mouth: PlainMouth
    record: CallRecord
    policy: Policy
    running: asyncio.Task[None]

    def speak(self, seconds: float) -> None:
        self._feed(babble(seconds))

    def quiet(self, seconds: float) -> None:
        self._feed(hiss(seconds))

    def _feed(self, samples: Samples) -> None:
        codes = mulaw.encode(np.ascontiguousarray(samples[::2]))
        for start in range(0, len(codes), mulaw.FRAME_BYTES):
            self.conversation.hear(codes[start : start + mulaw.FRAME_BYTES])

    async def ask(self) -> list[str]:
        self.speak(1.5)
        self.quiet(1.5)
        return await self.telephone.reply()


@pytest.fixture(scope="module")
def detector() -> SpeechDetector:
    return SpeechDetector()


Opening = Callable[[Sequence[str | None]], Stage]


@pytest.fixture
async def stage(detector: SpeechDetector) -> Iterator[Opening]:
    stages: list[tuple[Stage, RecognitionQueue]] = []

    def open_stage(texts: Sequence[str | None]) -> Stage:
        parrot, mouth, telephone = Parrot(list(texts)), PlainMouth(), Telephone()
        queue = RecognitionQueue(parrot)
        book = Handbook([TOPIC])
        engines = Engines(book, OneTopicMatcher(), detector, queue, mouth)  # type: ignore[arg-type]
        policy = Policy(lambda entry, aspects: compose(book[entry], aspects), lambda entry: book[entry].title)
        journal = Journal(lambda: datetime(2026, 1, 1, tzinfo=UTC))
        record = journal.open("CA1", "+84912345678")
        conversation = Conversation(telephone, engines, policy, record, journal)
        telephone.conversation = conversation
        running = asyncio.create_task(conversation.run())
        stages.append((Stage(telephone, conversation, parrot, mouth, record, policy, running), queue))
        return stages[-1][0]

    yield open_stage
    for opened, queue in stages:
        opened.running.cancel()
        await asyncio.gather(opened.running, return_exceptions=True)
        queue.close()


async def test_a_question_is_answered_and_the_record_tells_how(stage: Opening) -> None:
    call = stage([QUESTION])
    assert await call.telephone.reply() == [*prompts.OPENING.sentences, *prompts.WHAT.sentences]
    assert await call.ask() == [*TOPIC.answer, prompts.ANYTHING_ELSE.sentences[0]]
    (turn,) = call.record.turns
    assert (turn.heard, turn.decision, turn.entry, turn.engine) == (QUESTION, "answer", "gio", "parrot")
    assert turn.pause_ms >= 400
    assert 1000 <= turn.audio_ms <= 1800


async def test_an_unmatched_question_is_announced_and_the_line_left_to_the_carrier(stage: Opening) -> None:
    call = stage([ELSEWHERE])
    await call.telephone.reply()
    assert await call.ask() == list(prompts.TRANSFER_UNMATCHED.sentences)
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: unmatched"
    assert not call.telephone.hung_up


async def test_the_line_is_left_only_when_the_announcement_was_heard(stage: Opening) -> None:
    call = stage([ELSEWHERE])
    await call.telephone.reply()
    call.speak(1.5)
    call.quiet(1.5)
    await asyncio.wait_for(call.telephone.sent.wait(), 5)
    await asyncio.sleep(0.05)
    assert not call.running.done()
    call.telephone.played_out()
    await asyncio.wait_for(call.running, 5)


async def test_a_failing_recogniser_leads_to_a_person(stage: Opening) -> None:
    call = stage([None])
    await call.telephone.reply()
    assert await call.ask() == list(prompts.TRANSFER_TROUBLE.sentences)
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: trouble"


async def test_a_failing_voice_ends_the_conversation_with_its_error(stage: Opening) -> None:
    call = stage([QUESTION])
    call.mouth.failing = True
    with pytest.raises(SynthesisError):
        await asyncio.wait_for(call.running, 5)


async def test_after_goodbye_was_heard_the_call_is_hung_up(stage: Opening) -> None:
    call = stage([QUESTION, "không, cảm ơn"])
    await call.telephone.reply()
    await call.ask()
    assert await call.ask() == list(prompts.GOODBYE.sentences)
    await asyncio.wait_for(call.running, 5)
    assert call.telephone.hung_up
    assert str(call.conversation.outcome) == "finished"


async def test_a_silent_caller_is_helped_and_in_the_end_connected(stage: Opening) -> None:
    call = stage([])
    await call.telephone.reply()
    for prompt in (*prompts.NO_INPUT, prompts.TRANSFER_UNHEARD):
        await asyncio.sleep(0.01)
        call.quiet(9)
        assert await call.telephone.reply() == list(prompt.sentences)
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: no_input"


async def test_the_caller_can_break_in_and_is_heard(stage: Opening) -> None:
    call = stage([QUESTION])
    await asyncio.wait_for(call.telephone.sent.wait(), 5)
    call.telephone.sent.clear()
    call.telephone.played.clear()
    call.speak(1.5)
    call.quiet(1.5)
    assert await call.telephone.reply() == [*TOPIC.answer, prompts.ANYTHING_ELSE.sentences[0]]
    assert call.telephone.cleared == 1


async def test_a_short_word_over_our_voice_neither_stops_it_nor_counts_as_a_turn(stage: Opening) -> None:
    call = stage([])
    await asyncio.wait_for(call.telephone.sent.wait(), 5)
    call.speak(0.35)
    call.quiet(1.5)
    await asyncio.sleep(0.05)
    assert call.telephone.cleared == 0
    assert not call.parrot.utterances


async def test_after_a_yes_that_stopped_our_voice_it_goes_on_where_it_was(stage: Opening) -> None:
    call = stage(["dạ vâng"])
    await asyncio.wait_for(call.telephone.sent.wait(), 5)
    call.telephone.sent.clear()
    said = call.telephone.played[:]
    call.telephone.played.clear()
    call.speak(1.0)
    call.quiet(1.5)
    assert await call.telephone.reply() == said
    assert call.telephone.cleared == 1
    assert not call.record.turns


async def test_a_noise_is_no_turn(stage: Opening) -> None:
    call = stage(["", QUESTION])
    await call.telephone.reply()
    call.speak(0.25)
    call.quiet(1.5)
    assert await call.ask() == [*TOPIC.answer, prompts.ANYTHING_ELSE.sentences[0]]
    assert len(call.record.turns) == 1


async def test_a_key_stops_our_voice_and_is_obeyed(stage: Opening) -> None:
    call = stage([])
    await asyncio.wait_for(call.telephone.sent.wait(), 5)
    call.telephone.sent.clear()
    call.telephone.played.clear()
    call.conversation.pressed("0")
    assert await call.telephone.reply() == list(prompts.TRANSFER_WISH.sentences)
    assert call.telephone.cleared == 1
    await asyncio.wait_for(call.running, 5)
    assert str(call.conversation.outcome) == "transferred: asked_for_person"


async def test_a_call_that_lasts_too_long_is_handed_over_in_the_middle_of_our_words(stage: Opening) -> None:
    call = stage([])
    await asyncio.wait_for(call.telephone.sent.wait(), 5)
    call.telephone.sent.clear()
    call.telephone.played.clear()
    call.policy.limits = Limits(call_ms=1_000)
    call.quiet(1)
    assert await call.telephone.reply() == list(prompts.TRANSFER_LONG.sentences)
    await asyncio.wait_for(call.running, 5)
    assert call.conversation.transfer is TransferReason.TOO_LONG
