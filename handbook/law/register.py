"""The register of instruments: since when each is in force, until when, and what amended or replaced it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pydantic import ConfigDict, Field

from handbook.book.terms import Model, Text


class Instrument(Model):
    """A law, decree, resolution, circular, decision, or an instrument of the Party."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    number: Text
    """As printed: "120/2025/NĐ-CP"."""
    title: Text | None = None
    since: date | None = Field(default=None, alias="from")
    """First day in force; None where it was not seen."""
    until: date | None = None
    """Last day in force; None where none is set."""
    rule: Text | None = None
    """What no single date says: a part that lapsed earlier, an extension that may come."""
    amended_by: tuple[Text, ...] = ()
    replaces: tuple[Text, ...] = ()
    replaced_by: tuple[Text, ...] = ()
    source: Text
    """Where this was seen."""

    def lapsed(self, today: date) -> bool:
        """Whether it is no longer in force on `today`."""
        return self.until is not None and self.until < today


class Register:
    """All instruments by number; one that it does not hold has no known end."""

    def __init__(self, instruments: Iterable[Instrument] = ()) -> None:
        self._instruments = {each.number: each for each in instruments}

    def __contains__(self, number: object) -> bool:
        return number in self._instruments

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self._instruments.values())

    def __len__(self) -> int:
        return len(self._instruments)

    def get(self, number: str | None) -> Instrument | None:
        """The instrument of this number, None for one that is not held."""
        return self._instruments.get(number) if number else None

    def end(self, number: str | None) -> date | None:
        """The last day on which the instrument of this number is in force, where one is known."""
        instrument = self.get(number)
        return instrument.until if instrument else None

    def ending(self, today: date, within: timedelta) -> list[Instrument]:
        """Those that have lapsed, or will within this time, the earliest first."""
        limit = today + within
        ends = [(each.until, each.number, each) for each in self if each.until and each.until <= limit]
        return [instrument for _, _, instrument in sorted(ends, key=lambda end: end[:2])]


def sooner(*days: date | None) -> date | None:
    """The earliest of the days that are known."""
    return min((day for day in days if day), default=None)
