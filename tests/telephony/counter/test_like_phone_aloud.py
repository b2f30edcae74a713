"""One recording by telephone and at a counter, through the real recogniser: the same entry and decision.

The telephone carries half the band, so of a question at the edge of being understood more may be heard at the
counter; these are clear on both.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import soxr

from telephony.app.engines import build_engines
from telephony.calls.engines import Engines
from telephony.cli.call import CALLER_WORDS_A_MINUTE
from telephony.cli.serve import FIRST_QUESTION
from telephony.counter.history import History
from telephony.counter.messages import Talk
from telephony.counter.session import CounterSession
from telephony.counter.visit import CounterContext
from telephony.counter.wake import WakePhrase
from telephony.measuring import test_call as trial
from telephony.records.journal import Journal
from telephony.records.record import Turn
from telephony.settings import Settings
from tests.doubles.synthetic_voice import hiss
from voice.channel import WIDE_BAND
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.speech import Speech

pytestmark = [pytest.mark.model, pytest.mark.e2e, pytest.mark.timeout(300)]

FRAME = WIDE_BAND.rate // 50


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(_env_file=None, data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def engines(settings: Settings) -> Iterator[Engines]:
    made = build_engines(settings)
    yield made
    made.recognition.close()


async def at_the_counter(engines: Engines, speech: Speech) -> Turn:
    """What the record says of the words, spoken into the microphone while the button is held."""
    journal = Journal(lambda: datetime.now(UTC))
    context = CounterContext(
        engines, WakePhrase("Sổ tay ơi"), journal, History(lambda: datetime.now(UTC)), lambda _: []
    )
    replied = asyncio.Event()

    def show(message: dict[str, Any]) -> None:
        if message["type"] == "mark":
            replied.set()

    session = CounterSession("Quầy 1", context, show, lambda codes: None)
    session.told(Talk(type="talk"))
    words = soxr.resample(speech.samples, speech.rate, WIDE_BAND.rate).astype(np.float32)
    audio = np.concatenate([hiss(0.5, 3e-4), words * 0.5 / np.abs(words).max(), hiss(2.5, 3e-4)])
    pcm = np.rint(audio * 32767).astype("<i2")
    for start in range(0, len(pcm), FRAME):
        session.hear(pcm[start : start + FRAME].tobytes())
    async with asyncio.timeout(60):
        await replied.wait()
    await session.close()
    (record,) = journal.known
    (turn,) = record.turns
    return turn


@pytest.mark.parametrize("question", [FIRST_QUESTION, "Giá vàng hôm nay bao nhiêu?"])
async def test_the_same_recording_is_answered_alike(
    settings: Settings, engines: Engines, question: str
) -> None:
    voice = EspeakSynthesizer(words_per_minute=CALLER_WORDS_A_MINUTE)
    speech = await voice.synthesize(question)
    async with trial.own_helpline(settings, engines) as helpline:
        timeline = await trial.call(helpline, [await trial.spoken_question(question, voice)])
    call, visit = timeline.turns[0], await at_the_counter(engines, speech)
    assert (visit.decision, visit.entry, visit.title) == (call.decision, call.entry, call.title)
    assert (visit.aspects[0] if visit.aspects else None) == call.aspect
