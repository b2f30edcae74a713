"""The end of an instrument is the end of what rests on it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from handbook.book.entries import Fact, LegalBasis, Procedure, Topic
from handbook.book.handbook import Handbook
from handbook.book.overrides import Override
from handbook.book.statutes import StatutoryBody, StatutoryTime
from handbook.law.register import Instrument, Register, sooner

Dated = TypeVar("Dated", Fact, Override, StatutoryTime, StatutoryBody, LegalBasis)


def with_ends(entry: Procedure | Topic, register: Register) -> Procedure | Topic:
    """`entry` with all that it says ending, at the latest, with the instrument it rests on."""
    if isinstance(entry, Topic):
        return entry.model_copy(update={"facts": _all(entry.facts, register)})
    update: dict[str, Any] = {
        "facts": {aspect: _all(facts, register) for aspect, facts in entry.facts.items()},
        "overrides": _all(entry.overrides, register),
        "legal_basis": _all(entry.legal_basis, register),
    }
    if entry.supplement:
        supplement = entry.supplement
        update["supplement"] = supplement.model_copy(
            update={
                "times": _all(supplement.times, register),
                "authority": _ending(supplement.authority, register) if supplement.authority else None,
                "place": _ending(supplement.place, register) if supplement.place else None,
            }
        )
    return entry.model_copy(update=update)


def resting_on(entry: Procedure | Topic) -> Iterable[str]:
    """The numbers of the instruments that its facts, supplements and overrides cite, each once.

    The portal's own list of instruments is not among them.
    """
    return dict.fromkeys(number for dated in _dated(entry) if (number := _number(dated)))


def lapsing(handbook: Handbook, today: date, within: timedelta) -> list[tuple[Instrument, list[str]]]:
    """Instruments that have lapsed or will soon, with the ids of the entries that rest on them."""
    by_number: dict[str, list[str]] = {}
    for entry in handbook:
        for number in resting_on(entry):
            by_number.setdefault(number, []).append(entry.id)
    ending = handbook.register.ending(today, within)
    return [(each, by_number[each.number]) for each in ending if each.number in by_number]


def unregistered(handbook: Handbook) -> dict[str, list[str]]:
    """Numbers that facts cite and the register does not hold, with the ids of their entries."""
    missing: dict[str, list[str]] = {}
    for entry in handbook:
        for number in resting_on(entry):
            if number not in handbook.register:
                missing.setdefault(number, []).append(entry.id)
    return missing


def _dated(entry: Procedure | Topic) -> Iterable[Fact | Override | StatutoryTime | StatutoryBody]:
    if isinstance(entry, Topic):
        return entry.facts
    supplement = entry.supplement
    bodies = [body for body in (supplement.authority, supplement.place) if body] if supplement else []
    times = supplement.times if supplement else ()
    return [*(fact for facts in entry.facts.values() for fact in facts), *entry.overrides, *times, *bodies]


def _all(every: Iterable[Dated], register: Register) -> tuple[Dated, ...]:
    return tuple(_ending(each, register) for each in every)


def _ending(dated: Dated, register: Register) -> Dated:
    end: date | None = register.end(_number(dated))
    return dated.model_copy(update={"until": sooner(dated.until, end)}) if end else dated


def _number(dated: Fact | Override | StatutoryTime | StatutoryBody | LegalBasis) -> str | None:
    if isinstance(dated, LegalBasis):
        return dated.number
    return dated.basis.number if isinstance(dated, StatutoryTime | StatutoryBody) else dated.source.number
