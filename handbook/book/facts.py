"""Facts as they are told: sentences with their source and the days on which they hold."""

from datetime import date
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from handbook.book.terms import Aspect, Model, Text


class FactSource(Model):
    """Where a fact stands."""

    number: Text | None = None
    """The instrument's number: "60/2014/QH13"; None only for what rests on a `page` alone."""
    article: Text | None = None
    """None where the instrument has none, as a plan or a conclusion."""
    title: Text | None = None
    """What the instrument is called aloud, if not by its number: "Luật Hộ tịch"."""
    page: Text | None = None
    """Whose page says it, and of when, where the instrument's own text was not read."""

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.number and not self.page:
            raise ValueError("needs the number of an instrument, or the page that says it")
        return self


class Fact(Model):
    """What a legal text says, as it is told: on one aspect of a procedure, or in answer to a topic."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    said: tuple[Text, ...] = Field(min_length=1)
    """Sentences, one fact each; the first alone must be useful."""
    source: FactSource
    since: date = Field(alias="from")
    """First day on which it holds."""
    until: date | None = None
    """Last day on which it holds; None where none is set."""
    open: Text | None = None
    """What it leaves unsettled, as it is told after all facts; the answer is then unclear."""
    settles: bool = False
    """It answers the aspect: what the portal has on it is not told beside it."""
    when: tuple[Text, ...] = ()
    """Words by which a caller names the case it is for: "nhà thuê", "ở nhờ"; empty for the ordinary case."""
    answers: Text | None = None
    """The first words of the answer to a yes-or-no question on it: "có", "không cần"."""
    checked_by: Text | None = None
    """The person who compared it with its source and signed."""
    checked_on: date | None = None

    @model_validator(mode="after")
    def _signed_whole(self) -> Self:
        if (self.checked_by is None) != (self.checked_on is None):
            raise ValueError("checked_by and checked_on go together; give both or neither")
        return self

    def holds(self, today: date) -> bool:
        """Whether it may be told on this day."""
        return self.since <= today and (self.until is None or today <= self.until)


Facts = dict[Aspect, tuple[Fact, ...]]


def told_by(*said: str, by: str) -> tuple[Fact, ...]:
    """Facts that hold on any day on somebody's word, for entries made in memory."""
    return (Fact(said=said, source=FactSource(page=by), since=date.min),)


class Settled(Model):
    """That one side dealt with a matter, so that whoever asks from the other side hears of it."""

    side: Literal["government", "party"]
    on: date
    how: Text
    """A sentence: by what decision, and with what outcome."""
