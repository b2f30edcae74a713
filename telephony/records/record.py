"""What is recorded of a call."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from telephony.records.masking import mask
from telephony.records.outcome import Outcome

PERSONAL = {"personal": True}
"""Marks fields whose words are a caller's own, and are masked wherever they are kept or shown."""


@dataclass(slots=True)
class Turn:
    """One utterance of the caller and what came of it; times in ms."""

    heard: str = field(metadata=PERSONAL)
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
    at: datetime | None = None
    """When it was decided; the journal fills it in."""


@dataclass(slots=True)
class TransferAttempt:
    """One officer who was rung for a call."""

    officer: str
    """Name; the number stays in the roster."""
    position: int
    """In the call's sequence of attempts, from 0; adding the same place again renews the attempt."""
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None
    """Such as "accepted" or "busy"; None while it rings."""


class MessageKind(StrEnum):
    """What a caller without an officer asked for."""

    MESSAGE = "message"
    CALLBACK = "callback"


@dataclass(slots=True)
class Message:
    """What a caller left for the officers."""

    reference: str
    """Digits, read out to the caller."""
    kind: MessageKind
    left: datetime
    text: str = field(default="", metadata=PERSONAL)
    recording_sid: str | None = None
    seconds: float | None = None
    """Length of the recording."""


@dataclass(slots=True)
class RefusedRequest:
    """Requests refused for one and the same cause; no caller's data."""

    cause: str
    explanation: str
    """What the latest was refused for, and what the operator can do."""
    public_url: str | None
    """What HELPLINE_PUBLIC_URL has to be, where that is the cure."""
    first: datetime
    last: datetime
    count: int = 1


@dataclass(slots=True)
class CallRecord:
    """One call from ringing to its end."""

    call_sid: str
    caller: str
    """Masked."""
    started: datetime
    channel: str = "phone"
    ended: datetime | None = None
    outcome: Outcome | None = None
    briefing: str | None = field(default=None, metadata=PERSONAL)
    """What the officers rung were told before they took the call."""
    turns: list[Turn] = field(default_factory=list)
    transfers: list[TransferAttempt] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The record with plain JSON values, times in ISO 8601 and personal data masked."""
        shown = replace(
            masked(self),
            turns=[masked(turn) for turn in self.turns],
            messages=[masked(m) for m in self.messages],
        )
        plain: dict[str, Any] = _plain({**asdict(shown), "outcome": self.outcome and str(self.outcome)})
        return plain


Part = TypeVar("Part", Turn, TransferAttempt, Message, CallRecord, RefusedRequest)


def masked(part: Part) -> Part:
    """A copy of `part` whose own personal words are masked; what hangs on it stays as it is."""
    personal = [known.name for known in fields(part) if known.metadata.get("personal")]
    words: dict[str, str | None] = {name: getattr(part, name) for name in personal}
    hidden: dict[str, Any] = {name: text and mask(text) for name, text in words.items()}
    return replace(part, **hidden)


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
