"""Writes records in the order they come, from a thread of its own: no call waits for a disk.

While the database cannot be written (full or locked disk, server away), the rows wait in memory
and are tried again.
"""

import logging
import threading
from typing import Any

from telephony.records.models import Base
from telephony.records.references import BLOCK, ReferenceNumbers
from telephony.records.retention import Retention
from telephony.records.store import RecordStore, UnavailableError

log = logging.getLogger(__name__)

FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 60.0
PENDING_LIMIT = 20_000
"""About 20 MB of rows; at 30 calls at once, some hours of a database that is away."""
LAGGING = 1_000
"""Rows; a writer that keeps up has a handful in hand."""
LOOK_EVERY_S = 60.0
"""How often an idle writer looks whether the database still knows of it, and whether retention is due."""
FLUSH_S = 8.0
"""Longer than SQLite waits for a lock, shorter than what supervisors grant a service to stop."""


class RecordWriter:
    """One thread; every method may be called from any other."""

    def __init__(
        self,
        store: RecordStore,
        references: ReferenceNumbers,
        retention: Retention,
        retry_s: float = FIRST_RETRY_S,
    ) -> None:
        self._store = store
        self._references = references
        self._retention = retention
        self._first_retry_s = retry_s
        self._changed = threading.Condition()
        self._pending: dict[tuple[Any, ...], Base] = {}
        self._in_hand: dict[tuple[Any, ...], Base] = {}
        self._closing = False
        self._started = False
        self._failures = 0
        self._overflowing = False
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def start(self) -> None:
        """Prepares the database and begins. Raises RecordsError for one that will never do."""
        try:
            self._start_store()
        except UnavailableError as error:
            self._report(error)
        self._thread.start()

    def put(self, row: Base) -> None:
        """Queues a row; one with the same key that still waits is replaced. Never blocks, never raises."""
        with self._changed:
            if self._closing:
                log.error("a record came after the service had stopped and is lost: %s", row.key)
                return
            full = self._waiting >= PENDING_LIMIT and row.key not in self._pending
            if full and not self._overflowing:
                log.error("%d records wait for the database; from now on new ones are lost", PENDING_LIMIT)
            self._overflowing = full
            if not full:
                self._pending[row.key] = row
                self._changed.notify_all()

    def flush(self, within_s: float = FLUSH_S) -> bool:
        """Waits until all that was put is written; False when time ran out."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, within_s)

    def shut(self, within_s: float = FLUSH_S) -> None:
        """Writes what waits, once more even if it failed before, and ends the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(within_s)
        with self._changed:
            lost = self._waiting
        if lost:
            log.error("the service stops with %d records that could not be written", lost)
        if not self._thread.is_alive():
            self._store.close()

    @property
    def fault(self) -> str | None:
        """What keeps rows from being written, or makes too many wait; None when all is well."""
        if self._failures:
            return f"{self._failures} attempts to write failed, {self._waiting} rows wait"
        return f"{self._waiting} rows wait to be written" if self._waiting >= LAGGING else None

    @property
    def _waiting(self) -> int:
        """Rows that are not in the database yet; those in hand may have been on their way for long."""
        return len(self._pending) + len(self._in_hand)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_work, LOOK_EVERY_S)
                self._in_hand, self._pending = self._pending, {}
                closing = self._closing
            try:
                self._work(list(self._in_hand.values()))
            except UnavailableError as error:
                self._keep()
                self._report(error)
            except Exception:
                log.exception("writing records failed in an unforeseen way; they are tried again")
                self._keep()
                self._failures += 1
            else:
                self._recovered()
            with self._changed:
                self._in_hand = {}
                self._changed.notify_all()
                if closing:
                    return
                if self._failures:
                    self._changed.wait_for(lambda: self._closing, self._retry_s())
                    continue
            self._delete_recording()

    def _has_work(self) -> bool:
        return bool(self._pending) or self._closing or self._failures > 0 or self._retention.has_work

    def _delete_recording(self) -> None:
        """One at a time, with what has come meanwhile written in between: the carrier may take its time."""
        if not self._retention.has_work:
            return
        try:
            self._retention.step()
        except UnavailableError as error:
            self._report(error)

    def _work(self, rows: list[Base]) -> None:
        if not self._started:
            self._start_store()
        self._store.hold_presence()
        if rows:
            self._store.write(rows)
        if self._references.running_low:
            self._references.add(self._store.reserve_references(BLOCK))
        self._retention.look()

    def _start_store(self) -> None:
        self._store.start()
        self._references.add(self._store.reserve_references(BLOCK))
        self._started = True

    def _keep(self) -> None:
        with self._changed:
            self._pending, self._in_hand = {**self._in_hand, **self._pending}, {}

    def _retry_s(self) -> float:
        return min(LONGEST_RETRY_S, self._first_retry_s * 2.0 ** min(self._failures - 1, 10))

    def _report(self, error: UnavailableError) -> None:
        self._failures += 1
        log.error(
            "records cannot be written (%s); %d wait in memory, next attempt in %.0f s; check the free space "
            "and the rights of HELPLINE_DATA, or the server of HELPLINE_DATABASE_URL",
            error,
            len(self._pending),
            self._retry_s(),
        )

    def _recovered(self) -> None:
        if self._failures:
            log.warning("records are written again, after %d failed attempts", self._failures)
        self._failures = 0
