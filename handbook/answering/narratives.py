"""Steps and conditions as the source tells them, sentence by sentence."""

from handbook.answering.part import Part, of_procedure, unstated
from handbook.answering.phrasing import listed, lowered, sentence, syllables
from handbook.book.entries import Aspect, Procedure

_LEAD = 50
"""Syllables of a first sentence that already tells the first step or condition."""
_MORE_STEPS = "Sổ tay chưa ghi đủ mọi bước."
_MORE_CONDITIONS = "Còn điều kiện khác mà sổ tay chưa ghi đủ."


def steps_told(procedure: Procedure, name: str | None) -> Part:
    """The first step, then the others in order."""
    told = procedure.steps
    if not told:
        return unstated(Aspect.STEPS, name)
    said = list(told.said)
    rest = (_MORE_STEPS,) if told.partial else ()
    if not told.numbered:
        return _opened(f"{name or 'Thủ tục'} làm như sau", said, rest, unclear=told.partial)
    opening = f"{name or 'Thủ tục'} có {len(said)} bước"
    said = [f"Bước {position}: {lowered(text)}" for position, text in enumerate(said, 1)]
    lead = f"{opening}, trước hết là bước {said[0].removeprefix('Bước ')}"
    return _led(lead, opening, said, rest, unclear=told.partial)


def conditions_told(procedure: Procedure, name: str | None) -> Part:
    """The conditions one by one, then who may apply."""
    told = procedure.conditions
    may = f"dành cho {listed(list(procedure.applicants))}" if procedure.applicants else ""
    if not told:
        if not may:
            return unstated(Aspect.CONDITIONS, name)
        unknown = unstated(Aspect.CONDITIONS, None).lead
        return Part(sentence(f"{name or 'Thủ tục'} {may}"), (unknown,), unclear=True, silent=True)
    rest: tuple[str, ...] = (_MORE_CONDITIONS,) if told.partial else ()
    rest += (sentence(f"Thủ tục {may}"),) if may else ()
    return _opened(f"Điều kiện{of_procedure(name)} như sau", list(told.said), rest, unclear=told.partial)


def _opened(opening: str, said: list[str], rest: tuple[str, ...], *, unclear: bool) -> Part:
    return _led(f"{opening}: {lowered(said[0])}", opening, said, rest, unclear=unclear)


def _led(lead: str, opening: str, said: list[str], rest: tuple[str, ...], *, unclear: bool) -> Part:
    """`lead`, which tells the first of `said`, where it stays short enough to be kept in mind."""
    first, *others = sentence(lead).split(". ")
    if syllables(first) > _LEAD:
        first, others = opening, said[:1]
    details = [sentence(text) for each in (*others, *said[1:]) for text in each.split(". ")]
    return Part(sentence(first), (*details, *rest), unclear=unclear)
