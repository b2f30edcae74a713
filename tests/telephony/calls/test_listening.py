"""The ear of a conversation; the audio is the clock, so a minute is fed in a moment."""

import asyncio
import threading
import tracemalloc
from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from telephony.calls.listening import (
    BrokeIn,
    FinishedTurn,
    Heard,
    Listener,
    PatienceEnded,
    is_noise,
)
from tests.doubles.loudness import Loudness
from tests.doubles.synthetic_voice import babble, hiss
from voice import mulaw
from voice.channel import WIDE_BAND
from voice.hearing.hearing import Hearing, RecognitionError
from voice.hearing.recognition import RecognitionQueue
from voice.samples import Samples
from voice.turns.endpointing import Completeness
from voice.turns.turns import Turn
from voice.turns.vad import SpeechDetector, VoiceActivityDetector


class Recorder:
    """An engine that hears how long the audio was, in ms."""

    name = "recorder"

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.failing = False
        self.confidence = 0.9
        self.gate = threading.Event()
        self.gate.set()

    def recognize(self, samples: Samples) -> Hearing:
        assert self.gate.wait(5)
        if self.failing:
            raise RecognitionError("the engine failed")
        self.lengths.append(len(samples) // 16)
        return Hearing(f"{len(samples) // 16} ms", self.confidence, self.name, len(samples) / 16, 1.0)

    def prepare(self, phrases: Sequence[str]) -> None: ...


class Ear:
    """A listener with its engine."""

    def __init__(self, detector: VoiceActivityDetector) -> None:
        self.engine = Recorder()
        self.queue = RecognitionQueue(self.engine)
        self.partials: list[str] = []
        self.completeness = Completeness.UNKNOWN
        self.listener = Listener(
            detector,
            self.queue,
            completeness=self.judge,
            partial=self.partials.append,
        )

    async def judge(self, hearing: Hearing) -> Completeness:
        return self.completeness

    def hear(self, *sounds: Samples) -> list[Heard]:
        return self.hear_narrow(np.concatenate(sounds)[::2])

    def hear_narrow(self, samples: Samples) -> list[Heard]:
        codes = mulaw.encode(np.ascontiguousarray(samples))
        return [
            heard
            for at in range(0, len(codes), mulaw.FRAME_BYTES)
            for heard in self.listener.feed(codes[at : at + mulaw.FRAME_BYTES])
        ]

    async def settle(self) -> None:
        """Lets everything that was begun come to its end."""
        async with asyncio.timeout(5):
            while self.queue.waiting or len(asyncio.all_tasks()) > 1:
                await asyncio.sleep(0.005)


@pytest.fixture
async def ear(detector: SpeechDetector) -> AsyncIterator[Ear]:
    ear = Ear(detector)
    yield ear
    ear.engine.gate.set()
    ear.listener.close()
    ear.queue.close()


async def waiting(ear: Ear, utterances: int) -> None:
    """Returns when so many utterances are waiting or being heard."""
    async with asyncio.timeout(5):
        while ear.queue.waiting != utterances:
            await asyncio.sleep(0)


async def test_the_words_are_there_when_the_turn_ends(ear: Ear) -> None:
    assert ear.hear(babble(1), hiss(0.5)) == []
    await ear.settle()
    assert len(ear.engine.lengths) == 1
    (said,) = ear.hear(hiss(1.5))
    assert isinstance(said, FinishedTurn)
    assert (await said.hearing).text == f"{ear.engine.lengths[0]} ms"
    assert len(ear.engine.lengths) == 1
    assert not said.broke_in


async def test_whoever_goes_on_is_heard_as_a_whole(ear: Ear) -> None:
    ear.hear(babble(1), hiss(0.6))
    await ear.settle()
    (said,) = ear.hear(babble(1), hiss(1.5))
    assert isinstance(said, FinishedTurn)
    assert (await said.hearing).audio_ms > 2_500


async def test_the_words_so_far_are_told(ear: Ear) -> None:
    ear.hear(babble(1), hiss(0.6))
    await ear.settle()
    ear.hear(babble(1), hiss(0.6))
    await ear.settle()
    assert ear.partials == [f"{length} ms" for length in ear.engine.lengths]
    assert len(ear.partials) == 2


async def test_a_caller_who_goes_on_takes_the_waiting_work_back(ear: Ear) -> None:
    ear.engine.gate.clear()
    blocking = asyncio.create_task(ear.queue.recognize(np.zeros(16, dtype=np.float32)))
    ear.hear(babble(1), hiss(0.6))
    await waiting(ear, 2)
    ear.hear(babble(0.5))
    await waiting(ear, 1)
    ear.engine.gate.set()
    await blocking


async def test_a_complete_question_ends_sooner(ear: Ear) -> None:
    ear.completeness = Completeness.COMPLETE
    assert ear.hear(babble(1), hiss(0.6)) == []
    await ear.settle()
    assert [type(heard) for heard in ear.hear(hiss(0.1))] == [FinishedTurn]


async def test_an_utterance_that_could_not_be_heard_early_is_heard_at_its_end(ear: Ear) -> None:
    ear.engine.gate.clear()
    crowd = [asyncio.create_task(ear.queue.recognize(np.zeros(16, dtype=np.float32))) for _ in range(6)]
    await asyncio.sleep(0)
    ear.hear(babble(1), hiss(0.6))
    for _ in range(10):
        await asyncio.sleep(0)
    assert ear.queue.waiting == 6
    (said,) = ear.hear(hiss(1.5))
    assert isinstance(said, FinishedTurn)
    ear.engine.gate.set()
    assert (await said.hearing).audio_ms > 1_000
    await asyncio.gather(*crowd)


async def test_an_engine_that_fails_is_told_with_the_turn(ear: Ear) -> None:
    ear.engine.failing = True
    (said,) = ear.hear(babble(1), hiss(2))
    assert isinstance(said, FinishedTurn)
    with pytest.raises(RecognitionError, match="engine failed"):
        await said.hearing


async def test_speech_over_our_voice_breaks_in_and_is_a_turn(ear: Ear) -> None:
    ear.listener.speaks()
    broke_in, said = ear.hear(hiss(1), babble(1.5), hiss(2))
    assert isinstance(broke_in, BrokeIn)
    assert isinstance(said, FinishedTurn)
    assert said.broke_in


async def test_a_short_word_over_our_voice_is_neither_an_interruption_nor_a_turn(ear: Ear) -> None:
    ear.listener.speaks()
    assert ear.hear(hiss(1), babble(0.3), hiss(2)) == []
    await ear.settle()
    assert ear.engine.lengths == []


@pytest.mark.parametrize("level_db", [-12, -20, -30])
@pytest.mark.parametrize("delay_ms", [20, 200])
async def test_our_own_voice_coming_back_is_not_taken_for_the_caller(
    ear: Ear, level_db: int, delay_ms: int
) -> None:
    voice = np.ascontiguousarray(babble(5, level=0.15)[::2])
    ear.hear(hiss(0.5))
    ear.listener.speaks()
    ear.listener.plays(mulaw.encode(voice))
    echo = np.concatenate([np.zeros(delay_ms * 8, dtype=np.float32), voice * 10 ** (level_db / 20)])
    heard = ear.hear_narrow(echo + hiss(len(echo) / 16_000 + 1)[: len(echo)])
    ear.listener.falls_silent()
    assert [*heard, *ear.hear(hiss(3))] == []
    await ear.settle()
    assert ear.engine.lengths == []


async def test_after_our_own_voice_the_caller_is_heard(ear: Ear) -> None:
    voice = np.ascontiguousarray(babble(2, level=0.15)[::2])
    ear.listener.speaks()
    ear.listener.plays(mulaw.encode(voice))
    ear.hear_narrow(voice * 0.1)
    ear.listener.falls_silent()
    (said,) = ear.hear(hiss(1.5), babble(1, level=0.05), hiss(2))
    assert isinstance(said, FinishedTurn)
    assert said.turn.start_ms == pytest.approx(3_500, abs=150)


async def test_patience_ends_after_the_silence_it_was_given(ear: Ear) -> None:
    ear.listener.waits(3_000)
    assert ear.hear(hiss(2.9)) == []
    assert [type(heard) for heard in ear.hear(hiss(0.2))] == [PatienceEnded]
    assert ear.hear(hiss(10)) == []


async def test_a_noise_does_not_renew_patience(ear: Ear) -> None:
    ear.listener.waits(3_000)
    (said,) = ear.hear(hiss(1), babble(0.3), hiss(1.5))
    assert isinstance(said, FinishedTurn)
    ear.listener.waits_on()
    assert PatienceEnded in [type(heard) for heard in ear.hear(hiss(2))]


@pytest.mark.parametrize(
    ("probability", "confidence", "heard"), [(0.45, 0.1, False), (0.45, 0.5, True), (0.9, 0.1, True)]
)
async def test_doubtful_words_of_what_was_hardly_speech_are_not_believed(
    probability: float, confidence: float, heard: bool
) -> None:
    ear = Ear(Loudness(probability))
    ear.engine.confidence = confidence
    (said,) = ear.hear(babble(1), hiss(2))
    assert isinstance(said, FinishedTurn)
    hearing = await said.hearing
    assert bool(hearing.text) is heard
    assert is_noise(said.turn, hearing.text) is not heard
    ear.queue.close()


@pytest.mark.parametrize(
    ("text", "length_ms", "probability", "noise"),
    [("", 300, 0.9, True), ("", 1_500, 0.4, True), ("", 1_500, 0.9, False), ("có", 300, 0.4, False)],
)
def test_a_turn_without_words_is_a_noise_if_it_was_short_or_hardly_speech(
    text: str, length_ms: int, probability: float, noise: bool
) -> None:
    turn = Turn(np.zeros(0, dtype=np.float32), 0, length_ms, length_ms + 1_000, probability)
    assert is_noise(turn, text) is noise


async def test_a_browsers_microphone_is_heard_too(detector: SpeechDetector) -> None:
    engine = Recorder()
    queue = RecognitionQueue(engine)
    listener = Listener(detector, queue, WIDE_BAND)
    sound = np.concatenate([hiss(0.5), babble(1), hiss(2)])
    pcm = np.rint(sound * 32_767).astype("<i2").tobytes()
    heard = [event for at in range(0, len(pcm), 640) for event in listener.feed(pcm[at : at + 640])]
    (said,) = heard
    assert isinstance(said, FinishedTurn)
    assert (await said.hearing).audio_ms == pytest.approx(1_450, abs=250)
    queue.close()


@pytest.mark.slow
async def test_a_long_call_holds_no_growing_memory(ear: Ear) -> None:
    sound = np.concatenate([babble(0.6), hiss(1.8)])[::2]

    async def utterance() -> None:
        heard = ear.hear_narrow(sound)
        assert [type(event) for event in heard] == [FinishedTurn]
        await ear.settle()

    for _ in range(5):
        await utterance()
    tracemalloc.start()
    for _ in range(25):
        await utterance()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 200_000


async def test_when_the_call_is_over_nothing_more_is_recognised(ear: Ear) -> None:
    ear.engine.gate.clear()
    blocking = asyncio.create_task(ear.queue.recognize(np.zeros(16, dtype=np.float32)))
    ear.hear(babble(1), hiss(0.6))
    await asyncio.sleep(0)
    ear.listener.close()
    await waiting(ear, 1)
    ear.engine.gate.set()
    await blocking
