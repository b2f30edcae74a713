"""The circuit breaker of a voice."""

from tests.doubles.manual_clock import ManualClock
from voice.speaking.breaker import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    CircuitBreaker,
)


def opened() -> tuple[CircuitBreaker, ManualClock]:
    clock = ManualClock()
    breaker = CircuitBreaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        assert breaker.allows()
        breaker.failed()
    return breaker, clock


def test_single_failures_between_successes_do_not_open_it() -> None:
    breaker = CircuitBreaker(ManualClock())
    for _ in range(10):
        breaker.failed()
        assert breaker.allows()
        breaker.succeeded()
    assert breaker.allows()


def test_failures_in_a_row_open_it_until_the_pause_is_over() -> None:
    breaker, clock = opened()
    clock.now += FIRST_PAUSE_S - 0.1
    assert not breaker.allows()
    clock.now += 0.2
    assert breaker.allows()


def test_only_one_caller_at_a_time_probes() -> None:
    breaker, clock = opened()
    clock.now += FIRST_PAUSE_S
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_a_failed_probe_doubles_the_pause_up_to_the_longest() -> None:
    breaker, clock = opened()
    pause = FIRST_PAUSE_S
    for _ in range(8):
        clock.now += pause
        assert breaker.allows()
        breaker.failed()
        pause = min(2 * pause, LONGEST_PAUSE_S)
        clock.now += pause - 0.1
        assert not breaker.allows()
        clock.now += 0.1 - pause
    assert pause == LONGEST_PAUSE_S


def test_an_abandoned_probe_leaves_the_next_caller_to_probe() -> None:
    breaker, clock = opened()
    clock.now += FIRST_PAUSE_S
    assert breaker.allows()
    breaker.abandoned()
    assert breaker.allows()
