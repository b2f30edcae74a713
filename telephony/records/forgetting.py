"""Deleting one call because the person it belongs to asked for it."""

import logging

from telephony.records.database import RecordsError
from telephony.records.reading import find
from telephony.records.retention import Recordings
from telephony.records.store import RecordStore

log = logging.getLogger(__name__)


def forget_call(store: RecordStore, key: str, recordings: Recordings) -> str:
    """Deletes the call with this sid or reference, its recordings at the carrier first; its sid.

    The log keeps that it was done, and the sid, which names nobody. Raises RecordsError, and then the call is
    still here: without it, nobody would know of the recording any more.
    """
    record = find(store, key)
    if record.ended is None:
        raise RecordsError(f"call {record.call_sid} is going on; try again when it has ended")
    kept = [message.recording_sid for message in record.messages if message.recording_sid]
    for recording_sid in kept:
        if not recordings.delete(recording_sid):
            raise RecordsError(
                f"recording {recording_sid} could not be deleted at the carrier, so the call is kept; the "
                "line above says why: mend that, and give the command again"
            )
        store.forget_recording(recording_sid)
    store.forget(record.call_sid)
    log.warning("call %s was deleted on request, with %d recordings", record.call_sid, len(kept))
    return record.call_sid
