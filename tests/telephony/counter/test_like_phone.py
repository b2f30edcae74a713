"""The same words by telephone and at a counter lead to the same entry, decision, aspect and record."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from handbook.answering.answers import compose, spoken_name
from telephony.calls import prompts
from telephony.calls.conversation import Conversation
from telephony.calls.engines import Engines
from telephony.calls.policy import Policy
from telephony.counter import wording
from telephony.counter.history import History
from telephony.counter.messages import CallOfficer, Heard, Press
from telephony.counter.session import CounterSession
from telephony.counter.visit import CounterContext
from telephony.counter.wake import WakePhrase
from telephony.records.journal import Journal
from telephony.records.record import CallRecord
from tests.doubles.counter_bench import NOON, SENTENCE_S
from tests.doubles.one_topic import Parrot
from tests.doubles.plain_mouth import PlainMouth
from tests.doubles.shipped import detector, handbook, matcher
from tests.doubles.synthetic_voice import babble, hiss
from voice import mulaw
from voice.channel import WIDE_BAND
from voice.hearing.recognition import RecognitionQueue

WAKE = "Sổ tay ơi"
AUDIO = np.concatenate([hiss(0.5, 3e-4), babble(1.5), hiss(2.5, 3e-4)])
"""Every utterance sounds so; what it says is the recogniser's business."""
OFFICER = "0"
OWN_WAY = frozenset({"said", "voice", "audio_ms", "pause_ms", "match_ms", "first_audio_ms", "at"})
"""Of a turn in the record: words of manner, and times."""


def engines(recognition: RecognitionQueue) -> Engines:
    return Engines(handbook(), matcher(), detector(), recognition, PlainMouth(SENTENCE_S))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)
    for _ in range(10):
        await asyncio.sleep(0)


class Telephone:
    """The line of a call, on which everything is heard as soon as it is said."""

    def __init__(self) -> None:
        self.conversation: Conversation
        self.said = 0

    async def play(self, codes: bytes) -> None: ...

    async def clear(self) -> None: ...

    async def hang_up(self) -> None: ...

    async def mark(self, name: str) -> None:
        self.said += 1
        asyncio.get_running_loop().call_soon(self.conversation.marked, name)


async def by_phone(words: list[str]) -> CallRecord:
    """The record of a call in which these words are said, or keys pressed, one after the other."""
    recognition = RecognitionQueue(Parrot([each for each in words if not each.isdigit()]))
    book, journal, line = handbook(), Journal(lambda: NOON), Telephone()
    record = journal.open("CA1", "+84912345678")
    policy = Policy(
        lambda asked: compose(book[asked.entry], asked.aspects, focus=asked.focus),
        lambda entry: spoken_name(book[entry]),
    )
    line.conversation = Conversation(line, engines(recognition), policy, record, journal)
    running = asyncio.create_task(line.conversation.run())
    codes = mulaw.encode(np.ascontiguousarray(AUDIO[::2]))
    for number, each in enumerate(words, start=1):
        await until(lambda number=number: line.said == number)
        if each.isdigit():
            line.conversation.pressed(each)
        else:
            for start in range(0, len(codes), mulaw.FRAME_BYTES):
                line.conversation.hear(codes[start : start + mulaw.FRAME_BYTES])
    await until(lambda: line.said == len(words) + 1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    journal.close(record, line.conversation.outcome)
    recognition.close()
    return record


async def at_the_counter(words: list[str]) -> CallRecord:
    """The record of a visit in which they are; the first behind the wake phrase."""
    spoken: list[str | None] = [each for each in words if not each.isdigit()]
    recognition = RecognitionQueue(Parrot([f"{WAKE}, {spoken[0]}", *spoken[1:]] if spoken else []))
    journal = Journal(lambda: NOON)
    context = CounterContext(
        engines(recognition), WakePhrase(WAKE), journal, History(lambda: NOON), lambda field: []
    )
    said = 0

    def show(message: dict[str, Any]) -> None:
        nonlocal said
        if message["type"] == "mark":
            said += 1
            heard = Heard(type="played", mark=message["mark"])
            asyncio.get_running_loop().call_soon(session.told, heard)

    session = CounterSession("Quầy 1", context, show, lambda codes: None)
    pcm = np.rint(AUDIO * 32767).astype("<i2").tobytes()
    frame = WIDE_BAND.rate // 50 * WIDE_BAND.sample_bytes
    for number, each in enumerate(words):
        await until(lambda number=number: said == number)
        if each == OFFICER:
            session.told(CallOfficer(type="officer"))
        elif each.isdigit():
            session.told(Press(type="press", key=each))
        else:
            for start in range(0, len(pcm), frame):
                session.hear(pcm[start : start + frame])
    await until(lambda: said == len(words))
    await session.close()
    recognition.close()
    (record,) = journal.known
    return record


def essence(record: CallRecord) -> list[dict[str, Any]]:
    """What the turns of a record tell of the matter: all but manners and times, with the facts told."""
    manners = frozenset(prompts.SENTENCES) | frozenset(wording.SENTENCES)
    return [
        {name: value for name, value in asdict(turn).items() if name not in OWN_WAY}
        | {"facts": [sentence for sentence in turn.said if sentence not in manners]}
        for turn in record.turns
    ]


@pytest.mark.parametrize(
    ("words", "decisions"),
    [
        (["đăng ký khai tử cần giấy tờ gì"], ["answer"]),
        (["đăng ký kết hôn mất bao lâu", "lệ phí bao nhiêu"], ["answer", "answer"]),
        (["đăng ký lại khai sinh hay khai tử", "2"], ["choose"]),
        (["đăng ký lại khai sinh hay khai tử", "việc thứ nhất"], ["choose", None]),
        (["đất đai", "đúng rồi"], [None, "yes"]),
        (["đất đai", "không phải", "đăng ký khai tử"], [None, "denial", "answer"]),
        (["đăng ký khai tử cần giấy tờ gì", "nói lại"], ["answer", "repeat"]),
        (["tôi muốn gặp cán bộ"], ["person"]),
        (["làm hộ chiếu ở đâu"], ["transfer"]),
        (["giá vàng hôm nay bao nhiêu", "thời tiết ngày mai thế nào"], ["transfer", "transfer"]),
        (["đăng ký khai tử cần giấy tờ gì", OFFICER], ["answer"]),
    ],
)
async def test_the_same_words_lead_to_the_same_record_by_phone_and_at_a_counter(
    words: list[str], decisions: list[str | None]
) -> None:
    call, visit = await by_phone(words), await at_the_counter(words)
    assert essence(visit) == essence(call)
    assert call.outcome is not None
    assert visit.outcome is not None
    assert visit.outcome.reason == call.outcome.reason
    for turn, decision in zip(call.turns, decisions, strict=True):
        assert decision in (None, turn.decision)
    assert (call.channel, visit.channel) == ("phone", "counter")
