"""The counter's parts put together, for the service and for the first run."""

from collections.abc import Callable, Sequence
from datetime import datetime

from telephony.calls.engines import Engines
from telephony.counter.door import Door
from telephony.counter.history import History
from telephony.counter.pairing import Counters
from telephony.counter.routes import CounterRoutes
from telephony.counter.sockets import CounterSockets
from telephony.counter.visit import CounterContext
from telephony.counter.wake import WakePhrase
from telephony.officers.roster import Officer
from telephony.records.journal import Journal
from telephony.settings import Settings

COUNTERS_FILE = "counters.sqlite3"


def build_counters(settings: Settings, now: Callable[[], datetime]) -> Counters:
    """Who is paired, in the data folder."""
    return Counters(settings.data / COUNTERS_FILE, now)


def build_counter_routes(
    settings: Settings,
    engines: Engines,
    journal: Journal,
    officers: Callable[[str | None], Sequence[Officer]],
    now: Callable[[], datetime],
    clock: Callable[[], float],
) -> CounterRoutes:
    """The counter page and all behind it; `clock` in seconds. Raises WakePhraseError."""
    counters = build_counters(settings, now)
    context = CounterContext(engines, WakePhrase(settings.wake_phrase), journal, History(now), officers)
    sockets = CounterSockets(context, counters.find, settings.max_counters, clock)
    return CounterRoutes(Door(counters, clock), sockets, settings.public_url)


def pairing_link(settings: Settings, address: str, name: str, now: Callable[[], datetime]) -> str:
    """A link that opens the page at `address` and pairs it as the counter `name`: once, within 15 minutes.

    `address` may have a path, under which a proxy serves the page. The code stands in the fragment, which
    browsers do not send and servers do not log. Raises PairingError.
    """
    return f"{address.rstrip('/')}/#pair={build_counters(settings, now).issue_code(name).text}"
