"""When the card goes: told so, or after a quiet time, and not under the hands of whoever still uses it."""

from telephony.counter.departure import (
    LONGEST_MS,
    QUIET_MS,
    Departure,
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
