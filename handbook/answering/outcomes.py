"""What one receives, as it is told."""

import re

from handbook.answering.papers import sentences, spoken
from handbook.answering.part import Part, unstated
from handbook.answering.phrasing import lowered
from handbook.book.entries import Aspect, Procedure

_REFUSAL = re.compile(r"từ chối|không (?:đủ điều kiện|được tiếp nhận)|hủy bỏ thủ tục", re.IGNORECASE)


def result_told(procedure: Procedure, name: str | None) -> Part:
    """What one receives in the end."""
    told = outcome(procedure)
    return Part(told[0], tuple(told[1:])) if told else unstated(Aspect.RESULT, name)


def outcome(procedure: Procedure) -> list[str]:
    """What one receives; a slip of refusal is none, where anything else is named."""
    pieces = [piece.strip() for piece in (procedure.result or "").split(";") if piece.strip()]
    wanted = [piece for piece in pieces if not _REFUSAL.search(piece)] or pieces
    return sentences(f"Kết quả là {lowered(spoken('; '.join(wanted)))}") if wanted else []
