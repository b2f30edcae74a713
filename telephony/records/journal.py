"""What happened in each call: the records that every other part writes to, in memory and in the database.

A record in memory holds what was heard as it was heard, for the officer's briefing, until the call is closed;
what is stored, shown or kept after that is masked.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from telephony.metrics import CALLS
from telephony.numbers import mask_number
from telephony.records.masking import mask
from telephony.records.models import Base
from telephony.records.outcome import REACHING_A_PERSON, Ending, Outcome
from telephony.records.record import (
    CallRecord,
    Message,
    MessageKind,
    RefusedRequest,
    TransferAttempt,
    Turn,
    masked,
)
from telephony.records.references import FIRST_REFERENCE, ReferenceNumbers
from telephony.records.retention import Recordings, Retention
from telephony.records.rows import (
    call_row,
    message_row,
    refused_row,
    transfer_row,
    turn_row,
)
from telephony.records.store import RecordStore, UnavailableError
from telephony.records.writer import RecordWriter

log = logging.getLogger(__name__)
KEPT_CALLS = 200
"""Ended calls kept in memory, for webhooks that come after the end; all others are in the database."""
RESUMED_SPAN = timedelta(hours=2)
"""Calls this young are loaded at start: the carrier may still have webhooks to send for them."""
RETENTION_DAYS = 180
"""A decision may be complained of for 90 days and a first settlement takes up to 60 (Luật Khiếu nại 2011,
Điều 9 and 28): until then it must be possible to tell what the helpline said. Rounded up to half a year;
personal data may not be kept longer than its purpose needs."""


class Journal:
    """Records of calls. Without a store they live in memory only. No method waits for a disk but `shut`."""

    def __init__(
        self,
        now: Callable[[], datetime],
        store: RecordStore | None = None,
        retention: timedelta = timedelta(days=RETENTION_DAYS),
        recordings: Recordings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises RecordsError when the database can never be used; one that is away is tried again later.

        `recordings` is where the carrier keeps those of messages; `clock`, monotonic seconds, keeps a wrong
        `now` from deleting anything.
        """
        self._now = now
        self._calls: OrderedDict[str, CallRecord] = OrderedDict()
        self._refused: dict[str, RefusedRequest] = {}
        self._run = store.run if store else 0
        self._references = ReferenceNumbers(now, () if store else range(FIRST_REFERENCE, 10_000))
        self._writer: RecordWriter | None = None
        if store:
            expiry = Retention(store, retention, now, clock, recordings)
            self._writer = RecordWriter(store, self._references, expiry)
            self._writer.start()
            self._remember(self._recent(store))

    def open(self, call_sid: str, caller: str, channel: str = "phone") -> CallRecord:
        """Starts the record of a call; a repeated webhook for the same call gets the same record."""
        record = self._calls.get(call_sid)
        if record is None:
            # A counter's name is no personal data, and tells where the question came from.
            shown = mask_number(caller) if channel == "phone" else caller
            record = CallRecord(call_sid, shown, self._now(), channel)
            self._remember([record])
            self._put(call_row(record, self._run))
        return record

    def add_turn(self, record: CallRecord, turn: Turn) -> None:
        """A turn was understood and decided; what its reply brings follows in `renew_turn`."""
        turn.at = turn.at or self._now()
        record.turns.append(turn)
        self._put(turn_row(record, len(record.turns) - 1, turn))

    def renew_turn(self, record: CallRecord, turn: Turn) -> None:
        """The voice and the latency of the reply to `turn` are known now."""
        position = next(place for place, known in enumerate(record.turns) if known is turn)
        self._put(turn_row(record, position, turn))

    def add_briefing(self, record: CallRecord, briefing: str) -> None:
        """The officers rung for this call are told this."""
        record.briefing = briefing
        self._put(call_row(record, self._run))

    def add_transfer(self, record: CallRecord, attempt: TransferAttempt) -> None:
        """An officer is rung, or the attempt at this `position` came to something."""
        others = [known for known in record.transfers if known.position != attempt.position]
        record.transfers = sorted([*others, attempt], key=lambda known: known.position)
        self._put(transfer_row(record, attempt))

    def add_message(
        self,
        record: CallRecord,
        *,
        text: str = "",
        recording_sid: str | None = None,
        seconds: float | None = None,
    ) -> str:
        """Keeps a message for the officers, a recording only once; its reference number, digits only."""
        known = (m.reference for m in record.messages if recording_sid and m.recording_sid == recording_sid)
        return next(known, None) or self._leave(record, MessageKind.MESSAGE, text, recording_sid, seconds)

    def add_callback(self, record: CallRecord, *, text: str = "") -> str:
        """Notes that the caller wants to be called back; the request's reference number, one a call."""
        known = (m.reference for m in record.messages if m.kind is MessageKind.CALLBACK)
        return next(known, None) or self._leave(record, MessageKind.CALLBACK, text, None, None)

    def add_refused(self, cause: str, explanation: str, public_url: str | None) -> None:
        """A request was not obeyed; the latest for each cause is kept, and how many there were."""
        now = self._now()
        refused = self._refused.setdefault(cause, RefusedRequest(cause, "", None, now, now, 0))
        refused.explanation, refused.public_url = explanation, public_url
        refused.last, refused.count = now, refused.count + 1
        self._put(refused_row(refused))

    def find(self, call_sid: str) -> CallRecord | None:
        """The record of a call going on or lately ended."""
        return self._calls.get(call_sid)

    def open_calls(self) -> list[CallRecord]:
        """The records of this run that nothing has ended, oldest first; some of calls that never came."""
        return [record for record in self._calls.values() if record.ended is None]

    @property
    def known(self) -> tuple[CallRecord, ...]:
        """The records of calls going on or lately ended, oldest first."""
        return tuple(self._calls.values())

    def close(self, record: CallRecord, outcome: Outcome) -> None:
        """Ends the record once; later endings do not overwrite the first."""
        if record.ended is not None:
            return
        record.ended, record.outcome = self._now(), outcome
        CALLS.labels(outcome=outcome.ending).inc()
        self._put(call_row(record, self._run))
        _forget(record)
        log.info(
            "call %s from %s ended: %s, %d turns", record.call_sid, record.caller, outcome, len(record.turns)
        )

    def reached(self, record: CallRecord) -> None:
        """An officer took a call whose conversation had broken off: that is how it ended."""
        if record.outcome is not None and record.outcome.ending in REACHING_A_PERSON:
            record.outcome = replace(record.outcome, ending=Ending.TRANSFERRED)
            self._put(call_row(record, self._run))

    @property
    def fault(self) -> str | None:
        """What keeps records from the database now."""
        return self._writer.fault if self._writer else None

    def flush(self) -> bool:
        """Waits until everything is in the database; False when it could not be written in time."""
        return self._writer.flush() if self._writer else True

    def shut(self) -> None:
        """Closes open calls as "service_stopped" and writes what is left; blocks, for seconds at most."""
        for record in self.open_calls():
            self.close(record, Outcome(Ending.SERVICE_STOPPED))
        if self._writer:
            self._writer.shut()

    def _leave(
        self,
        record: CallRecord,
        kind: MessageKind,
        text: str,
        recording_sid: str | None,
        seconds: float | None,
    ) -> str:
        message = Message(self._references.take(), kind, self._now(), mask(text), recording_sid, seconds)
        record.messages.append(message)
        self._put(message_row(record, len(record.messages) - 1, message))
        log.warning("%s %s was left in call %s", kind, message.reference, record.call_sid)
        return message.reference

    def _remember(self, records: Iterable[CallRecord]) -> None:
        for record in records:
            self._calls[record.call_sid] = record
        ended = [sid for sid, record in self._calls.items() if record.ended]
        for call_sid in ended[: max(0, len(self._calls) - KEPT_CALLS)]:
            del self._calls[call_sid]

    def _recent(self, store: RecordStore) -> list[CallRecord]:
        try:
            recent = list(store.calls(since=self._now() - RESUMED_SPAN, limit=KEPT_CALLS))
        except UnavailableError:
            return []
        # One still open is another living service's, which alone may write it.
        return [record for record in reversed(recent) if record.ended]

    def _put(self, row: Base) -> None:
        if self._writer:
            self._writer.put(row)


def _forget(record: CallRecord) -> None:
    """Masks what was heard: the officers have been briefed by now."""
    record.briefing = masked(record).briefing
    for turn in record.turns:
        turn.heard = masked(turn).heard
