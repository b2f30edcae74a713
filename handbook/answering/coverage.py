"""How much of what is asked about procedures can be told: a table, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handbook.answering.answers import compose
from handbook.book.entries import Aspect, Procedure
from handbook.book.handbook import Handbook

GOALS = {
    Aspect.DOCUMENTS: 0.95,
    Aspect.TIME: 0.90,
    Aspect.FEE: 0.85,
    Aspect.AUTHORITY: 0.90,
    Aspect.PLACE: 1.0,
    Aspect.STEPS: 1.0,
}
"""The share of procedures in which each is to be told clearly: what a city expects of its hotline."""


@dataclass(frozen=True, slots=True)
class AspectCoverage:
    """One aspect over all procedures that are done here."""

    aspect: Aspect
    told: int
    missing: tuple[str, ...]
    """Codes of which it is not told, or not clearly."""

    @property
    def share(self) -> float:
        """From 0 to 1; 1 of no procedures."""
        whole = self.told + len(self.missing)
        return self.told / whole if whole else 1.0


def coverage(handbook: Handbook, today: date) -> list[AspectCoverage]:
    """What can be told on `today`, in the order of `GOALS`."""
    return [_of(handbook, aspect, today) for aspect in GOALS]


def coverage_lines(handbook: Handbook, today: date, *, missing: bool = False) -> Iterator[str]:
    """The coverage as lines of text; with the codes that are `missing`, if wanted."""
    covered = coverage(handbook, today)
    whole = sum(isinstance(entry, Procedure) for entry in handbook)
    yield f"{whole} procedures are done here, {len(handbook.shelved)} are not"
    for each in covered:
        goal = GOALS[each.aspect]
        mark = "" if each.share >= goal else f"  below {goal:.0%}"
        yield f"{each.aspect:<10} {each.told:>4} of {whole}  {each.share:6.1%}{mark}"
    if missing:
        yield from (f"{each.aspect}: {' '.join(each.missing)}" for each in covered if each.missing)


def _of(handbook: Handbook, aspect: Aspect, today: date) -> AspectCoverage:
    procedures = [entry for entry in handbook if isinstance(entry, Procedure)]
    missing = tuple(entry.id for entry in procedures if compose(entry, (aspect,), today).unclear)
    return AspectCoverage(aspect, len(procedures) - len(missing), missing)
