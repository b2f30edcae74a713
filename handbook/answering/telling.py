"""Each aspect of a procedure told as sentences: the main fact first, then the details."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from handbook.answering.bodies import authority_told, place_told
from handbook.answering.charges import fee_told
from handbook.answering.dossiers import documents_told, form_told
from handbook.answering.grounds import facts_told, legal_basis_told, overriding, standing, with_overriding
from handbook.answering.narratives import conditions_told, steps_told
from handbook.answering.outcomes import outcome, result_told
from handbook.answering.part import MISSING, Part, of_procedure, unstated
from handbook.answering.phrasing import listed
from handbook.answering.times import time_told
from handbook.book.entries import Aspect, Procedure


def tell(procedure: Procedure, aspect: Aspect, name: str | None, today: date) -> Part:
    """`aspect` of `procedure` as it is on `today`, called by its short `name`; None once it has been named.

    What legal texts say comes before the portal's cells, and instead of them where it settles the aspect.
    """
    if aspect is Aspect.OVERVIEW:
        return overview_told(procedure, name, today)
    facts = standing(procedure, aspect, today)
    portal = _TELLERS.get(aspect)
    if not facts and procedure.facts.get(aspect) == ():
        lead = f"Các nguồn chưa thống nhất về {MISSING[aspect]}{of_procedure(name)}."
        return Part(lead, unclear=True, silent=True)
    places = overriding(procedure, aspect, today)
    if not facts:
        return with_overriding(portal(procedure, name), places) if portal else unstated(aspect, name)
    told = facts_told(facts, name)
    if portal is None or any(fact.settles for fact in facts):
        return told
    other = with_overriding(portal(procedure, None), places)
    return replace(told, details=(*told.details, other.lead, *other.details)) if not other.silent else told


_OVERVIEW = {
    Aspect.AUTHORITY: "cơ quan giải quyết",
    Aspect.TIME: "thời hạn",
    Aspect.FEE: "mức phí",
    Aspect.DOCUMENTS: "giấy tờ",
}


def overview_told(procedure: Procedure, name: str | None, today: date) -> Part:
    """The main fact of each aspect, then what comes out, then the details."""
    known = [aspect for aspect in _OVERVIEW if not tell(procedure, aspect, name, today).silent]
    if not known:
        return unstated(Aspect.OVERVIEW, name)
    first, *others = (
        tell(procedure, aspect, name if aspect is known[0] else None, today) for aspect in known
    )
    told = [part.lead for part in others]
    if gaps := [what for aspect, what in _OVERVIEW.items() if aspect not in known]:
        told.append(f"Sổ tay chưa ghi rõ {listed(gaps, 'và')}.")
    told += outcome(procedure)
    return Part(first.lead, (*told, *(text for part in (first, *others) for text in part.details)))


_TELLERS: dict[Aspect, Callable[[Procedure, str | None], Part]] = {
    Aspect.TIME: time_told,
    Aspect.FEE: fee_told,
    Aspect.AUTHORITY: authority_told,
    Aspect.PLACE: place_told,
    Aspect.DOCUMENTS: documents_told,
    Aspect.LEGAL_BASIS: legal_basis_told,
    Aspect.CONDITIONS: conditions_told,
    Aspect.STEPS: steps_told,
    Aspect.RESULT: result_told,
    Aspect.FORM: form_told,
}
"""What the portal's row has."""
