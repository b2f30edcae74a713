import pytest

from voice.turns.foreground import Foreground, ForegroundVoice
from voice.turns.vad import Window


@pytest.fixture
def voice() -> ForegroundVoice:
    """A caller who has been speaking at -20 dBFS."""
    voice = ForegroundVoice(Foreground())
    for _ in range(30):
        voice.probability(Window(0.95, -20.0))
    return voice


def test_faint_voices_behind_the_caller_are_background(voice: ForegroundVoice) -> None:
    assert voice.probability(Window(0.6, -30.0)) == 0


def test_the_callers_own_weak_sounds_count_by_their_probability(voice: ForegroundVoice) -> None:
    assert voice.probability(Window(0.6, -22.0)) == 0.6


def test_what_is_certainly_speech_counts_at_any_level(voice: ForegroundVoice) -> None:
    assert voice.probability(Window(0.9, -45.0)) == 0.9


def test_a_caller_who_speaks_more_softly_from_now_on_is_followed(voice: ForegroundVoice) -> None:
    for _ in range(60):
        voice.probability(Window(0.9, -32.0))
    assert voice.probability(Window(0.6, -33.0)) == 0.6


def test_while_nobody_has_spoken_everything_counts() -> None:
    assert ForegroundVoice(Foreground()).probability(Window(0.5, -60.0)) == 0.5
