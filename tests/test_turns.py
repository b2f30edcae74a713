import tracemalloc

import numpy as np
import pytest

from tests.synthetic_voice import babble, hiss
from voice.endpointing import Endpointing, SpeechStarted
from voice.hearing import HEARING_RATE, Samples
from voice.turns import TurnDetector, TurnEnded, Turns
from voice.vad import SpeechDetector

FRAME = HEARING_RATE // 50
PAUSE_MS = Endpointing().end_pause_ms


@pytest.fixture(scope="module")
def detector() -> SpeechDetector:
    return SpeechDetector()


def frames(sound: Samples) -> list[Samples]:
    return [sound[at : at + FRAME] for at in range(0, len(sound), FRAME)]


def listen(turns: TurnDetector, *sounds: Samples) -> list[SpeechStarted | TurnEnded]:
    return [event for frame in frames(np.concatenate(sounds)) for event in turns.feed(frame)]


def ended(events: list[SpeechStarted | TurnEnded]) -> list[TurnEnded]:
    return [event for event in events if isinstance(event, TurnEnded)]


def test_one_utterance_is_one_turn_with_its_own_audio(detector: SpeechDetector) -> None:
    voice = babble(1.5)
    started, turn = listen(TurnDetector(detector), hiss(1), voice, hiss(2))
    assert isinstance(started, SpeechStarted)
    assert isinstance(turn, TurnEnded)
    assert started.start_ms == turn.start_ms == pytest.approx(1_000, abs=150)
    assert turn.end_ms == pytest.approx(2_500, abs=150)
    options = Turns()
    expected = (turn.end_ms - turn.start_ms + options.pre_roll_ms + options.tail_ms) * HEARING_RATE // 1000
    assert len(turn.samples) == expected
    offset = HEARING_RATE - (turn.start_ms - options.pre_roll_ms) * HEARING_RATE // 1000
    assert np.array_equal(turn.samples[offset : offset + len(voice)], voice)


def test_the_end_is_known_within_one_window_after_the_pause(detector: SpeechDetector) -> None:
    (turn,) = ended(listen(TurnDetector(detector), hiss(0.5), babble(1), hiss(2)))
    assert PAUSE_MS <= turn.at_ms - turn.end_ms <= PAUSE_MS + 32


def test_a_thinking_pause_shorter_than_the_end_pause_is_inside_the_turn(detector: SpeechDetector) -> None:
    (turn,) = ended(listen(TurnDetector(detector), hiss(0.5), babble(1), hiss(0.4), babble(1), hiss(2)))
    assert turn.end_ms - turn.start_ms == pytest.approx(2_400, abs=300)


def test_two_questions_apart_are_two_turns(detector: SpeechDetector) -> None:
    turns = ended(listen(TurnDetector(detector), hiss(0.5), babble(1), hiss(2.5), babble(1), hiss(2)))
    assert [turn.start_ms for turn in turns] == pytest.approx([500, 4_000], abs=150)


def test_speech_from_the_very_first_sample_is_kept(detector: SpeechDetector) -> None:
    (turn,) = ended(listen(TurnDetector(detector), babble(1), hiss(2)))
    assert turn.start_ms < 200
    assert len(turn.samples) > 0.9 * HEARING_RATE


@pytest.mark.parametrize("level", [0.0, 1e-3, 0.03])
def test_a_line_without_a_voice_has_no_turns(detector: SpeechDetector, level: float) -> None:
    assert listen(TurnDetector(detector), hiss(10, level)) == []


def test_speaking_lasts_from_the_start_to_the_end_of_the_turn(detector: SpeechDetector) -> None:
    turns = TurnDetector(detector)
    seen = [
        (turns.speaking, bool(turns.feed(frame))) for frame in frames(np.concatenate([babble(1), hiss(1)]))
    ]
    changes = [speaking for speaking, event in seen if event]
    assert changes == [False, True]
    assert not turns.speaking


def test_a_very_long_turn_comes_in_pieces_cut_in_a_pause_and_loses_nothing(detector: SpeechDetector) -> None:
    sound = np.concatenate([babble(4.2), hiss(0.35), babble(3), hiss(2)])
    options = Turns(max_turn_ms=5_000)
    events = listen(TurnDetector(detector, options), sound)
    first, second = ended(events)
    assert [type(event) for event in events] == [SpeechStarted, TurnEnded, SpeechStarted, TurnEnded]
    assert 4_200 <= first.end_ms <= 4_550
    assert second.start_ms == first.end_ms
    assert len(first.samples) <= 5 * HEARING_RATE
    begin = max(first.start_ms - options.pre_roll_ms, 0) * HEARING_RATE // 1000
    whole = np.concatenate([first.samples, second.samples])
    assert np.array_equal(whole, sound[begin : begin + len(whole)])


def test_one_big_chunk_gives_the_same_turns_as_frames(detector: SpeechDetector) -> None:
    sound = np.concatenate([hiss(0.5), babble(1), hiss(1), babble(0.7), hiss(1)])
    whole, framed = ended(TurnDetector(detector).feed(sound)), ended(listen(TurnDetector(detector), sound))
    assert [(turn.start_ms, turn.end_ms, turn.at_ms) for turn in whole] == [
        (turn.start_ms, turn.end_ms, turn.at_ms) for turn in framed
    ]
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(whole, framed, strict=True))


def test_a_reset_forgets_the_turn_but_not_the_time(detector: SpeechDetector) -> None:
    turns = TurnDetector(detector)
    listen(turns, babble(1))
    assert turns.speaking
    turns.reset()
    assert not turns.speaking
    (turn,) = ended(listen(turns, hiss(1), babble(1), hiss(1)))
    assert turn.start_ms == pytest.approx(2_000, abs=150)
    assert turn.samples.shape[0] < 1.9 * HEARING_RATE


def test_a_call_of_silence_holds_no_growing_memory(detector: SpeechDetector) -> None:
    turns = TurnDetector(detector)
    quiet = hiss(5)
    listen(turns, quiet)
    tracemalloc.start()
    for _ in range(6):
        for frame in frames(quiet):
            turns.feed(frame.copy())
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 100_000
