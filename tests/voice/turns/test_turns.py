import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from tests.doubles.synthetic_noise import (
    chords,
    hum,
    song,
    white,
)
from tests.doubles.synthetic_voice import babble, hiss
from voice import mulaw
from voice.channel import for_hearing
from voice.mulaw import TELEPHONE_RATE
from voice.samples import HEARING_RATE, Samples
from voice.turns.endpointing import (
    Completeness,
    Endpointing,
    SpeechResumed,
    SpeechStarted,
)
from voice.turns.turns import (
    Turn,
    TurnDetector,
    TurnEvent,
    TurnOptions,
)
from voice.turns.vad import WINDOW_MS, SpeechDetector

FRAME = HEARING_RATE // 50
PAUSE_MS = Endpointing().pausing.least_ms


def frames(sound: Samples) -> list[Samples]:
    return [sound[at : at + FRAME] for at in range(0, len(sound), FRAME)]


def wide_band(detector: SpeechDetector, options: TurnOptions | None = None) -> TurnDetector:
    return TurnDetector(detector, options, HEARING_RATE)


def listen(turns: TurnDetector, *sounds: Samples) -> list[TurnEvent]:
    return [event for frame in frames(np.concatenate(sounds)) for event in turns.feed(frame)]


def ended(events: list[TurnEvent]) -> list[Turn]:
    return [event for event in events if isinstance(event, Turn) and event.ended]


def test_one_utterance_is_one_turn_with_its_own_audio(detector: SpeechDetector) -> None:
    voice = babble(1.5)
    started, paused, turn = listen(wide_band(detector), hiss(1), voice, hiss(2))
    assert isinstance(started, SpeechStarted)
    assert isinstance(paused, Turn)
    assert isinstance(turn, Turn)
    assert (paused.ended, turn.ended) == (False, True)
    assert started.start_ms == turn.start_ms == pytest.approx(1_000, abs=150)
    assert turn.end_ms == pytest.approx(2_500, abs=150)
    options = TurnOptions()
    expected = (turn.end_ms - turn.start_ms + options.pre_roll_ms + options.tail_ms) * HEARING_RATE // 1000
    assert len(turn.samples) == expected
    offset = HEARING_RATE - (turn.start_ms - options.pre_roll_ms) * HEARING_RATE // 1000
    assert np.array_equal(turn.samples[offset : offset + len(voice)], voice)


def test_a_turn_tells_how_sure_it_was_speech(detector: SpeechDetector) -> None:
    quiet, voice = hiss(1), babble(1.5)
    turns = wide_band(detector)
    (turn,) = ended(listen(turns, quiet, voice, hiss(2)))
    windows = [
        window.probability for window in detector.stream().feed(np.concatenate([quiet, voice, hiss(1)]))
    ]
    expected = np.mean(windows[turn.start_ms // WINDOW_MS : turn.end_ms // WINDOW_MS])
    assert turn.speech_probability == pytest.approx(expected, abs=1e-3)
    assert turn.speech_probability > 0.5


def test_the_end_is_known_within_one_window_after_the_pause(detector: SpeechDetector) -> None:
    (turn,) = ended(listen(wide_band(detector), hiss(0.5), babble(1), hiss(2)))
    assert PAUSE_MS <= turn.at_ms - turn.end_ms <= PAUSE_MS + 32


def test_a_thinking_pause_is_inside_the_turn_and_voids_what_was_heard_so_far(
    detector: SpeechDetector,
) -> None:
    events = listen(wide_band(detector), hiss(0.5), babble(1), hiss(0.9), babble(1), hiss(2))
    assert [type(event) for event in events] == [SpeechStarted, Turn, SpeechResumed, Turn, Turn]
    assert [event.ended for event in events if isinstance(event, Turn)] == [False, False, True]
    (turn,) = ended(events)
    assert turn.end_ms - turn.start_ms == pytest.approx(2_900, abs=300)


def test_what_is_recognised_in_the_pause_is_the_whole_turn(detector: SpeechDetector) -> None:
    *_, paused, turn = listen(wide_band(detector), hiss(0.5), babble(1), hiss(2))
    assert isinstance(paused, Turn)
    assert isinstance(turn, Turn)
    assert (paused.ended, turn.ended) == (False, True)
    assert turn.samples is paused.samples
    assert paused.at_ms - paused.end_ms <= Endpointing().early_pause_ms + 32 < turn.at_ms - turn.end_ms


def test_a_turn_that_sounds_complete_ends_sooner(detector: SpeechDetector) -> None:
    turns = wide_band(detector)
    listen(turns, babble(1))
    quiet = iter(frames(hiss(2)))
    while not any(isinstance(event, Turn) for event in turns.feed(next(quiet))):
        pass
    turns.sounds(Completeness.COMPLETE)
    (turn,) = ended(listen(turns, *quiet))
    assert turn.at_ms - turn.end_ms <= Endpointing().complete_pause_ms + 32


def test_a_telephone_line_gives_the_same_turn_at_full_quality(detector: SpeechDetector) -> None:
    narrow = np.concatenate([hiss(1), babble(1.5), hiss(2)])[::2].copy()
    turns = TurnDetector(detector)
    events = [event for at in range(0, len(narrow), 160) for event in turns.feed(narrow[at : at + 160])]
    (turn,) = ended(events)
    assert turn.start_ms == pytest.approx(1_000, abs=150)
    options = TurnOptions()
    begin, end = turn.start_ms - options.pre_roll_ms, turn.end_ms + options.tail_ms
    piece = narrow[begin * TELEPHONE_RATE // 1000 : end * TELEPHONE_RATE // 1000]
    assert np.array_equal(turn.samples, for_hearing(piece, TELEPHONE_RATE))


def test_two_questions_apart_are_two_turns(detector: SpeechDetector) -> None:
    turns = ended(listen(wide_band(detector), hiss(0.5), babble(1), hiss(2.5), babble(1), hiss(2)))
    assert [turn.start_ms for turn in turns] == pytest.approx([500, 4_000], abs=150)


def test_speech_from_the_very_first_sample_is_kept(detector: SpeechDetector) -> None:
    (turn,) = ended(listen(wide_band(detector), babble(1), hiss(2)))
    assert turn.start_ms < 200
    assert len(turn.samples) > 0.9 * HEARING_RATE


@pytest.mark.parametrize("sound", [lambda s: white(s, 1e-6), white, hum, chords, song])
def test_a_minute_without_a_voice_on_a_telephone_has_no_turns(
    detector: SpeechDetector, sound: Callable[[float], Samples]
) -> None:
    narrow = mulaw.decode(mulaw.encode(sound(60)[::2].copy()))
    turns = TurnDetector(detector)
    assert not [event for at in range(0, len(narrow), 160) for event in turns.feed(narrow[at : at + 160])]


def test_turns_end_in_noise_10_db_below_the_voice(detector: SpeechDetector) -> None:
    clean = np.concatenate([hiss(1), babble(1.5), hiss(2.5), babble(1.5), hiss(2.5)])
    noisy = clean + hiss(len(clean) / HEARING_RATE, 0.1 * 10 ** (-10 / 20))
    starts = [turn.start_ms for turn in ended(listen(wide_band(detector), noisy))]
    assert starts == pytest.approx([1_000, 5_000], abs=150)


@pytest.mark.parametrize("level", [0.0, 1e-3, 0.03])
def test_a_line_without_a_voice_has_no_turns(detector: SpeechDetector, level: float) -> None:
    assert listen(wide_band(detector), hiss(10, level)) == []


def test_speaking_lasts_from_the_start_to_the_end_of_the_turn(detector: SpeechDetector) -> None:
    turns = wide_band(detector)
    seen = [
        (turns.speaking, bool(turns.feed(frame))) for frame in frames(np.concatenate([babble(1), hiss(1.5)]))
    ]
    changes = [speaking for speaking, event in seen if event]
    assert changes == [False, True, True]
    assert not turns.speaking


@pytest.mark.slow
def test_a_turn_longer_than_the_recogniser_takes_at_once_is_still_one(detector: SpeechDetector) -> None:
    (turn,) = ended(listen(wide_band(detector), babble(20), hiss(0.5), babble(15), hiss(2)))
    assert turn.end_ms - turn.start_ms == pytest.approx(35_500, abs=300)
    assert len(turn.samples) > 35 * HEARING_RATE


def test_whoever_never_stops_is_interrupted_and_heard_on(detector: SpeechDetector) -> None:
    options = TurnOptions(Endpointing(max_turn_ms=3_000))
    first, second = ended(listen(wide_band(detector, options), babble(5), hiss(2)))
    assert first.end_ms - first.start_ms == pytest.approx(3_000, abs=50)
    assert second.end_ms == pytest.approx(5_000, abs=150)


def test_one_big_chunk_gives_the_same_turns_as_frames(detector: SpeechDetector) -> None:
    sound = np.concatenate([hiss(0.5), babble(1), hiss(1.5), babble(0.7), hiss(1.5)])
    whole, framed = ended(wide_band(detector).feed(sound)), ended(listen(wide_band(detector), sound))
    assert [(turn.start_ms, turn.end_ms, turn.at_ms) for turn in whole] == [
        (turn.start_ms, turn.end_ms, turn.at_ms) for turn in framed
    ]
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(whole, framed, strict=True))


def test_a_dropped_turn_is_forgotten_but_not_the_time(detector: SpeechDetector) -> None:
    turns = wide_band(detector)
    listen(turns, babble(1))
    assert len(turns.speech(5_000)) == pytest.approx(HEARING_RATE, rel=0.2)
    assert len(turns.speech(500)) == HEARING_RATE // 2
    turns.drop()
    assert not turns.speaking
    assert not len(turns.speech(5_000))
    (turn,) = ended(listen(turns, hiss(1), babble(1), hiss(1.5)))
    assert turn.start_ms == pytest.approx(2_000, abs=150)
    assert turn.samples.shape[0] < 1.9 * HEARING_RATE
    assert turns.now_ms == 4_500


def test_a_call_of_silence_holds_no_growing_memory(detector: SpeechDetector) -> None:
    turns = wide_band(detector)
    quiet = hiss(5)
    listen(turns, quiet)
    tracemalloc.start()
    for _ in range(6):
        for frame in frames(quiet):
            turns.feed(frame.copy())
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 100_000
