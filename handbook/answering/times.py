"""How long a procedure takes, as it is told."""

import re
from dataclasses import replace

from handbook.answering.part import Part, unstated
from handbook.answering.phrasing import duration
from handbook.answering.remarks import quoted, remarks
from handbook.answering.statutory import times_told
from handbook.answering.ways import by_kind, left_open, per_kind
from handbook.book.entries import Aspect, Duration, Procedure


def time_told(procedure: Procedure, name: str | None) -> Part:
    """The office's own time; what the law sets comes before the portal's cells."""
    channels = procedure.channels
    worded = quoted(each.time_unclear for each in channels)
    if procedure.supplement and procedure.supplement.times:
        (lead, *rest), still_open = times_told(procedure.supplement.times, channels, name)
        rest += [left_open(still_open, "thời hạn")] if still_open else []
        return Part(lead, tuple(rest), unclear=bool(still_open))
    known, gaps = by_kind(channels, lambda each: [duration(each.time)] if each.time else [])
    if not known:
        return replace(unstated(Aspect.TIME, name), details=tuple(worded))
    frame = f"{name} được giải quyết trong {{}}" if name else "Thời hạn là {}"
    told = per_kind(known, gaps, frame, "thời hạn")
    notes = remarks(
        each.note
        for each in channels
        if each.note and "phí" not in each.note and not (each.time and _repeats(each.note, each.time))
    )
    return replace(told, details=(*told.details, *worded, *notes))


_REPETITION = 20
"""Words up to which a note about the same time, without a condition, adds nothing."""
_CONDITION = re.compile(r"trường hợp|đối với|nếu|trừ|khi|;", re.IGNORECASE)


def _repeats(note: str, time: Duration) -> bool:
    """Whether a note only says the time again: "03 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ"."""
    said = re.search(rf"\b0?{re.escape(duration(time))}", note, re.IGNORECASE)
    return bool(said) and len(note.split()) <= _REPETITION and not _CONDITION.search(note)
