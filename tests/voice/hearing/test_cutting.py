import numpy as np

from tests.doubles.synthetic_voice import babble, hiss
from voice.hearing.cutting import pieces, quietest
from voice.samples import HEARING_RATE


def test_the_cut_falls_into_the_pause() -> None:
    sound = np.concatenate([babble(2), hiss(0.4), babble(1)])
    assert 2.0 <= quietest(sound, HEARING_RATE, 3 * HEARING_RATE) / HEARING_RATE <= 2.4


def test_a_span_too_short_to_hold_a_pause_is_halved() -> None:
    assert quietest(babble(1), 1_000, 2_000) == 1_500


def test_short_audio_is_one_piece() -> None:
    sound = babble(1)
    (piece,) = pieces(sound, HEARING_RATE)
    assert piece is sound


def test_long_audio_comes_in_pieces_that_lose_nothing() -> None:
    sound = np.concatenate([babble(2.5), hiss(0.4), babble(3)])
    cut = pieces(sound, 3 * HEARING_RATE)
    assert len(cut) > 1
    assert max(map(len, cut)) <= 3 * HEARING_RATE
    assert np.array_equal(np.concatenate(cut), sound)
    assert 2.5 <= len(cut[0]) / HEARING_RATE <= 2.9
