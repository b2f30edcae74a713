import numpy as np
import pytest

from tests.doubles.synthetic_voice import babble, hiss
from voice.samples import HEARING_RATE, Samples
from voice.turns.vad import (
    WINDOW,
    WINDOW_MS,
    SpeechDetector,
    VadStream,
)


def probabilities(stream: VadStream, sound: Samples) -> list[float]:
    return [window.probability for window in stream.feed(sound)]


def test_a_voice_is_told_from_the_quiet_around_it(detector: SpeechDetector) -> None:
    heard = np.array(probabilities(detector.stream(), np.concatenate([hiss(1), babble(1.5), hiss(1)])))
    times = np.arange(len(heard)) * WINDOW_MS / 1000
    assert heard[times < 0.9].max() < 0.25
    assert heard[(times > 1.3) & (times < 2.4)].min() > 0.5
    assert heard[times > 2.8].max() < 0.25


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
    assert np.max(probabilities(detector.stream(), sound)[10:]) < 0.4


def test_pieces_of_any_size_give_the_same_as_the_whole(detector: SpeechDetector) -> None:
    sound = np.concatenate([hiss(0.5), babble(1)])
    whole = probabilities(detector.stream(), sound)
    stream = detector.stream()
    sizes = [1, 320, 511, 0, 512, 513, 3000]
    pieces: list[float] = []
    at = turn = 0
    while at < len(sound):
        pieces += probabilities(stream, sound[at : at + sizes[turn % len(sizes)]])
        at += sizes[turn % len(sizes)]
        turn += 1
    assert pieces == pytest.approx(whole, abs=1e-4)
    assert len(whole) == len(sound) // WINDOW


def test_calls_that_share_the_network_do_not_hear_one_another(detector: SpeechDetector) -> None:
    voice, quiet = babble(1), hiss(1)
    alone = probabilities(detector.stream(), quiet)
    one, other = detector.stream(), detector.stream()
    between: list[float] = []
    for at in range(0, HEARING_RATE, 320):
        one.feed(voice[at : at + 320])
        between += probabilities(other, quiet[at : at + 320])
    assert between == pytest.approx(alone, abs=1e-4)


def test_after_a_reset_nothing_is_remembered(detector: SpeechDetector) -> None:
    stream = detector.stream()
    fresh = probabilities(stream, hiss(0.5))
    stream.feed(babble(1))
    stream.reset()
    assert probabilities(stream, hiss(0.5)) == pytest.approx(fresh, abs=1e-6)


def test_a_window_tells_how_loud_it_is(detector: SpeechDetector) -> None:
    levels = [window.level_db for window in detector.stream().feed(hiss(1, level=0.01))]
    assert levels == pytest.approx([-40] * len(levels), abs=1)
    assert detector.stream().feed(np.zeros(WINDOW, dtype=np.float32))[0].level_db == pytest.approx(-100)
