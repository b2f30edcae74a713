"""Opens the records for reading, and finds calls in them as an operator names them."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from telephony.records.database import RecordsError, database_address
from telephony.records.export import LOCAL
from telephony.records.record import CallRecord
from telephony.records.store import RecordStore, UnavailableError

_SPAN = re.compile(r"(\d{1,4})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def open_records(database_url: SecretStr | None, data: Path) -> RecordStore:
    """The database, to be closed after use. Raises RecordsError when there is none of this version."""
    address = database_address(database_url, data)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        raise RecordsError(f"no calls yet: {address.database} does not exist; `helpline serve` creates it")
    store = RecordStore(address)
    try:
        store.require_current()
    except (RecordsError, UnavailableError):
        store.close()
        raise
    return store


def find(store: RecordStore, key: str) -> CallRecord:
    """The call with this sid or message reference. Raises RecordsError when there is no such call."""
    record = store.find(key)
    if record is None:
        raise RecordsError(f"no call has the sid or the reference {key}; `helpline calls` lists them")
    return record


def parse_since(text: str, now: datetime) -> datetime:
    """ "2026-01-31" (midnight in Hanoi), "2026-01-31T08:00", or back from `now`: "7d", "2h", "30m".

    Raises ValueError.
    """
    span = _SPAN.fullmatch(text.strip().lower())
    if span:
        return now - timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is no time; write 2026-01-31, 7d, 2h or 30m") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
