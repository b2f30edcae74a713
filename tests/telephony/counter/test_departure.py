"""When the card goes: told so, or after a quiet time, and not under the hands of whoever still uses it."""

import pytest

from telephony.counter.departure import (
    LONGEST_MS,
    QUIET_MS,
    Departure,
    is_farewell,
)


def pass_(departure: Departure, ms: float, talk: bool = False) -> bool:
    return any(departure.passed(20, talk) for _ in range(round(ms / 20)))


def test_nobody_is_there_any_more_after_a_quiet_minute_and_that_is_told_once() -> None:
    departure = Departure()
    assert not pass_(departure, QUIET_MS - 20)
    assert departure.passed(20, talk=False)
    assert not pass_(departure, 10 * LONGEST_MS)


def test_while_somebody_speaks_at_the_counter_the_card_stays() -> None:
    departure = Departure()
    for _ in range(3):
        assert not pass_(departure, QUIET_MS * 0.8)
        assert not pass_(departure, 2_000, talk=True)


def test_in_a_full_hall_where_somebody_always_speaks_it_goes_after_three_minutes() -> None:
    departure = Departure()
    assert not pass_(departure, LONGEST_MS - 20, talk=True)
    assert departure.passed(20, talk=True)


def test_a_touch_of_the_screen_starts_the_time_anew() -> None:
    departure = Departure()
    for _ in range(10):
        assert not pass_(departure, QUIET_MS - 1_000)
        departure.used()
    assert pass_(departure, QUIET_MS)


def test_after_the_next_question_it_is_watched_for_again() -> None:
    departure = Departure()
    departure.gone()
    assert not pass_(departure, LONGEST_MS)
    departure.used()
    assert pass_(departure, QUIET_MS)


@pytest.mark.parametrize(
    "words",
    ["Xong.", "xong rồi nhé", "Dạ xong rồi ạ", "Người tiếp theo", "Mời bác tiếp theo ạ", "Mời số kế tiếp"],
)
def test_the_official_can_say_that_they_are_done(words: str) -> None:
    assert is_farewell(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Làm xong rồi thì nộp ở đâu?",
        "Thủ tục tiếp theo là gì?",
        "Đăng ký xong bao lâu có kết quả",
        "Người tiếp theo cần giấy tờ gì?",
    ],
)
def test_a_question_with_such_words_in_it_stays_a_question(words: str) -> None:
    assert not is_farewell(words)
