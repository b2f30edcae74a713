"""Who decides, and where papers are handed in, as it is told."""

import re

from handbook.answering.papers import sentences, spoken
from handbook.answering.part import Part, dossier, unstated
from handbook.answering.phrasing import FIRST_SENTENCE, lowered, ordinal, sentence, syllables
from handbook.answering.statutory import body_told
from handbook.answering.ways import in_ways
from handbook.book.entries import Aspect, Procedure

_COMMUNE = "Sổ tay chưa ghi rõ phần việc của cấp xã."
_DISTRICT = "Nguồn còn ghi cấp huyện, là cấp không còn từ ngày 1/7/2025."
_NO_ADDRESS = "Địa chỉ nộp cụ thể thì sổ tay chưa ghi."
_BODIES = re.compile(r"[,;]\s+(?=[A-ZĐỦ])")  # a new body begins with a capital


def authority_told(procedure: Procedure, name: str | None) -> Part:
    """Who decides, and who carries it out where that is another body."""
    statute = procedure.supplement.authority if procedure.supplement else None
    if statute:
        lead, *listing = body_told(f"{name or 'Hồ sơ'} do {{}} giải quyết", statute)
        return Part(lead, (*listing, *_performer(procedure, statute.name)))
    source = procedure.authority or procedure.performed_by
    if not source:
        return unstated(Aspect.AUTHORITY, name)
    deed = "giải quyết" if procedure.authority else "thực hiện"
    bodies = [spoken(body) for body in _BODIES.split(source)]
    named = f"{name} do {{}} {deed}" if name else f"Cơ quan {deed} là {{}}"
    lead, listing = sentence(named.format(", ".join(bodies))), []
    if syllables(lead) > FIRST_SENTENCE and len(bodies) == 1:
        lead, listing = sentence(named.format("cơ quan sau")), sentences(source)
    elif syllables(lead) > FIRST_SENTENCE:
        lead = f"{name or 'Thủ tục'} có {len(bodies)} cơ quan {deed}."
        listing = [sentence(f"{ordinal(position)} {body}") for position, body in enumerate(bodies, 1)]
    incomplete = not procedure.authority and "xã" not in source.casefold()
    told = [*listing, _COMMUNE] if incomplete else [*listing, *_performer(procedure, source)]
    return with_district(Part(lead, tuple(told), unclear=incomplete))


def _performer(procedure: Procedure, decider: str) -> list[str]:
    """Who carries it out, where that is another body than who decides."""
    performer = procedure.performed_by
    if not performer or performer.casefold() == decider.casefold():
        return []
    return [sentence(f"Cơ quan thực hiện là {spoken(performer)}")]


def with_district(part: Part) -> Part:
    """Adds a warning where the source still names a body of the abolished district level."""
    if "huyện" not in " ".join((part.lead, *part.details)).casefold():
        return part
    return Part(part.lead, (_DISTRICT, *part.details), unclear=True)


def place_told(procedure: Procedure, name: str | None) -> Part:
    """Where to hand in; the commune's own body where no address is given."""
    kinds = list(dict.fromkeys(each.kind for each in procedure.channels))
    ways = [f"Hồ sơ nộp được {in_ways(kinds)}."] if kinds else []
    if procedure.supplement and procedure.supplement.place:
        lead, *rest = body_told(f"{dossier(name)} nộp tại {{}}", procedure.supplement.place)
        return Part(lead, (*rest, *ways))
    if procedure.place:
        where = [text for line in procedure.place.splitlines() for text in sentences(line)]
        lead = sentence(f"{dossier(name)} nộp tại {where[0].rstrip('.')}")
        if len(where) > 1:
            part = Part(f"{dossier(name)} có {len(where)} nơi nộp.", (*where, *ways))
        elif syllables(lead) > FIRST_SENTENCE:
            part = Part(f"Nơi nộp {lowered(dossier(name))} như sau.", (*where, *ways))
        else:
            part = Part(lead, tuple(ways))
        return with_district(part)
    body = authority_told(procedure, name)
    if not body.silent:
        # A body of the commune is the caller's own: there is no other address to look for.
        if "xã" in body.lead.casefold() and not body.unclear:
            return Part(body.lead, (*body.details, *ways))
        return Part(body.lead, (*body.details, *ways, _NO_ADDRESS), unclear=True)
    if kinds:
        return Part(f"{dossier(name)} nộp được {in_ways(kinds)}.", (_NO_ADDRESS,), unclear=True)
    return unstated(Aspect.PLACE, name)
