from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.turns.endpointing import (
    Completeness,
    Endpoint,
    Endpointer,
    Endpointing,
    Expectation,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from voice.turns.pausing import Pausing
from voice.turns.vad import WINDOW_MS

OPTIONS = Endpointing(
    start_probability=0.5,
    stay_probability=0.3,
    min_speech_ms=96,
    candidate_gap_ms=64,
    early_pause_ms=128,
    pausing=Pausing(least_ms=320, most_ms=320),
)


def feed(endpointer: Endpointer, probabilities: Iterable[float]) -> list[Endpoint]:
    return [event for probability in probabilities for event in endpointer.feed(probability)]


def events(probabilities: Iterable[float], options: Endpointing = OPTIONS) -> list[Endpoint]:
    return feed(Endpointer(options), probabilities)


def speech(ms: int) -> list[float]:
    return [0.9] * (ms // WINDOW_MS)


def silence(ms: int) -> list[float]:
    return [0.0] * -(-ms // WINDOW_MS)


def ends(heard: list[Endpoint]) -> list[SpeechEnded]:
    return [event for event in heard if isinstance(event, SpeechEnded)]


def test_a_turn_is_announced_once_it_is_long_enough_may_be_over_early_and_ends_after_the_pause() -> None:
    heard = events([0.0] * 10 + [0.9] * 20 + [0.0] * 20)
    assert heard == [
        SpeechStarted(start_ms=10 * WINDOW_MS, at_ms=13 * WINDOW_MS),
        SpeechPaused(start_ms=10 * WINDOW_MS, end_ms=30 * WINDOW_MS, at_ms=34 * WINDOW_MS),
        SpeechEnded(start_ms=10 * WINDOW_MS, end_ms=30 * WINDOW_MS, at_ms=40 * WINDOW_MS),
    ]


def test_a_click_is_no_turn() -> None:
    assert events([0.0] * 5 + [0.9, 0.9] + [0.0] * 30) == []


def test_clicks_apart_do_not_add_up_to_a_turn() -> None:
    assert events(([0.9, 0.9] + [0.0] * 10) * 10) == []


def test_a_stop_consonant_inside_the_first_word_does_not_hide_it() -> None:
    assert events([0.9, 0.9, 0.0, 0.9])[0] == SpeechStarted(start_ms=0, at_ms=4 * WINDOW_MS)


def test_whoever_goes_on_after_a_pause_had_not_finished() -> None:
    heard = events([0.9] * 10 + [0.0] * 9 + [0.9] * 10 + [0.0] * 10)
    assert heard[1:] == [
        SpeechPaused(start_ms=0, end_ms=10 * WINDOW_MS, at_ms=14 * WINDOW_MS),
        SpeechResumed(at_ms=20 * WINDOW_MS),
        SpeechPaused(start_ms=0, end_ms=29 * WINDOW_MS, at_ms=33 * WINDOW_MS),
        SpeechEnded(start_ms=0, end_ms=29 * WINDOW_MS, at_ms=39 * WINDOW_MS),
    ]


def test_what_is_neither_speech_nor_silence_continues_what_was() -> None:
    assert events([0.4] * 50) == []
    assert [type(event) for event in events([0.9] * 5 + [0.4] * 50)] == [SpeechStarted]
    ended = events([0.9] * 5 + [0.1] + [0.4] * 50)[-1]
    assert ended == SpeechEnded(start_ms=0, end_ms=5 * WINDOW_MS, at_ms=15 * WINDOW_MS)


def test_time_can_begin_anywhere() -> None:
    started = feed(Endpointer(OPTIONS, now_ms=5_000), [0.9] * 3)
    assert started == [SpeechStarted(start_ms=5_000, at_ms=5_096)]


THINKING = silence(900 + 4 * WINDOW_MS)
"""A pause of 900 ms as the detector of speech sees it: soft sounds on both sides are silence to it."""


def test_a_thinking_pause_of_900_ms_is_inside_one_utterance() -> None:
    heard = events(speech(1_200) + THINKING + speech(1_500) + silence(2_000), Endpointing())
    (ended,) = ends(heard)
    assert ended.end_ms - ended.start_ms == pytest.approx(3_700, abs=2 * WINDOW_MS)


def test_a_fluent_caller_may_think_for_900_ms_too() -> None:
    endpointer = Endpointer(Endpointing())
    for _ in range(20):
        assert len(ends(feed(endpointer, speech(3_000) + silence(2_500)))) == 1
    assert len(ends(feed(endpointer, speech(1_200) + THINKING + speech(1_500) + silence(2_000)))) == 1


def test_two_questions_2500_ms_apart_are_two_utterances() -> None:
    heard = events((speech(1_500) + silence(2_500)) * 2, Endpointing())
    assert len(ends(heard)) == 2


def test_a_slow_callers_questions_2500_ms_apart_are_two_utterances_too() -> None:
    endpointer = Endpointer(Endpointing())
    for _ in range(20):
        feed(endpointer, speech(800) + silence(1_000) + speech(800) + silence(2_500))
    assert len(ends(feed(endpointer, (speech(1_500) + silence(2_500)) * 2))) == 2


def noisy(windows: Iterable[float], level_db: float) -> list[tuple[float, float]]:
    return [(probability, level_db) for probability in windows]


def loudly(endpointer: Endpointer, windows: Iterable[tuple[float, float]]) -> list[Endpoint]:
    return [event for window in windows for event in endpointer.feed(*window)]


def turns_with_an_onset(level_db: float) -> int:
    """The pause is over before the detector is sure of the next word, whose first 160 ms have `level_db`."""
    pause_ms = Endpointer(Endpointing()).end_pause_ms
    endpointer = Endpointer(Endpointing())
    said = noisy(speech(1_000), -20.0) + noisy(silence(pause_ms - 2 * WINDOW_MS), -60.0)
    onset = noisy([0.1] * 5, level_db)
    return len(ends(loudly(endpointer, said + onset + noisy(speech(1_000) + silence(2_000), -20.0))))


def test_the_onset_of_the_next_word_keeps_a_turn_open_until_the_detector_is_sure() -> None:
    assert turns_with_an_onset(-30.0) == 1
    assert turns_with_an_onset(-60.0) == 2


def test_a_noise_in_the_pause_delays_the_end_but_a_little() -> None:
    def at_ms(noise_db: float) -> int:
        endpointer = Endpointer(Endpointing())
        pause = noisy(silence(960), -60.0) + noisy(silence(2_000), noise_db)
        (ended,) = ends(loudly(endpointer, noisy(speech(1_000), -20.0) + pause))
        return ended.at_ms

    assert 0 < at_ms(-30.0) - at_ms(-60.0) <= Endpointing().onset_ms


def test_a_steady_noise_behind_the_caller_delays_no_end() -> None:
    def at_ms(noise_db: float) -> int:
        endpointer = Endpointer(Endpointing())
        (ended,) = ends(loudly(endpointer, noisy(speech(1_000), -20.0) + noisy(silence(2_000), noise_db)))
        return ended.at_ms

    assert at_ms(-30.0) == at_ms(-60.0)


def pause_before_the_end(completeness: Completeness, expectation: Expectation = Expectation.OPEN) -> int:
    endpointer = Endpointer(Endpointing())
    endpointer.expectation = expectation
    feed(endpointer, speech(1_000) + silence(300))
    endpointer.sounds(completeness)
    (ended,) = ends(feed(endpointer, silence(3_000)))
    return ended.at_ms - ended.end_ms


def test_a_question_that_sounds_complete_ends_sooner_and_one_cut_short_later() -> None:
    complete, unknown, incomplete = map(pause_before_the_end, Completeness)
    assert complete < unknown < incomplete
    assert complete <= 450


def test_a_number_gets_more_patience_and_a_yes_or_no_less() -> None:
    unknown = Completeness.UNKNOWN
    yes_no, number = (pause_before_the_end(unknown, e) for e in (Expectation.YES_NO, Expectation.NUMBER))
    assert yes_no < pause_before_the_end(unknown) < number


def test_whoever_asks_something_instead_of_saying_yes_or_no_may_think_too() -> None:
    endpointer = Endpointer(Endpointing())
    endpointer.expectation = Expectation.YES_NO
    said = speech(2_500) + THINKING + speech(1_000)
    assert not ends(feed(endpointer, said))
    assert len(ends(feed(endpointer, silence(2_000)))) == 1


def test_a_number_that_is_complete_need_not_wait() -> None:
    assert pause_before_the_end(Completeness.COMPLETE, Expectation.NUMBER) <= 450


def test_what_was_heard_before_the_caller_went_on_no_longer_counts() -> None:
    endpointer = Endpointer(Endpointing())
    feed(endpointer, speech(1_000) + silence(300))
    endpointer.sounds(Completeness.COMPLETE)
    assert not ends(feed(endpointer, speech(500) + silence(900)))


def test_what_comes_after_the_caller_went_on_is_not_taken_for_the_new_pause() -> None:
    endpointer = Endpointer(Endpointing())
    feed(endpointer, speech(1_000) + silence(300) + speech(200))
    endpointer.sounds(Completeness.COMPLETE)
    assert not ends(feed(endpointer, silence(900)))


def test_a_slow_caller_is_given_longer_pauses_and_a_fluent_one_still_time_to_think() -> None:
    slow, fluent = Endpointer(Endpointing()), Endpointer(Endpointing())
    first = slow.end_pause_ms
    for _ in range(4):
        feed(slow, speech(800) + silence(1_050) + speech(800) + silence(2_500))
        feed(fluent, speech(3_000) + silence(2_500))
    assert fluent.end_pause_ms == first < slow.end_pause_ms <= Pausing().most_ms


def test_a_slow_caller_who_has_become_fluent_waits_no_longer_than_others() -> None:
    endpointer = Endpointer(Endpointing())
    first = endpointer.end_pause_ms
    feed(endpointer, speech(800) + silence(1_050) + speech(800) + silence(2_500))
    assert endpointer.end_pause_ms > first
    for _ in range(4):
        feed(endpointer, speech(3_000) + silence(2_500))
    assert endpointer.end_pause_ms == first


def test_a_caller_who_was_cut_off_is_given_longer_pauses() -> None:
    endpointer = Endpointer(Endpointing())
    before = endpointer.end_pause_ms
    feed(endpointer, speech(1_500) + silence(1_200) + speech(800))
    assert endpointer.end_pause_ms > before


def test_a_quick_word_after_our_answer_says_nothing_of_pauses() -> None:
    endpointer = Endpointer(Endpointing())
    before = endpointer.end_pause_ms
    feed(endpointer, speech(1_500) + silence(1_200))
    endpointer.replied()
    feed(endpointer, speech(800))
    assert endpointer.end_pause_ms == before


def test_whoever_never_stops_is_ended_after_the_longest_turn() -> None:
    heard = events(speech(65_000), Endpointing())
    (ended,) = ends(heard)
    assert ended.end_ms == ended.at_ms == pytest.approx(60_000, abs=WINDOW_MS)
    assert [type(event) for event in heard] == [SpeechStarted, SpeechPaused, SpeechEnded, SpeechStarted]


def test_a_dropped_turn_never_ends() -> None:
    endpointer = Endpointer(OPTIONS)
    feed(endpointer, speech(1_000))
    endpointer.drop(1_000)
    assert not endpointer.speaking
    assert not feed(endpointer, silence(2_000))


@given(st.lists(st.floats(0, 1), max_size=300))
def test_whatever_is_heard_turns_alternate_and_never_overlap(probabilities: list[float]) -> None:
    heard = events([*probabilities, *[0.0] * 10])
    turns = [event for event in heard if isinstance(event, SpeechStarted | SpeechEnded)]
    assert [type(event) for event in turns] == ([SpeechStarted, SpeechEnded] * len(turns))[: len(turns)]
    assert len(turns) % 2 == 0
    latest = 0
    for started, ended in zip(turns[::2], turns[1::2], strict=True):
        assert isinstance(ended, SpeechEnded)
        assert latest <= started.start_ms == ended.start_ms < started.at_ms
        assert started.start_ms < ended.end_ms <= ended.at_ms - 320
        latest = ended.at_ms - 320


@given(st.lists(st.floats(0, 1), max_size=300))
def test_every_end_repeats_the_pause_before_it(probabilities: list[float]) -> None:
    heard = events([*probabilities, *[0.0] * 10])
    for before, after in pairwise(heard):
        if isinstance(after, SpeechEnded):
            assert isinstance(before, SpeechPaused)
            assert (before.start_ms, before.end_ms) == (after.start_ms, after.end_ms)
