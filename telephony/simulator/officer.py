"""How an officer's telephone behaves when it is rung."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from telephony.simulator.timeline import Leg
from telephony.simulator.utterance import Utterance


class Behaviour(StrEnum):
    """What the officer, or their telephone, does."""

    ACCEPT = "accept"
    """Picks up, listens, presses 1."""
    DECLINE = "decline"
    """Picks up, listens, presses 2; rung without a briefing, rejects the call."""
    VOICEMAIL = "voicemail"
    """A machine picks up and presses nothing."""
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    """The number cannot be reached."""


_PICKS_UP = frozenset((Behaviour.ACCEPT, Behaviour.DECLINE, Behaviour.VOICEMAIL))
_PRESSES = {Behaviour.ACCEPT: "1", Behaviour.DECLINE: "2"}


@dataclass(frozen=True, slots=True)
class OfficerLeg:
    """One officer's telephone."""

    behaviour: Behaviour = Behaviour.ACCEPT
    rings_s: float = 2.0
    """Until it is picked up or given up; never longer than the verb's own timeout."""
    talks_s: float = 3.0
    """How long officer and caller speak with each other."""
    hangs_up_first: bool = False
    """Who ends that conversation; a caller who is left on the line follows the TwiML further."""

    def picks_up(self, briefed: bool) -> bool:
        """Whether the line is answered, by whomever; `briefed`: there is something to hear on it first."""
        return self.behaviour in _PICKS_UP and (briefed or self.behaviour is not Behaviour.DECLINE)

    @property
    def key(self) -> str:
        """What is pressed when a key is asked for; empty for none."""
        return _PRESSES.get(self.behaviour, "")


class OfficerLegs:
    """The officers in the order in which they are rung; the last one's ways are everybody's after them."""

    def __init__(self, legs: Sequence[OfficerLeg]) -> None:
        """Raises ValueError when there is none."""
        if not legs:
            raise ValueError("at least one officer's behaviour is needed")
        self._legs = legs
        self._rung: dict[str, OfficerLeg] = {}

    def leg(self, number: str) -> OfficerLeg:
        """The telephone with this number; the same one when it is rung again."""
        if number not in self._rung:
            self._rung[number] = self._legs[min(len(self._rung), len(self._legs) - 1)]
        return self._rung[number]


class OfficerKeypad:
    """An officer who has picked up, listening to what is said before the bridge."""

    def __init__(self, officer: OfficerLeg, leg: Leg) -> None:
        self._officer = officer
        self._leg = leg

    def keys(self) -> str:
        """The officer's answer to a menu."""
        self._leg.pressed = self._officer.key or None
        return self._officer.key

    def message(self) -> Utterance | None:
        """Nobody leaves a message on an officer's line."""
        return None
