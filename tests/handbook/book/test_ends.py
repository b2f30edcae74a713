"""What rests on an instrument that ends is known before it is spoken for the last time."""

from datetime import date, timedelta

from handbook.book.ends import lapsing, unregistered, with_ends
from handbook.book.entries import Fact, FactSource, Topic
from handbook.book.handbook import Handbook
from handbook.law.register import Instrument, Register

TODAY = date(2026, 11, 29)
END = date(2027, 2, 28)
REGISTER = Register([Instrument(number="120/2025/NĐ-CP", until=END, source="văn bản")])


def topic(number: str | None, until: date | None = None) -> Topic:
    source = FactSource(number=number, page=None if number else "Báo")
    return Topic(
        id=f"t-{number}",
        title="Nơi đăng ký",
        questions=("đăng ký ở đâu",),
        facts=(Fact(said=("Ở xã.",), source=source, since=date(2025, 7, 1), until=until),),
        field="Hộ tịch",
        side="government",
        as_of=TODAY,
    )


def ends(entry: Topic) -> date | None:
    ended = with_ends(entry, REGISTER)
    assert isinstance(ended, Topic)
    return ended.facts[0].until


def test_a_fact_ends_with_its_instrument_or_before() -> None:
    assert ends(topic("120/2025/NĐ-CP")) == END
    assert ends(topic("120/2025/NĐ-CP", date(2026, 12, 31))) == date(2026, 12, 31)
    assert ends(topic("72/2025/QH15")) is None
    assert ends(topic(None)) is None


def test_what_rests_on_an_instrument_that_ends_soon_is_named() -> None:
    book = Handbook([topic("120/2025/NĐ-CP"), topic("72/2025/QH15")], register=REGISTER)
    ((instrument, entries),) = lapsing(book, TODAY, timedelta(days=120))
    assert (instrument.number, entries) == ("120/2025/NĐ-CP", ["t-120/2025/NĐ-CP"])
    assert lapsing(book, TODAY, timedelta(days=30)) == []


def test_an_instrument_that_nobody_registered_is_named() -> None:
    book = Handbook([topic("120/2025/NĐ-CP"), topic("72/2025/QH15")], register=REGISTER)
    assert unregistered(book) == {"72/2025/QH15": ["t-72/2025/QH15"]}
