"""Log lines that bear the call they are about, so that one bad call can be read out of a busy log."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CALL: ContextVar[str] = ContextVar("call", default="")
LINE = "%(asctime)s %(levelname)-7s %(call)s%(message)s"
CHATTY = ("alembic", "httpx", "uvicorn.error", "faster_whisper", "twilio.http_client")


@contextmanager
def about(call_sid: str) -> Iterator[None]:
    """What is logged inside, and in tasks begun inside, bears `call_sid`."""
    token = _CALL.set(call_sid)
    try:
        yield
    finally:
        _CALL.reset(token)


class CallFilter(logging.Filter):
    """Gives every record `call`: "[CA12…] " inside a call, else nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        call_sid = _CALL.get()
        record.call = f"[{call_sid}] " if call_sid else ""
        return True


def configure(level: int = logging.INFO) -> None:
    """Sends the log to stderr, a line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(CallFilter())
    handler.setFormatter(logging.Formatter(LINE, datefmt="%H:%M:%S"))
    logging.basicConfig(level=level, handlers=[handler])
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
