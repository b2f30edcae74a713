"""What is recorded as rows and back.

Personal data is masked on the way: nothing but these rows may be handed to the database.
"""

from typing import Any, TypeVar

from telephony.records.models import (
    PLAIN_FIELDS,
    Base,
    CallRow,
    MessageRow,
    RefusedRow,
    TransferRow,
    TurnRow,
)
from telephony.records.record import (
    CallRecord,
    Message,
    Part,
    RefusedRequest,
    TransferAttempt,
    Turn,
    masked,
)

Piece = TypeVar("Piece", Turn, TransferAttempt, Message, RefusedRequest)


def call_row(record: CallRecord, run: int) -> CallRow:
    """The call without what hangs on it."""
    return CallRow(run=run, **_values(record))


def turn_row(record: CallRecord, position: int, turn: Turn) -> TurnRow:
    return TurnRow(call_sid=record.call_sid, position=position, **_values(turn))


def transfer_row(record: CallRecord, attempt: TransferAttempt) -> TransferRow:
    return TransferRow(call_sid=record.call_sid, **_values(attempt))


def message_row(record: CallRecord, position: int, message: Message) -> MessageRow:
    return MessageRow(call_sid=record.call_sid, position=position, **_values(message))


def refused_row(refused: RefusedRequest) -> RefusedRow:
    return RefusedRow(**_values(refused))


def record_of(row: CallRow) -> CallRecord:
    """The call with all that hangs on it."""
    return CallRecord(
        **{name: getattr(row, name) for name in PLAIN_FIELDS[CallRecord]},
        turns=[_part(Turn, part) for part in row.turns],
        transfers=[_part(TransferAttempt, part) for part in row.transfers],
        messages=[_part(Message, part) for part in row.messages],
    )


def refused_of(row: RefusedRow) -> RefusedRequest:
    return _part(RefusedRequest, row)


def _part(kind: type[Piece], row: Base) -> Piece:
    return kind(**{name: getattr(row, name) for name in PLAIN_FIELDS[kind]})


def _values(part: Part) -> dict[str, Any]:
    stored = masked(part)
    return {name: getattr(stored, name) for name in PLAIN_FIELDS[type(part)]}
