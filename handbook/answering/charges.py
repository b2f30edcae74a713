"""What a procedure costs, as it is told."""

import re
from dataclasses import replace

from handbook.answering.part import Part, of_procedure, unstated
from handbook.answering.phrasing import amount
from handbook.answering.remarks import quoted, remarks
from handbook.answering.ways import by_kind, per_kind
from handbook.book.entries import Aspect, Fee, Procedure


def fee_told(procedure: Procedure, name: str | None) -> Part:
    """Each amount with what it is for."""
    channels = procedure.channels
    worded = quoted(each.fee_unclear for each in channels)
    known, gaps = by_kind(channels, lambda each: [_charge(fee) for fee in each.fees])
    if not known:
        return replace(unstated(Aspect.FEE, name), details=tuple(worded))
    free = next(iter(known)) == ("miễn phí",)
    frame = f"{name or 'Thủ tục'} được {{}}" if free else f"Mức phí{of_procedure(name)} là {{}}"
    told = per_kind(known, gaps, frame, "mức phí")
    charged = [fee for each in channels for fee in each.fees]
    several = len({fee.amount for fee in charged}) > 1
    notes = [
        text
        for fee in dict.fromkeys(charged)
        if fee.note and not fee.note.startswith("/")
        for text in remarks([_FREE.sub("", fee.note)], f"Mức {amount(fee.amount)}" if several else "Ghi chú")
    ]
    notes += remarks(each.note for each in channels if each.note and "phí" in each.note)
    return replace(told, details=(*told.details, *worded, *notes))


_FREE = re.compile(r"^miễn (?:lệ )?phí(?:\.\s*|$)", re.IGNORECASE)  # the amount has said it


def _charge(fee: Fee) -> str:
    """ "50.000 đồng mỗi giao dịch"."""
    unit = fee.note[1:].strip() if fee.note and fee.note.startswith("/") else ""
    return f"{amount(fee.amount)} mỗi {unit}" if unit else amount(fee.amount)
