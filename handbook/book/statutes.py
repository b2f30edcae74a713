"""What legal texts say where the portal leaves a procedure open, each with its place."""

from datetime import date
from typing import Self

from pydantic import field_validator, model_validator

from handbook.book.terms import ChannelKind, Duration, Model, Text

_QUOTED_WORDS = 15


class Citation(Model):
    """Where exactly a fact stands."""

    number: Text
    """The instrument's number: "60/2014/QH13"."""
    article: Text | None = None
    """Article or clause: "khoản 1 Điều 21"; None where the instrument has none, as a decision's annex."""
    title: Text | None = None
    """What the instrument is called aloud, if not by its number: "Luật Hộ tịch"."""
    quote: Text
    """At most 15 words of it, as evidence for whoever reviews the fact."""

    @field_validator("quote")
    @classmethod
    def _short(cls, quote: str) -> str:
        if len(quote.split()) > _QUOTED_WORDS:
            raise ValueError(f"quotes more than {_QUOTED_WORDS} words; keep the words that carry the fact")
        return quote


class StatutoryTime(Model):
    """A handling time that the law sets."""

    limit: Duration | None = None
    words: Text | None = None
    """A time that is no plain limit: "ngay trong ngày"; this or `limit`."""
    case: Text | None = None
    """When it holds, as it follows "khi": "cần xác minh". None for the ordinary case."""
    kinds: tuple[ChannelKind, ...] = ()
    """Ways of handing in it holds for; empty for all."""
    basis: Citation
    until: date | None = None
    """Last day on which it holds; that of its instrument is added on load."""

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.limit is None) == (self.words is None):
            raise ValueError("needs either limit or words")
        return self


class StatutoryBody(Model):
    """A body or a place that the law names."""

    name: Text
    basis: Citation
    until: date | None = None
    """Last day on which it holds; that of its instrument is added on load."""


class Supplement(Model):
    """Facts of a procedure that the portal leaves open and its legal texts settle, each with its source."""

    times: tuple[StatutoryTime, ...] = ()
    """The ordinary case first."""
    authority: StatutoryBody | None = None
    place: StatutoryBody | None = None
    note: Text | None = None
    """What a reviewer should know; never told to callers."""

    def on(self, today: date) -> "Supplement":
        """Without what has lapsed by `today`."""

        def holds(fact: StatutoryTime | StatutoryBody | None) -> bool:
            return fact is not None and (fact.until is None or today <= fact.until)

        return self.model_copy(
            update={
                "times": tuple(filter(holds, self.times)),
                "authority": self.authority if holds(self.authority) else None,
                "place": self.place if holds(self.place) else None,
            }
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        bodies = [body.basis for body in (self.authority, self.place) if body]
        return tuple(dict.fromkeys([*(time.basis for time in self.times), *bodies]))
