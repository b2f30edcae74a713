"""How a call ended, and why a person was wanted: typed while the service works, one short string at rest."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class TransferReason(StrEnum):
    """Why a person takes over, for the record and for the officer."""

    UNMATCHED = "unmatched"
    ASKED_FOR_PERSON = "asked_for_person"
    NOT_HEARD = "not_heard"
    NO_INPUT = "no_input"
    TROUBLE = "trouble"
    TOO_LONG = "too_long"


class Ending(StrEnum):
    """What became of a call or a visit; the values stand in the database, in exports and in metrics."""

    FINISHED = "finished"
    """The helpline said goodbye."""
    CALLER_HUNG_UP = "caller_hung_up"
    TRANSFERRED = "transferred"
    """An officer took the call."""
    TRANSFER_FAILED = "transfer_failed"
    """The carrier could not be told to ring officers one by one; the way behind the stream rang them all."""
    LEFT_WHILE_RINGING = "left_while_ringing"
    UNREACHED = "unreached"
    """Officers are on duty, and none took the call."""
    OUT_OF_HOURS = "out_of_hours"
    LOST_IN_TRANSFER = "lost_in_transfer"
    """The carrier never told what came of the ringing."""
    OVERFLOW = "overflow"
    """Straight to the officers, for no conversation could begin."""
    TURNED_AWAY = "turned_away"
    NEVER_OPENED = "never_opened"
    """The carrier announced the call, but never opened its media connection."""
    STREAM_LOST = "stream_lost"
    STUCK = "stuck"
    FAILED = "failed"
    SERVICE_STOPPED = "service_stopped"
    CRASHED = "crashed"
    """The service died over it."""
    VISIT_OVER = "visit_over"
    """At a counter: an answer was given, and the time for another question ran out."""
    NOT_ANSWERED = "not_answered"
    """At a counter: it was woken and gave no answer, as by a word that was not meant for it."""
    OFFICER_SHOWN = "officer_shown"
    """At a counter: the number of an officer on duty was shown."""
    NEXT_CITIZEN = "next_citizen"
    """At a counter: the official said so, or pressed the button."""
    PAGE_CLOSED = "page_closed"
    """At a counter: the page was closed, or lost its connection."""
    UNKNOWN = "unknown"
    """Written by another version."""


REACHING_A_PERSON = frozenset({Ending.TRANSFER_FAILED, Ending.STREAM_LOST, Ending.STUCK, Ending.FAILED})
"""Endings of the conversation after which the carrier rings the officers without us."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a call; as text "unreached: unmatched", or the ending alone where nothing explains it."""

    ending: Ending
    reason: TransferReason | None = None

    def __str__(self) -> str:
        return f"{self.ending}: {self.reason}" if self.reason else self.ending.value

    @classmethod
    def parse(cls, text: str) -> Self:
        """The outcome that `text` stands for; UNKNOWN for words of another version."""
        ending, _, reason = text.partition(": ")
        try:
            return cls(Ending(ending), TransferReason(reason) if reason else None)
        except ValueError:
            return cls(Ending.UNKNOWN)
