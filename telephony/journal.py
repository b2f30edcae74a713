"""What happened in each call, kept in memory while the service runs."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

log = logging.getLogger(__name__)

KEPT_CALLS = 1_000


def mask_number(number: str) -> str:
    """A telephone number with all but its first three and last two characters hidden."""
    return f"{number[:3]}{'*' * max(0, len(number) - 5)}{number[-2:]}" if len(number) > 6 else "***"


@dataclass(slots=True)
class Turn:
    """One utterance of the caller and what came of it; times in ms."""

    heard: str
    engine: str | None
    hearing_confidence: float
    decision: str | None
    entry: str | None
    title: str | None
    aspects: tuple[str, ...]
    confidence: float
    said: tuple[str, ...] = ()
    voice: str | None = None
    audio_ms: float = 0.0
    pause_ms: float = 0.0
    """End of the caller's speech to the decision that the turn is over."""
    recognition_ms: float = 0.0
    match_ms: float = 0.0
    first_audio_ms: float = 0.0
    """Synthesis of the first sentence of the reply, near zero when it was cached."""


@dataclass(slots=True)
class CallRecord:
    """One call from ringing to its end."""

    call_sid: str
    caller: str
    """Masked."""
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None
    turns: list[Turn] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The record with plain JSON values."""
        record = asdict(self)
        record["started"] = self.started.isoformat()
        record["ended"] = self.ended.isoformat() if self.ended else None
        return record


class Journal:
    """Records of the last calls."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._calls: OrderedDict[str, CallRecord] = OrderedDict()

    def open(self, call_sid: str, caller: str) -> CallRecord:
        """Starts the record of a call; a repeated webhook for the same call gets the same record."""
        record = self._calls.get(call_sid)
        if record is None:
            record = CallRecord(call_sid=call_sid, caller=mask_number(caller), started=self._now())
            self._calls[call_sid] = record
            while len(self._calls) > KEPT_CALLS:
                self._calls.popitem(last=False)
        return record

    def add_turn(self, record: CallRecord, turn: Turn) -> None:
        """A turn was understood and decided; what is known only when its reply sounds follows in `renew_turn`."""
        record.turns.append(turn)

    def renew_turn(self, record: CallRecord, turn: Turn) -> None:
        """The voice and the latency of the reply to `turn` are known now."""

    def find(self, call_sid: str) -> CallRecord | None:
        return self._calls.get(call_sid)

    def close(self, record: CallRecord, outcome: str) -> None:
        """Ends the record once; later endings do not overwrite the first."""
        if record.ended is None:
            record.ended, record.outcome = self._now(), outcome
            log.info(
                "call %s from %s ended: %s, %d turns",
                record.call_sid,
                record.caller,
                outcome,
                len(record.turns),
            )
