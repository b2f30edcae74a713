"""Facts from legal texts laid over a procedure, only where the portal leaves it open."""

from collections.abc import Iterable, Iterator

from handbook.book.entries import Citation, Procedure, StatutoryBody, StatutoryTime, Supplement


def fitting(procedure: Procedure, supplement: Supplement) -> tuple[Supplement, list[str]]:
    """What of `supplement` may be laid over `procedure`, and why the rest may not: field, and what to do."""
    unfit = {
        "times": [*_times_unfit(procedure, supplement.times)],
        "authority": [*_body_unfit(procedure, "authority", supplement.authority, procedure.authority)],
        "place": [*_body_unfit(procedure, "place", supplement.place, procedure.place)],
    }
    update = {field: () if field == "times" else None for field, problems in unfit.items() if problems}
    problems = [problem for found in unfit.values() for problem in found]
    return supplement.model_copy(update=update), problems


def _times_unfit(procedure: Procedure, times: tuple[StatutoryTime, ...]) -> Iterator[str]:
    for time in times:
        yield from _time_conflicts(procedure, time)
        yield from _foreign(procedure, "times", time.basis)
    numbers = {
        channel.time_unclear
        for channel in procedure.channels
        if channel.time_unclear and channel.time_unclear.isdigit()
    }
    if times:
        for number in sorted(numbers - set(_said(times))):
            yield f"times: the portal's bare {number} is none of them; read the texts again or remove them"


def _body_unfit(
    procedure: Procedure, field: str, body: StatutoryBody | None, stated: str | None
) -> Iterator[str]:
    if body and stated:
        yield f"{field}: the portal says {stated!r}; remove the supplement's"
    if body:
        yield from _foreign(procedure, field, body.basis)


def _foreign(procedure: Procedure, field: str, citation: Citation) -> Iterator[str]:
    known = {basis.number for basis in procedure.legal_basis} | {procedure.decision}
    if citation.number not in known:
        yield f"{field}: {citation.number} is not among the procedure's own instruments; use one that is"


def _time_conflicts(procedure: Procedure, time: StatutoryTime) -> Iterator[str]:
    for channel in procedure.channels:
        if channel.time and (channel.kind in time.kinds or not time.kinds):
            yield f"times: the portal states a time for {channel.kind}; remove the supplement's"


def _said(times: Iterable[StatutoryTime]) -> Iterator[str]:
    """The portal's bare numbers that `times` explain; its "1" also stands for a result on the same day."""
    for time in times:
        yield f"{time.limit.amount:g}" if time.limit else "1"
