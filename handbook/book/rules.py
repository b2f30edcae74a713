"""Rules of a city over many procedures: what it pays, which bodies replaced others, where one hands in."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from handbook.book.entries import Procedure
from handbook.book.facts import FactSource
from handbook.book.overrides import Override
from handbook.book.terms import ChannelKind, Fee, Model, Text

_KEPT = {"id", "source", "aliases", "asked", "facts", "overrides", "signature", "legal_basis"}
"""What is not the portal's, and the titles of instruments, which are as they were."""


class _Rule(Model):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    source: FactSource
    since: date = Field(default=date.min, alias="from")
    until: date | None = None
    """Last day on which it holds."""


class FeeRule(_Rule):
    """What is paid for one way of handing in, in whole fields of procedures."""

    kind: ChannelKind
    fees: tuple[Fee, ...] = Field(min_length=1)
    fields: tuple[Text, ...] = Field(min_length=1)
    """The fields it holds for."""
    without: tuple[Text, ...] = ()
    """Words that, in the portal's own fee, tell a fee it does not cover: "thẩm định"."""
    exempt: dict[Text, Text] = Field(default_factory=dict)
    """Codes it does not hold for, each with the reason."""

    def override(self, procedure: Procedure) -> Override | None:
        """What it changes of `procedure`; None where it changes nothing."""
        channels = [channel for channel in procedure.channels if channel.kind is self.kind]
        if procedure.field not in self.fields or procedure.id in self.exempt or not channels:
            return None
        if all(channel.fees == self.fees for channel in channels):
            return None
        told = " ".join(
            text or ""
            for channel in procedure.channels
            for text in (channel.fee_unclear, *(fee.note for fee in channel.fees))
        ).casefold()
        if any(word.casefold() in told for word in self.without):
            return None
        return Override(source=self.source, since=self.since, until=self.until, fees={self.kind: self.fees})


class PlaceRule(_Rule):
    """Where one hands in where the portal names no place that exists, by field and by who does it."""

    place: Text
    fields: tuple[Text, ...] = ()
    """The fields it holds for; empty for all."""
    done_by: tuple[Text, ...] = ()
    """Words of the bodies that decide or carry out; empty for any."""
    replaces: tuple[Text, ...] = ()
    """Words of places that do not exist here, so that the portal's is not told."""
    exempt: dict[Text, Text] = Field(default_factory=dict)
    """Codes it does not hold for, each with the reason."""

    def override(self, procedure: Procedure) -> Override | None:
        """What it changes of `procedure`; None where the portal names a place."""
        stands = procedure.place and not any(
            word.casefold() in procedure.place.casefold() for word in self.replaces
        )
        bodies = f"{procedure.authority} {procedure.performed_by}".casefold()
        concerned = (not self.fields or procedure.field in self.fields) and (
            not self.done_by or any(word.casefold() in bodies for word in self.done_by)
        )
        if not concerned or procedure.id in self.exempt or stands:
            return None
        return Override(source=self.source, since=self.since, until=self.until, values={"place": self.place})


class Successor(Model):
    """A body that took the place of others, which the portal still names."""

    names: tuple[Text, ...] = Field(min_length=1)
    """As the portal words them, without regard to capitals."""
    now: str
    """What is said in their place; empty where the words just go."""
    fields: tuple[Text, ...] = ()
    """The fields of procedures in which that is so; empty for all."""
    source: FactSource


class Rules(Model):
    """All rules of a handbook; each list may be empty."""

    fees: tuple[FeeRule, ...] = ()
    places: tuple[PlaceRule, ...] = ()
    bodies: tuple[Successor, ...] = ()

    @model_validator(mode="after")
    def _each_body_once(self) -> Self:
        seen: set[tuple[str, tuple[str, ...]]] = set()
        for body in self.bodies:
            for name in body.names:
                key = (name.casefold(), body.fields)
                if key in seen:
                    raise ValueError(f"bodies: {name!r} is replaced twice; keep one")
                seen.add(key)
        return self

    def overrides(self, procedure: Procedure) -> list[Override]:
        """What the rules change of `procedure`; of the rules on places the first that concerns it."""
        fees = [override for rule in self.fees if (override := rule.override(procedure))]
        places = (override for rule in self.places if (override := rule.override(procedure)))
        return [*fees, *islice(places, 1)]

    def renamed(self, procedure: Procedure) -> Procedure:
        """`procedure` with the bodies of today in all that it says."""
        bodies = tuple(body for body in self.bodies if not body.fields or procedure.field in body.fields)
        pattern = _names(tuple(name for body in bodies for name in body.names))
        if pattern is None:
            return procedure
        now = {name.casefold(): body.now for body in bodies for name in body.names}
        update = {}
        for name in Procedure.model_fields.keys() - {
            "id",
            "source",
            "aliases",
            "asked",
            "facts",
            "overrides",
        }:
            value = getattr(procedure, name)
            changed = _replaced(value, pattern, now)
            if changed is not value:
                update[name] = changed
        return procedure.model_copy(update=update) if update else procedure


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of `names` as whole words, the longest first."""
    if not names:
        return None
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)


def _replaced(value: Any, pattern: re.Pattern[str], now: dict[str, str]) -> Any:
    """`value` itself where it names none of them."""
    if isinstance(value, str):
        if not pattern.search(value):
            return value
        return pattern.sub(lambda found: _as_written(found[0], now[found[0].casefold()]), value)
    if isinstance(value, tuple):
        changed = tuple(_replaced(each, pattern, now) for each in value)
        return value if _same(changed, value) else changed
    if isinstance(value, BaseModel):
        update = {
            name: changed
            for name in type(value).model_fields
            if (changed := _replaced(getattr(value, name), pattern, now)) is not getattr(value, name)
        }
        return value.model_copy(update=update) if update else value
    return value


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return all(a is b for a, b in zip(one, other, strict=True))


def _as_written(found: str, now: str) -> str:
    """`now` with a capital where the words it replaces had one at a sentence's beginning."""
    return now[:1].upper() + now[1:] if found[:1].isupper() else now


def rules_of(parts: Iterable[Rules]) -> Rules:
    """The rules of several files as one."""
    fees: list[FeeRule] = []
    places: list[PlaceRule] = []
    bodies: list[Successor] = []
    for part in parts:
        fees += part.fees
        places += part.places
        bodies += part.bodies
    return Rules(fees=tuple(fees), places=tuple(places), bodies=tuple(bodies))
