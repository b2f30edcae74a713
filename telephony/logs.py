"""Log lines that bear the call they are about, so that one bad call can be read out of a busy log."""

import logging
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_CALL: ContextVar[str] = ContextVar("call", default="")
LINE = "%(asctime)s %(levelname)-7s %(call)s%(message)s%(left_out)s"
LINES_A_MINUTE = 120
"""Of one kind: more than the calls that one process can carry bring forth."""
KINDS_REMEMBERED = 1_000
CHATTY = ("alembic", "httpx", "uvicorn.error", "faster_whisper", "twilio.http_client")


@contextmanager
def about(call_sid: str) -> Iterator[None]:
    """What is logged inside, and in tasks begun inside, bears `call_sid`."""
    token = _CALL.set(call_sid)
    try:
        yield
    finally:
        _CALL.reset(token)


def belongs_to(call_sid: str) -> None:
    """What is logged from now on in this task, and in tasks begun by it, bears `call_sid`."""
    _CALL.set(call_sid)


class CallFilter(logging.Filter):
    """Gives every record `call`: "[CA12…] " inside a call, else nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        call_sid = _CALL.get()
        record.call = f"[{call_sid}] " if call_sid else ""
        return True


class Throttle(logging.Filter):
    """Lets through so many lines of one kind a minute, for strangers must not be able to fill the disk.

    A kind is a line before its values are filled in; the next one let through tells how many were left out.
    """

    def __init__(self, a_minute: int = LINES_A_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds."""
        super().__init__()
        self._a_minute = a_minute
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str], _Minute] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        now = self._clock()
        kind = record.name, str(record.msg)
        minute = self._seen.get(kind)
        if minute is None or now >= minute.until:
            left_out = minute.left_out if minute else 0
            record.left_out = f" ({left_out} more like this were left out)" if left_out else ""
            self._seen[kind] = _Minute(now + 60.0, self._a_minute - 1)
            self._seen.move_to_end(kind)
            while len(self._seen) > KINDS_REMEMBERED:
                self._seen.popitem(last=False)
            return True
        record.left_out = ""
        minute.left -= 1
        if minute.left < 0:
            minute.left_out += 1
        return minute.left >= 0


@dataclass(slots=True)
class _Minute:
    """What of one kind may still be said until then, and how much was not."""

    until: float
    left: int
    left_out: int = 0


def configure(level: int = logging.INFO) -> None:
    """Sends the log to stderr, a line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(CallFilter())
    handler.addFilter(Throttle())
    handler.setFormatter(logging.Formatter(LINE, datefmt="%H:%M:%S"))
    logging.basicConfig(level=level, handlers=[handler])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
