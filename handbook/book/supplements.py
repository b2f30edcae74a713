"""Facts from legal texts laid over a procedure, only where the portal leaves it open."""

from collections.abc import Iterable, Iterator

from handbook.book.entries import Procedure, StatutoryTime, Supplement


def conflicts(procedure: Procedure, supplement: Supplement) -> Iterator[str]:
    """What forbids laying `supplement` over `procedure`: each a field, what is wrong and what to do."""
    for time in supplement.times:
        yield from _time_conflicts(procedure, time)
    numbers = {
        channel.time_unclear
        for channel in procedure.channels
        if channel.time_unclear and channel.time_unclear.isdigit()
    }
    if supplement.times:
        for number in sorted(numbers - set(_said(supplement.times))):
            yield f"times: the portal's bare {number} is none of them; read the texts again or remove them"
    if supplement.authority and procedure.authority:
        yield f"authority: the portal says {procedure.authority!r}; remove the supplement's"
    if supplement.place and procedure.place:
        yield f"place: the portal says {procedure.place!r}; remove the supplement's"
    known = {basis.number for basis in procedure.legal_basis} | {procedure.decision}
    for citation in supplement.citations:
        if citation.number not in known:
            yield f"basis: {citation.number} is not among the procedure's own instruments; use one that is"


def _time_conflicts(procedure: Procedure, time: StatutoryTime) -> Iterator[str]:
    for channel in procedure.channels:
        if channel.time and (channel.kind in time.kinds or not time.kinds):
            yield f"times: the portal states a time for {channel.kind}; remove the supplement's"


def _said(times: Iterable[StatutoryTime]) -> Iterator[str]:
    """The portal's bare numbers that `times` explain; its "1" also stands for a result on the same day."""
    for time in times:
        yield f"{time.limit.amount:g}" if time.limit else "1"
