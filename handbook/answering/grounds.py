"""What legal texts say, and which a procedure rests on, as it is told."""

from dataclasses import replace
from datetime import date

from handbook.answering.citations import cited, decision, instruments
from handbook.answering.papers import sentences
from handbook.answering.part import Part, of_procedure, unstated
from handbook.answering.phrasing import FIRST_SENTENCE, listed, lowered, sentence, syllables
from handbook.book.entries import Aspect, Fact, FactSource, Procedure


def standing(procedure: Procedure, aspect: Aspect, today: date) -> list[Fact]:
    """What legal texts say on `aspect` that holds on `today`."""
    return [fact for fact in procedure.facts.get(aspect, ()) if fact.holds(today)]


def overriding(procedure: Procedure, aspect: Aspect, today: date) -> list[FactSource]:
    """Where stands what is told on `aspect` in place of the portal's data."""
    return [each.source for each in procedure.overrides if aspect in each.aspects and each.holds(today)]


def with_overriding(part: Part, places: list[FactSource]) -> Part:
    """`part`, and where it stands if not on the portal."""
    if not places or part.silent:
        return part
    named = listed(list(dict.fromkeys(map(cited, places))), "và")
    return replace(part, details=(*part.details, sentence(f"Căn cứ là {named}")))


def facts_told(facts: list[Fact], name: str | None) -> Part:
    """The facts sentence by sentence, what they leave open, then where they stand."""
    lead, *details = [said for fact in facts for said in fact.said]
    if name and lowered(name).casefold() not in lead.casefold():
        lead = f"Về {lowered(name)}: {lowered(lead)}"
    unsettled = [fact.open for fact in facts if fact.open]
    places = listed(list(dict.fromkeys(cited(fact.source) for fact in facts)), "và")
    return Part(lead, (*details, *unsettled, sentence(f"Căn cứ là {places}")), unclear=bool(unsettled))


def legal_basis_told(procedure: Procedure, name: str | None) -> Part:
    """The instruments, laws first."""
    named = instruments(procedure.legal_basis)
    vague = [text for basis in procedure.legal_basis_unclear for text in sentences(basis)]
    tail = [f"Văn bản sau thì sổ tay chưa ghi rõ số hiệu: {lowered(text)}" for text in vague]
    if procedure.decision:
        tail.append(f"Thủ tục được công bố theo {decision(procedure.decision)}.")
    if not named:
        unknown = unstated(Aspect.LEGAL_BASIS, name)
        return Part(unknown.lead, tuple(tail), unclear=True, silent=not tail)
    first, *others = named
    lead = sentence(f"Căn cứ{of_procedure(name)} là {first}")
    more = [sentence(f"Tiếp theo là {text}") for text in others]
    if syllables(lead) > FIRST_SENTENCE:
        lead = f"{name or 'Thủ tục'} dựa trên {len(named)} văn bản."
        more.insert(0, sentence(f"{'Đầu tiên' if others else 'Đó'} là {first}"))
    return Part(lead, (*more, *tail))
