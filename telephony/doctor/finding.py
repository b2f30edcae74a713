"""What the doctor found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    """The service runs, but not as a city would want it."""
    FAULT = "fault"
    """Calls cannot be served."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the service."""

    part: str
    state: State
    message: str
    """What was found and, unless all is well, what to do."""
