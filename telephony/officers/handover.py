"""The way of one caller to an officer: whom to ring next, and what came of each attempt. Knows no carrier."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from telephony.officers.roster import Officer, Ring
from telephony.records.record import TransferAttempt


class TransferOutcome(StrEnum):
    """What came of ringing one officer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    VOICEMAIL = "voicemail"
    """Someone or something picked up and pressed no key."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    """The number could not be reached."""
    CANCELED = "canceled"
    """The caller hung up, or another officer was quicker."""


class Handover:
    """Rings the officers given, in rounds, until one accepts or all have been tried."""

    def __init__(
        self,
        officers: Sequence[Officer],
        ring: Ring,
        at_once: int,
        now: Callable[[], datetime],
        note: Callable[[TransferAttempt], None],
    ) -> None:
        """`at_once`: how many telephones one round can ring; `note` is told of each attempt as it changes."""
        self._waiting = list(officers)
        self._at_once = at_once if ring is Ring.TOGETHER else 1
        self._now = now
        self._note = note
        self._ringing: dict[str, tuple[Officer, TransferAttempt]] = {}
        self._picked_up: set[str] = set()
        self._attempts = 0
        self.round = 0
        """Number of the round that is ringing, from 1."""
        self._taken_by: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether an officer has taken the call."""
        return self._taken_by is not None

    def next_round(self) -> tuple[Officer, ...]:
        """The officers to ring next, none when all have been tried; `rings` follows once they are rung."""
        self.round += 1
        officers = tuple(self._waiting[: self._at_once])
        del self._waiting[: len(officers)]
        for officer in officers:
            attempt = TransferAttempt(officer.name, self._attempts, self._now())
            self._attempts += 1
            self._ringing[officer.phone] = (officer, attempt)
        return officers

    def rings(self) -> None:
        """The carrier has been told to ring them."""
        for _, attempt in self._ringing.values():
            self._note(attempt)

    def picked_up(self, phone: str) -> None:
        """This telephone was answered, by a person or a machine."""
        if phone in self._ringing:
            self._picked_up.add(phone)

    def accept(self, phone: str) -> bool:
        """This officer takes the call; False when it is no longer theirs. Saying it twice does no harm."""
        if not self.accepted and self._end(phone, TransferOutcome.ACCEPTED):
            self._taken_by = phone
        return self._taken_by == phone

    def decline(self, phone: str) -> None:
        """This officer passes the call on."""
        self._end(phone, TransferOutcome.DECLINED)

    def round_over(self, outcome: TransferOutcome) -> None:
        """The round is over; `outcome` is the carrier's word for those who did not pick up.

        Where one picked up, the carrier stopped ringing the others: they can be rung again.
        """
        someone = bool(self._picked_up)
        for phone, (officer, _) in list(self._ringing.items()):
            if phone in self._picked_up:
                self._end(phone, TransferOutcome.VOICEMAIL)
            elif outcome is not TransferOutcome.CANCELED and someone:
                self._end(phone, TransferOutcome.CANCELED)
                self._waiting.append(officer)
            else:
                self._end(phone, outcome)
        self._picked_up.clear()

    def abandon(self) -> None:
        """The caller has hung up: nobody is rung any more."""
        self._waiting.clear()
        for phone in list(self._ringing):
            self._end(phone, TransferOutcome.CANCELED)

    def _end(self, phone: str, outcome: TransferOutcome) -> bool:
        ringing = self._ringing.pop(phone, None)
        if ringing is None:
            return False
        _, attempt = ringing
        attempt.outcome, attempt.ended = outcome, self._now()
        self._note(attempt)
        return True
