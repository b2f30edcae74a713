"""A minute of what is no caller, through the real detector of speech and the real recogniser."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import numpy as np
import pytest

from telephony.calls.listening import FinishedTurn, Listener, is_noise
from tests.doubles.synthetic_noise import (
    chords,
    crowd,
    hum,
    song,
    white,
)
from tests.doubles.synthetic_voice import babble
from voice import mulaw
from voice.channel import for_hearing
from voice.hearing.recognition import RecognitionQueue
from voice.hearing.weights import resolve
from voice.hearing.whisper import WhisperRecognizer
from voice.mulaw import FRAME_BYTES, TELEPHONE_RATE
from voice.samples import Samples
from voice.turns.vad import SpeechDetector

pytestmark = [pytest.mark.model, pytest.mark.slow]

Sound = Callable[[float], Samples]
SOUNDS: dict[str, Sound] = {
    "silence": lambda seconds: white(seconds, 0.0005),
    "hiss": white,
    "loud hiss": lambda seconds: white(seconds, 0.1),
    "hum": hum,
    "chords": chords,
    "song": song,
    "crowd": crowd,
}


@pytest.fixture(scope="module")
def recognizer() -> WhisperRecognizer:
    return WhisperRecognizer(resolve(None))


@pytest.fixture
def queue(recognizer: WhisperRecognizer) -> Iterator[RecognitionQueue]:
    queue = RecognitionQueue(recognizer)
    yield queue
    queue.close()


@pytest.fixture
async def listener(queue: RecognitionQueue) -> AsyncIterator[Listener]:
    listener = Listener(SpeechDetector(), queue)
    yield listener
    listener.close()


async def utterances(listener: Listener, sound: Samples) -> list[FinishedTurn]:
    """What is taken for a caller's turn in `sound`, noises left out."""
    codes = mulaw.encode(sound[::2].copy())
    said = []
    for at in range(0, len(codes), FRAME_BYTES):
        for heard in listener.feed(codes[at : at + FRAME_BYTES]):
            if isinstance(heard, FinishedTurn):
                hearing = await heard.hearing
                if not is_noise(heard.turn, hearing.text):
                    said.append(heard)
    return said


@pytest.mark.parametrize("name", SOUNDS)
async def test_a_minute_without_a_caller_on_an_open_line_is_no_utterance(
    listener: Listener, name: str
) -> None:
    assert await utterances(listener, SOUNDS[name](60)) == []


@pytest.mark.parametrize("name", ["hiss", "chords", "song"])
async def test_a_voice_before_the_noise_is_the_only_utterance(listener: Listener, name: str) -> None:
    sound = np.concatenate([babble(1.5), SOUNDS[name](30)])
    async with asyncio.timeout(60):
        (said,) = await utterances(listener, sound)
    assert said.turn.end_ms < 3_000


def test_where_the_detector_is_mistaken_the_recogniser_makes_up_no_words(
    recognizer: WhisperRecognizer,
) -> None:
    """As measured, 59 of 60 cuts come out empty; the other is a crowd."""
    made_up = []
    for name, sound in SOUNDS.items():
        whole = mulaw.decode(mulaw.encode(sound(16)[::2].copy()))
        for seconds in (1.0, 1.7, 2.5, 4.0):
            cut = whole[2 * TELEPHONE_RATE : round((2 + seconds) * TELEPHONE_RATE)]
            if text := recognizer.recognize(for_hearing(cut, TELEPHONE_RATE)).text:
                made_up.append((name, seconds, text))
    assert len(made_up) <= 2, made_up
