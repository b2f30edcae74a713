import numpy as np
import pytest

from tests.synthetic_voice import babble, hiss
from voice.hearing import HEARING_RATE
from voice.vad import WINDOW, WINDOW_MS, SpeechDetector


@pytest.fixture(scope="module")
def detector() -> SpeechDetector:
    return SpeechDetector()


def test_a_voice_is_told_from_the_quiet_around_it(detector: SpeechDetector) -> None:
    probabilities = np.array(detector.stream().feed(np.concatenate([hiss(1), babble(1.5), hiss(1)])))
    times = np.arange(len(probabilities)) * WINDOW_MS / 1000
    assert probabilities[times < 0.9].max() < 0.25
    assert probabilities[(times > 1.3) & (times < 2.4)].min() > 0.5
    assert probabilities[times > 2.8].max() < 0.25


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(3 * HEARING_RATE, dtype=np.float32),
        hiss(3, level=0.05),
        (0.2 * np.sin(2 * np.pi * 425 * np.arange(3 * HEARING_RATE) / HEARING_RATE)).astype(np.float32),
    ],
    ids=["silence", "loud hiss", "dial tone"],
)
def test_what_is_no_voice_stays_unlikely(detector: SpeechDetector, sound: np.ndarray) -> None:
    assert np.max(detector.stream().feed(sound)[10:]) < 0.4


def test_pieces_of_any_size_give_the_same_as_the_whole(detector: SpeechDetector) -> None:
    sound = np.concatenate([hiss(0.5), babble(1)])
    whole = detector.stream().feed(sound)
    stream = detector.stream()
    sizes = [1, 320, 511, 0, 512, 513, 3000]
    pieces: list[float] = []
    at = turn = 0
    while at < len(sound):
        pieces += stream.feed(sound[at : at + sizes[turn % len(sizes)]])
        at += sizes[turn % len(sizes)]
        turn += 1
    assert pieces == pytest.approx(whole, abs=1e-4)
    assert len(whole) == len(sound) // WINDOW


def test_calls_that_share_the_network_do_not_hear_one_another(detector: SpeechDetector) -> None:
    voice, quiet = babble(1), hiss(1)
    alone = detector.stream().feed(quiet)
    one, other = detector.stream(), detector.stream()
    between: list[float] = []
    for at in range(0, HEARING_RATE, 320):
        one.feed(voice[at : at + 320])
        between += other.feed(quiet[at : at + 320])
    assert between == pytest.approx(alone, abs=1e-4)


def test_after_a_reset_nothing_is_remembered(detector: SpeechDetector) -> None:
    stream = detector.stream()
    fresh = stream.feed(hiss(0.5))
    stream.feed(babble(1))
    stream.reset()
    assert stream.feed(hiss(0.5)) == pytest.approx(fresh, abs=1e-6)
