"""The terms in which a call is conducted: what can happen in it, and what can be done about it."""

from dataclasses import dataclass
from enum import StrEnum

from handbook.matching.conduct import Conduct
from handbook.matching.matcher import Decision


class TransferReason(StrEnum):
    """Why a person takes over, for the record and for the officer."""

    UNMATCHED = "unmatched"
    ASKED_FOR_PERSON = "asked_for_person"
    NOT_HEARD = "not_heard"
    NO_INPUT = "no_input"
    TROUBLE = "trouble"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Asked:
    """The caller said something; `conduct` when it steers the call, else `decision` about the handbook."""

    text: str
    conduct: Conduct | None
    decision: Decision | None
    option: int | None = None
    """Which of the choices put to the caller was heard, where the words alone do not tell."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key of the telephone."""

    key: str


@dataclass(frozen=True, slots=True)
class Played:
    """All that was said has been heard, or the caller broke in."""


@dataclass(frozen=True, slots=True)
class Silent:
    """The caller said nothing for as long as we were ready to wait."""


@dataclass(frozen=True, slots=True)
class Troubled:
    """Hearing or the handbook failed."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """The call has lasted as long as a call may."""


Event = Asked | Pressed | Played | Silent | Troubled | Overtime


@dataclass(frozen=True, slots=True)
class Say:
    """Speak these sentences in turn; Played follows."""

    sentences: tuple[str, ...]
    pace: float = 1.0
    """Speed beside the voice's usual one."""
    louder: bool = False


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for the caller; Silent follows when nothing is said for `patience_ms`."""

    patience_ms: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the caller to a person."""

    reason: TransferReason


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


Action = Say | Listen | Transfer | HangUp


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults of a call, each with its reason."""

    patience_ms: int = 8_000
    """People look up a paper or turn to a colleague; shorter feels hurried, longer feels dead."""
    failed_tries: int = 2
    """Questions in a row that were not heard, not understood or denied; a third would only annoy."""
    portion_syllables: int = 90
    """About 20 s aloud at 4.5 syllables a second; a written Vietnamese word is a syllable."""
    turns: int = 30
    """Utterances and keys; a call of thirty questions needs a person, or nobody is there at all."""
    call_ms: int = 15 * 60_000
    """Audio time; a question open after a quarter of an hour is one for a person."""
    slow_pace: float = 0.75
    """For a caller who asks for it or takes notes: a third longer, still one flow of speech."""
