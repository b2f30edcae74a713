from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from voice.endpointing import Endpointer, Endpointing, SpeechEnded, SpeechStarted
from voice.vad import WINDOW_MS

OPTIONS = Endpointing(
    start_probability=0.5, stay_probability=0.3, min_speech_ms=96, candidate_gap_ms=64, end_pause_ms=320
)


def events(
    probabilities: Iterable[float], options: Endpointing = OPTIONS
) -> list[SpeechStarted | SpeechEnded]:
    endpointer = Endpointer(options)
    return [event for probability in probabilities if (event := endpointer.feed(probability))]


def test_a_turn_is_announced_once_it_is_long_enough_and_ends_after_the_pause() -> None:
    heard = events([0.0] * 10 + [0.9] * 20 + [0.0] * 20)
    assert heard == [
        SpeechStarted(start_ms=10 * WINDOW_MS, at_ms=13 * WINDOW_MS),
        SpeechEnded(start_ms=10 * WINDOW_MS, end_ms=30 * WINDOW_MS, at_ms=40 * WINDOW_MS),
    ]


def test_a_click_is_no_turn() -> None:
    assert events([0.0] * 5 + [0.9, 0.9] + [0.0] * 30) == []


def test_clicks_apart_do_not_add_up_to_a_turn() -> None:
    assert events(([0.9, 0.9] + [0.0] * 10) * 10) == []


def test_a_stop_consonant_inside_the_first_word_does_not_hide_it() -> None:
    assert events([0.9, 0.9, 0.0, 0.9])[0] == SpeechStarted(start_ms=0, at_ms=4 * WINDOW_MS)


def test_a_pause_shorter_than_the_end_pause_stays_inside_the_turn() -> None:
    heard = events([0.9] * 10 + [0.0] * 9 + [0.9] * 10 + [0.0] * 10)
    assert heard[1:] == [SpeechEnded(start_ms=0, end_ms=29 * WINDOW_MS, at_ms=39 * WINDOW_MS)]


def test_what_is_neither_speech_nor_silence_continues_what_was() -> None:
    assert events([0.4] * 50) == []
    assert [type(event) for event in events([0.9] * 5 + [0.4] * 50)] == [SpeechStarted]
    ended = events([0.9] * 5 + [0.1] + [0.4] * 50)[1]
    assert ended == SpeechEnded(start_ms=0, end_ms=5 * WINDOW_MS, at_ms=15 * WINDOW_MS)


def test_two_questions_apart_are_two_turns() -> None:
    heard = events(([0.9] * 10 + [0.0] * 20) * 2)
    assert [type(event) for event in heard] == [SpeechStarted, SpeechEnded] * 2


def test_a_turn_cut_by_its_owner_goes_on_from_the_cut() -> None:
    endpointer = Endpointer(OPTIONS)
    for _ in range(10):
        endpointer.feed(0.9)
    endpointer.carry_on_from(200)
    ended = [event for _ in range(10) if (event := endpointer.feed(0.0))]
    assert ended == [SpeechEnded(start_ms=200, end_ms=320, at_ms=640)]


def test_time_can_begin_anywhere() -> None:
    endpointer = Endpointer(OPTIONS, now_ms=5_000)
    started = [event for _ in range(3) if (event := endpointer.feed(0.9))]
    assert started == [SpeechStarted(start_ms=5_000, at_ms=5_096)]


@given(st.lists(st.floats(0, 1), max_size=300))
def test_whatever_is_heard_turns_alternate_and_never_overlap(probabilities: list[float]) -> None:
    heard = events([*probabilities, *[0.0] * 10])
    assert [type(event) for event in heard] == ([SpeechStarted, SpeechEnded] * len(heard))[: len(heard)]
    assert len(heard) % 2 == 0
    latest = 0
    for started, ended in zip(heard[::2], heard[1::2], strict=True):
        assert isinstance(ended, SpeechEnded)
        assert latest <= started.start_ms == ended.start_ms < started.at_ms
        assert started.start_ms < ended.end_ms <= ended.at_ms - OPTIONS.end_pause_ms
        latest = ended.at_ms - OPTIONS.end_pause_ms
