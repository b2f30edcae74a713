"""The papers and forms of an application, as they are told."""

import re

from handbook.answering.papers import copies, enumerated, forms, gist, spoken, tally
from handbook.answering.part import Part, dossier, unstated
from handbook.answering.phrasing import BRIEF, lowered, sentence, syllables
from handbook.answering.remarks import remarks
from handbook.book.entries import Aspect, DocumentGroup, Procedure

_HEADING_END = re.compile(r",?\s*(?:(?:hồ sơ|thành phần hồ sơ) )?(?:bao )?gồm(?: các giấy tờ sau(?: đây)?)?$")


def documents_told(procedure: Procedure, name: str | None) -> Part:
    """The papers by their short names, then one by one, group by group."""
    # Papers without a heading hold for every case, so they come before the special cases.
    groups = sorted(procedure.documents, key=lambda group: group.case is not None)
    named = gist(groups, BRIEF - syllables(f"{name or 'Hồ sơ'} cần"))
    notes = remarks(procedure.document_notes, "Lưu ý")
    if not groups:
        unknown = unstated(Aspect.DOCUMENTS, name)
        return Part(unknown.lead, tuple(notes), unclear=True, silent=True)
    details: list[str] = []
    lead = f"{name or 'Hồ sơ'} cần {named}."
    if len(groups) == 1:
        alike = copies(groups[0])
        if not named:
            lead = f"{name or 'Hồ sơ'} cần {tally(groups[0])}."
        elif alike:
            details.append(sentence(alike))
        all_named = named and all(lowered(spoken(paper.name)) in named for paper in groups[0].documents)
        if not (all_named and alike):
            details += enumerated(groups[0])
    else:
        if not named:
            lead = f"{dossier(name)} có {len(groups)} nhóm giấy tờ."
        for position, group in enumerate(groups, 1):
            case = f", {heading(group)}," if group.case else ""
            details += [sentence(f"Nhóm {position}{case} gồm {tally(group)}"), *enumerated(group)]
    if procedure.documents_unclear:
        details.append("Danh sách giấy tờ trong sổ tay có thể chưa đủ.")
    return Part(lead, (*details, *notes), unclear=bool(procedure.documents_unclear))


def heading(group: DocumentGroup) -> str:
    """What a group of papers is for, as it stands inside a sentence; empty where it has no heading."""
    return lowered(_HEADING_END.sub("", spoken(group.case))) if group.case else ""


def form_told(procedure: Procedure, name: str | None) -> Part:
    """The forms among the papers."""
    named = forms(procedure.documents)
    if not named:
        return unstated(Aspect.FORM, name)
    lead = sentence(f"{name or 'Hồ sơ'} dùng {lowered(named[0])}")
    return Part(lead, tuple(sentence(f"Ngoài ra có {lowered(other)}") for other in named[1:]))
