"""Whether the records can be kept, and what they tell of requests that were refused."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import URL

from telephony.doctor.finding import Finding, State
from telephony.private_files import is_open_to_others
from telephony.records.database import RecordsError, database_address, shown
from telephony.records.export import LOCAL
from telephony.records.health import Health
from telephony.records.record import RefusedRequest
from telephony.records.store import RecordStore
from telephony.settings import Settings

RECORDS = "records"
TOLD = timedelta(days=7)
"""Older refusals are history."""


def examine_records(settings: Settings, now: datetime) -> list[Finding]:
    """The database, and the requests whose signature did not match; blocks for seconds at most."""
    try:
        url = database_address(settings.database_url, settings.data)
        if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
            return [Finding(RECORDS, State.OK, f"none yet; `helpline serve` makes {shown(url)}")]
        with closing(RecordStore(url)) as store:
            health = store.health()
            refused = store.refused() if health.is_current else []
    except RecordsError as error:
        return [Finding(RECORDS, State.FAULT, str(error))]
    return [
        _health(health),
        *_open_to_others(url, settings.data),
        *_refused(refused, settings.public_url, now),
    ]


def _open_to_others(url: URL, data: Path) -> Iterator[Finding]:
    """Whether other accounts of the machine may read what callers said."""
    files = [data, *([Path(str(url.database))] if url.get_backend_name() == "sqlite" else [])]
    exposed = [str(file) for file in files if file.exists() and is_open_to_others(file)]
    if exposed:
        yield Finding(
            RECORDS,
            State.WARNING,
            f"{' and '.join(exposed)} can be read by other accounts; `helpline serve` takes that away at its "
            "next start if the service owns them, else: chmod go-rwx",
        )


def _health(health: Health) -> Finding:
    if not health.is_current:
        return Finding(RECORDS, State.WARNING, f"{health.address}: `helpline serve` brings it up to date")
    if health.fault:
        return Finding(
            RECORDS,
            State.FAULT,
            f"{health.address} cannot be written ({health.fault}); calls are answered, but not recorded: "
            "check the rights and the free space of the folder, or the database's server",
        )
    if health.waits_for_readers:
        return Finding(
            RECORDS,
            State.WARNING,
            f"{health.address} has no write-ahead log, as on a network folder; put HELPLINE_DATA on a "
            "local disk",
        )
    return Finding(
        RECORDS,
        State.OK,
        f"{health.calls} calls, {health.open_calls} of them going on, in {health.address}; it can be written",
    )


def _refused(refused: list[RefusedRequest], public_url: str | None, now: datetime) -> Iterator[Finding]:
    for known in refused:
        if now - known.last > TOLD:
            continue
        when = f"{known.last.astimezone(LOCAL):%d.%m. %H:%M}"
        if known.public_url and known.public_url == public_url:
            yield Finding(
                f"signatures ({known.cause})",
                State.OK,
                f"the address that fits is set now; if requests are still refused (last {when}), restart",
            )
        else:
            yield Finding(
                f"signatures ({known.cause})",
                State.WARNING,
                f"{known.count} requests were refused, the last on {when}: {known.explanation}",
            )
