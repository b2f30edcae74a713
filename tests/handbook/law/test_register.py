"""The register: which instruments are in force on a day, and which end soon."""

from datetime import date, timedelta

from handbook.law.register import Instrument, Register, sooner

DECREE = Instrument(
    number="120/2025/NĐ-CP", since=date(2025, 7, 1), until=date(2027, 2, 28), source="văn bản"
)
CIRCULAR = Instrument(number="64/2025/TT-BTC", until=date(2026, 12, 31), source="văn bản")
LAW = Instrument(number="72/2025/QH15", source="văn bản")
REGISTER = Register([DECREE, CIRCULAR, LAW])


def test_an_instrument_is_in_force_through_its_last_day() -> None:
    assert not DECREE.lapsed(date(2027, 2, 28))
    assert DECREE.lapsed(date(2027, 3, 1))


def test_what_lapses_soon_is_listed_the_earliest_first() -> None:
    assert REGISTER.ending(date(2026, 11, 29), timedelta(days=120)) == [CIRCULAR, DECREE]
    assert REGISTER.ending(date(2026, 11, 29), timedelta(days=40)) == [CIRCULAR]


def test_an_instrument_without_an_end_or_not_held_has_none() -> None:
    assert REGISTER.end("72/2025/QH15") is None
    assert REGISTER.end("1/1999/NĐ-CP") is None
    assert REGISTER.end(None) is None
    assert "1/1999/NĐ-CP" not in REGISTER


def test_the_sooner_of_two_ends_counts() -> None:
    assert sooner(None, date(2027, 1, 1), date(2026, 1, 1)) == date(2026, 1, 1)
    assert sooner(None, None) is None
