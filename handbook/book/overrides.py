"""What holds in place of the portal's data: a city's own rules, and what an official corrected."""

from datetime import date
from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator

from handbook.book.facts import FactSource
from handbook.book.terms import Aspect, ChannelKind, Duration, Fee, Model, Text

ASPECTS_BY_FIELD = {
    "fees": Aspect.FEE,
    "times": Aspect.TIME,
    "authority": Aspect.AUTHORITY,
    "performed_by": Aspect.AUTHORITY,
    "place": Aspect.PLACE,
    "documents": Aspect.DOCUMENTS,
    "document_notes": Aspect.DOCUMENTS,
    "steps": Aspect.STEPS,
    "conditions": Aspect.CONDITIONS,
    "result": Aspect.RESULT,
    "legal_basis": Aspect.LEGAL_BASIS,
}
"""The aspect that a field answers; the other fields answer none."""


class Signature(Model):
    """That a person compared an entry, as it is told, with its sources."""

    checked_by: Text
    """Name and office."""
    checked_on: date


class Override(Model):
    """One change of a procedure on one source, on the days it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    applies: bool = True
    """False for a procedure that is not done here: it is neither matched nor told."""
    reason: Text | None = None
    """Why it does not apply, or what a reviewer should know; never told to callers."""
    source: FactSource
    since: date = Field(default=date.min, alias="from")
    until: date | None = None
    """Last day on which it holds; that of its instrument is added on load."""
    was: Text | None = None
    """A piece of the portal's own data in these fields, as the procedure's file has it, that this was written
    against: once the portal no longer says it, the change is stale."""
    fees: dict[ChannelKind, tuple[Fee, ...]] = Field(default_factory=dict)
    """What is to be paid, by the way of handing in."""
    times: dict[ChannelKind, Duration] = Field(default_factory=dict)
    values: dict[str, Any] = Field(default_factory=dict)
    """Other fields of the procedure, in the form of its file."""
    checked_by: Text | None = None
    """The person who compared it with its source and signed."""
    checked_on: date | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.applies and not (self.fees or self.times or self.values):
            raise ValueError("changes nothing; give fees, times, values, or applies: false")
        if not self.applies and not self.reason:
            raise ValueError("needs the reason for which it does not apply")
        return self

    def holds(self, today: date) -> bool:
        """Whether it is laid over the procedure on `today`."""
        return self.since <= today and (self.until is None or today <= self.until)

    @property
    def touched(self) -> tuple[str, ...]:
        """The fields it changes."""
        by_channel = [name for name in ("fees", "times") if getattr(self, name)]
        return (*by_channel, *self.values)

    @property
    def aspects(self) -> frozenset[Aspect]:
        """What is asked that its source answers."""
        return frozenset(ASPECTS_BY_FIELD[field] for field in self.touched if field in ASPECTS_BY_FIELD)
