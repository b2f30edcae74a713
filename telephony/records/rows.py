"""Parts of a call record as rows, with personal data masked: nothing else may be handed to the database."""

from telephony.records.masking import mask
from telephony.records.models import CallRow, MessageRow, TransferRow, TurnRow
from telephony.records.record import CallRecord, Message, TransferAttempt, Turn


def call_row(record: CallRecord, run: int) -> CallRow:
    return CallRow(
        call_sid=record.call_sid,
        run=run,
        channel=record.channel,
        caller=record.caller,
        started=record.started,
        ended=record.ended,
        outcome=record.outcome,
    )


def turn_row(record: CallRecord, position: int, turn: Turn) -> TurnRow:
    return TurnRow(
        call_sid=record.call_sid,
        position=position,
        at=turn.at,
        heard=mask(turn.heard),
        engine=turn.engine,
        hearing_confidence=turn.hearing_confidence,
        decision=_plain(turn.decision),
        entry=turn.entry,
        title=turn.title,
        aspects=[str(aspect) for aspect in turn.aspects],
        confidence=turn.confidence,
        said=list(turn.said),
        voice=turn.voice,
        audio_ms=turn.audio_ms,
        pause_ms=turn.pause_ms,
        recognition_ms=turn.recognition_ms,
        match_ms=turn.match_ms,
        first_audio_ms=turn.first_audio_ms,
    )


def transfer_row(record: CallRecord, attempt: TransferAttempt) -> TransferRow:
    return TransferRow(
        call_sid=record.call_sid,
        position=attempt.order,
        officer=attempt.officer,
        started=attempt.started,
        ended=attempt.ended,
        outcome=_plain(attempt.outcome),
    )


def message_row(record: CallRecord, position: int, message: Message) -> MessageRow:
    return MessageRow(
        call_sid=record.call_sid,
        position=position,
        reference=message.reference,
        kind=_plain(message.kind),
        left=message.left,
        text=mask(message.text),
        recording_sid=message.recording_sid,
        seconds=message.seconds,
    )


def _plain(value: str | None) -> str | None:
    """The value of a StrEnum; drivers differ in what they make of one."""
    return None if value is None else str(value)
