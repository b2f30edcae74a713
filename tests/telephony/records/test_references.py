"""Reference numbers read out to callers."""

from telephony.records.references import LOW, ReferenceNumbers
from tests.doubles.call_samples import Clock


def test_numbers_are_given_in_order_and_once() -> None:
    numbers = ReferenceNumbers(Clock(), range(1001, 1004))
    numbers.add(range(1010, 1012))
    assert [numbers.take() for _ in range(5)] == ["1001", "1002", "1003", "1010", "1011"]


def test_more_are_wanted_before_they_run_out() -> None:
    numbers = ReferenceNumbers(Clock(), range(LOW + 1))
    assert not numbers.running_low
    numbers.take()
    assert numbers.running_low


def test_without_a_database_numbers_come_from_the_clock_and_still_differ() -> None:
    clock = Clock()
    numbers = ReferenceNumbers(clock)
    given = [numbers.take() for _ in range(3)]
    clock.pass_(seconds=1)
    given += [numbers.take() for _ in range(3)]
    assert len(set(given)) == 6
    assert all(number.isdecimal() and len(number) == 6 for number in given)
