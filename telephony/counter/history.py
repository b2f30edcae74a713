"""What was asked at each counter lately, for its own screen; in memory only, masked as the records are.

A citizen's own words stay only while they sit there. Afterwards the names of procedures are left, which tell
nothing of anybody and are what an official wants again; what the handbook did not know is gone.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.records.masking import mask

KEPT = 20
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Past:
    """One question as the screen lists it."""

    at: str
    """Local time, "14:05"."""
    heard: str | None
    """None when the citizen has left."""
    title: str | None
    """Of the entry that answered; None when none did."""


class History:
    """The last questions of each counter, newest first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._of: defaultdict[str, deque[Past]] = defaultdict(lambda: deque(maxlen=KEPT))

    def add(self, counter: str, heard: str, title: str | None) -> None:
        self._of[counter].appendleft(Past(f"{self._now().astimezone(_ZONE):%H:%M}", mask(heard), title))

    def leave(self, counter: str) -> None:
        """The citizen has left: forgets their words, and each procedure but its latest mention."""
        kept: dict[str, Past] = {}
        for past in self._of[counter]:
            if past.title is not None:
                kept.setdefault(past.title, replace(past, heard=None))
        self._of[counter] = deque(kept.values(), maxlen=KEPT)

    def of(self, counter: str) -> list[dict[str, str | None]]:
        """As plain JSON."""
        return [asdict(past) for past in self._of[counter]]
