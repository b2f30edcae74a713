"""Deleting what is older than it may be: at the carrier first, then here, and never on a clock that jumped.

A recording of a message lies at the carrier, and only our row knows which it is: the row goes when the
recording has gone. A clock that is wrong by months would delete everything, so that it is believed only

- if somebody called lately, less than the retention but more than a day ago; or
- if since the last look, at least a day before, it has gone as far as a clock that cannot be set.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from telephony.records.store import RecordStore

log = logging.getLogger(__name__)

LOOK_EVERY_S = timedelta(days=1).total_seconds()
SETTLED = timedelta(days=1)
"""Younger records may have been stamped by the very clock that is in doubt."""
DRIFT_S = 3600.0
"""Two clocks that differ by less in a day agree."""
FAILURES = 3
"""So many recordings in a row that the carrier did not delete, and the rest waits for the next look."""


class Recordings(Protocol):
    """Recordings of messages, where the carrier keeps them."""

    def delete(self, recording_sid: str) -> bool:
        """Blocks for some seconds at most and never raises; True when it is gone, or never was there."""
        ...


class Retention:
    """What the writer's thread has to delete; every method but `has_work` blocks."""

    def __init__(
        self,
        store: RecordStore,
        keep: timedelta,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        recordings: Recordings | None = None,
    ) -> None:
        """`clock` in seconds, monotonic. Without `recordings`, calls that hold one are kept."""
        self._store = store
        self._keep = keep
        self._now = now
        self._clock = clock
        self._recordings = recordings
        self._looked: tuple[datetime, float] | None = None
        self._expired: list[str] = []
        self._before: datetime | None = None
        self._failures = 0
        self._undeleted = 0
        self._is_told = False

    @property
    def has_work(self) -> bool:
        """Whether recordings wait for `step`."""
        return bool(self._expired)

    def look(self) -> None:
        """Once a day, deletes what is too old and has no recording. Raises UnavailableError."""
        if self._looked and self._clock() - self._looked[1] < LOOK_EVERY_S:
            return
        now = self._now()
        is_plausible = self._has_gone_on(now) or self._was_called_lately(now)
        if is_plausible:
            self._before = now - self._keep
            self._purge()
            self._expired = self._store.expired_recordings(self._before)
            # In any order, lest a few that fail for good keep all others waiting.
            random.shuffle(self._expired)
            self._failures = self._undeleted = 0
        else:
            log.warning(
                "nothing is deleted yet: the clock says %s, long after the last call; if that is right, old "
                "records are deleted when it has gone on for a day",
                now.isoformat(timespec="minutes"),
            )
        self._looked = now, self._clock()

    def step(self) -> None:
        """Deletes one recording at the carrier; after the last, the calls too. Raises UnavailableError."""
        recording_sid = self._expired.pop()
        if self._is_gone(recording_sid):
            self._store.forget_recording(recording_sid)
            self._failures = 0
        else:
            self._failures += 1
            self._undeleted += 1
        if self._failures >= FAILURES:
            self._undeleted += len(self._expired)
            self._expired.clear()
        if not self._expired:
            self._purge()
            self._tell()

    def _is_gone(self, recording_sid: str) -> bool:
        if self._recordings is None:
            return False
        try:
            return self._recordings.delete(recording_sid)
        except Exception:
            log.exception("deleting a recording at the carrier failed in an unforeseen way")
            return False

    def _purge(self) -> None:
        assert self._before is not None
        deleted = self._store.purge(self._before)
        if deleted:
            log.info("%d calls were older than %d days and are deleted", deleted, self._keep.days)

    def _tell(self) -> None:
        if self._undeleted and not self._is_told:
            log.warning(
                "%d recordings older than %d days could not be deleted at the carrier; their calls are kept "
                "and tried again every day: check HELPLINE_TWILIO_ACCOUNT_SID and the way to Twilio",
                self._undeleted,
                self._keep.days,
            )
        self._is_told = self._undeleted > 0

    def _has_gone_on(self, now: datetime) -> bool:
        if self._looked is None:
            return False
        looked, at = self._looked
        return abs((now - looked).total_seconds() - (self._clock() - at)) < DRIFT_S

    def _was_called_lately(self, now: datetime) -> bool:
        newest = self._store.newest(now - SETTLED)
        return newest is None or now - newest < self._keep + SETTLED
