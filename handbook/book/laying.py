"""A procedure as it is on a day: overrides laid over the portal's data, and without what has lapsed."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from handbook.book.entries import Channel, Procedure
from handbook.book.overrides import Override
from handbook.book.validation import faults

_SUPPLEMENTED = {"times": (), "authority": None, "place": None}
"""What a supplement says on a field that an override changes is over with it."""


def on_day(procedure: Procedure, today: date) -> Procedure:
    """What is told of `procedure` on `today`."""
    update: dict[str, Any] = {}
    if any(fee.until and fee.until < today for channel in procedure.channels for fee in channel.fees):
        update["channels"] = tuple(_charging(channel, today) for channel in procedure.channels)
    if any(basis.until and basis.until < today for basis in procedure.legal_basis):
        update["legal_basis"] = tuple(
            basis for basis in procedure.legal_basis if not (basis.until and basis.until < today)
        )
    if procedure.supplement:
        update["supplement"] = procedure.supplement.on(today)
    laid = procedure.model_copy(update=update) if update else procedure
    for override in procedure.overrides:
        if override.applies and override.holds(today):
            laid = _laid_over(laid, override)
    return laid


def prepared(procedure: Procedure, override: Override) -> Override:
    """`override` with its values as the procedure's own fields hold them.

    Raises ValueError that says which value cannot be.
    """
    if not override.values:
        return override
    kept = {name: getattr(procedure, name) for name in ("id", "name", "field", "as_of")}
    try:
        valid = Procedure.model_validate({**kept, **override.values})
    except ValidationError as error:
        raise ValueError("; ".join(faults(error, "values."))) from None
    return override.model_copy(update={"values": {name: getattr(valid, name) for name in override.values}})


def stale(procedure: Procedure, override: Override) -> Iterator[str]:
    """Why `override` no longer fits what the portal says: each what is wrong and what to do."""
    kinds = {channel.kind for channel in procedure.channels}
    for name in ("fees", "times"):
        for kind in getattr(override, name):
            if kind not in kinds:
                yield f"{name}: there is no handing in by {kind} any more; remove it"
    if override.was is not None and override.was not in _datum(procedure, override):
        told = ", ".join(override.touched)
        yield f"{told}: the portal no longer says {override.was!r}; compare, and mend `was` or remove it"


def _laid_over(procedure: Procedure, override: Override) -> Procedure:
    update: dict[str, Any] = dict(override.values)
    if override.fees or override.times:
        update["channels"] = tuple(_changed(channel, override) for channel in procedure.channels)
    if procedure.supplement:
        over = {name: nothing for name, nothing in _SUPPLEMENTED.items() if name in override.touched}
        update["supplement"] = procedure.supplement.model_copy(update=over)
    if "documents" in override.values:
        update.setdefault("documents_unclear", None)
    return procedure.model_copy(update=update)


def _changed(channel: Channel, override: Override) -> Channel:
    update: dict[str, Any] = {}
    if channel.kind in override.fees:
        update |= {"fees": override.fees[channel.kind], "fee_unclear": None, "note": None}
    if channel.kind in override.times:
        update |= {"time": override.times[channel.kind], "time_unclear": None, "note": None}
    return channel.model_copy(update=update) if update else channel


def _charging(channel: Channel, today: date) -> Channel:
    """Without the amounts that are no longer asked; where none is left, the fee is not clear any more."""
    fees = tuple(fee for fee in channel.fees if not (fee.until and fee.until < today))
    ended = max((fee.until for fee in channel.fees if fee.until), default=None)
    if fees or ended is None:
        return channel.model_copy(update={"fees": fees})
    words = f"Mức phí trong nguồn chỉ quy định đến hết ngày {ended.day}/{ended.month}/{ended.year}"
    return channel.model_copy(update={"fees": (), "fee_unclear": words})


def _datum(procedure: Procedure, override: Override) -> str:
    """The portal's data in the fields that `override` changes, as text."""
    by_channel = {"channels"} if override.fees or override.times else set()
    plain = procedure.model_dump(mode="json", include={*override.values, *by_channel})
    return json.dumps(plain, ensure_ascii=False)
