"""What a conversation does, told to the screen: its state, the words heard, the card, the choice, officers.

It sees the policy's events and actions as they happen and decides nothing.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from handbook.answering.answers import spoken_name
from handbook.answering.phrasing import capitalized
from handbook.book.handbook import Handbook
from telephony.calls.dialogue import (
    Action,
    Event,
    Kind,
    Listen,
    Passage,
    Say,
    Troubled,
)
from telephony.calls.policy import Policy
from telephony.counter import wording
from telephony.counter.card import card
from telephony.officers.roster import Officer
from telephony.understanding.understanding import Understood

OFFICERS_SHOWN = 3


class State(StrEnum):
    """What the large sign on the page says; the values are part of the page's protocol."""

    WAITING = "waiting"
    """For the wake phrase."""
    LISTENING = "listening"
    """Whoever speaks now is heard."""
    HEARING = "hearing"
    """Somebody speaks."""
    THINKING = "thinking"
    ANSWERING = "answering"


class Screen:
    """One page, as the session draws on it; `send` takes a message for the page and must not block."""

    def __init__(self, handbook: Handbook, send: Callable[[dict[str, Any]], None]) -> None:
        self._handbook = handbook
        self._send = send
        self._state: State | None = None
        self._shown: str | None = None
        self.hushed = False
        """Whether our voice pauses."""

    @property
    def state(self) -> State | None:
        return self._state

    def show(self, state: State) -> None:
        """Turns the sign; the same state again says nothing."""
        if state is not self._state:
            self._state = state
            self._send({"type": "state", "state": state.value})

    def hush(self, hushed: bool) -> None:
        """Our voice pauses while somebody speaks over it, and goes on if that was no more than a "dạ".

        A person stops as soon as another begins; whether the other wants the word is known only later.
        """
        self.hushed = hushed
        self._send({"type": "hush", "hushed": hushed})
        self.show(State.HEARING if hushed else State.ANSWERING)

    def cleared(self) -> None:
        """Our voice was stopped for good: somebody wants the word."""
        self.hushed = False
        self.show(State.HEARING)

    def partial(self, text: str) -> None:
        """The words of a turn that may still go on."""
        self._send({"type": "heard", "text": text, "final": False})

    def heard(self, text: str) -> None:
        """The words of a finished turn."""
        self._send({"type": "heard", "text": text, "final": True})

    def note(self, note: str) -> None:
        """A remark beside the sign; the page holds its words under this name."""
        self._send({"type": "note", "note": note})

    def history(self, items: Sequence[dict[str, str | None]]) -> None:
        """This counter's questions, newest first."""
        self._send({"type": "history", "items": list(items)})

    def leave(self) -> None:
        """The citizen has left: their words and the answer go from the page."""
        self._shown = None
        self._send({"type": "leave"})

    def begin(self) -> None:
        """A new visit: whatever was shown, ticked off or held back belonged to the one before."""
        self._shown = None
        if self.hushed:
            self.hushed = False
            self._send({"type": "hush", "hushed": False})

    def observe(self, event: Event, actions: Sequence[Action], policy: Policy) -> None:
        """An event of the conversation, what is done about it, and where the policy stands now."""
        if isinstance(event, Understood) and event.text:
            self.heard(event.text)
        elif isinstance(event, Troubled):
            self.note("trouble")
        for action in actions:
            match action:
                case Say(passages):
                    self._reply(event, passages, policy)
                    self.show(State.ANSWERING)
                case Listen():
                    self.show(State.LISTENING)
                    if isinstance(event, Understood):
                        self.note("unmatched")

    def officers(self, officers: Sequence[Officer], reference: str | None) -> None:
        """Whom to call now, or that it is nobody, and the number under which the wish was noted."""
        shown = [
            {"name": officer.name, "phone": readable(officer.phone), "dial": officer.phone}
            for officer in officers[:OFFICERS_SHOWN]
        ]
        nobody = None if shown else " ".join(wording.NOBODY_ON_DUTY)
        self._send({"type": "officers", "officers": shown, "nobody": nobody, "reference": reference})
        self._shown = None

    def _reply(self, event: Event, said: tuple[Passage, ...], policy: Policy) -> None:
        facts = [s for passage in said if passage.kind is Kind.FACT for s in passage.sentences]
        if policy.offered:
            self._choice(policy.offered)
        elif policy.subject is not None and policy.subject != self._shown and facts:
            aspects = event.decision.aspects if isinstance(event, Understood) and event.decision else ()
            entry = card(self._handbook[policy.subject], aspects)
            self._send({"type": "card", "entry": entry, "said": facts})
            self._shown = policy.subject
        elif facts:
            self._send({"type": "said", "said": facts})
        elif isinstance(event, Understood) and event.decision is not None:
            # The card of the question before would be read as the answer to this one.
            self._send({"type": "unknown", "question": event.text})
            self._shown = None
        # What belongs to the talk and not to an answer is shown beside the sign, not on the card.
        asked = [s for passage in said if passage.kind is not Kind.FACT for s in passage.sentences]
        self._send({"type": "prompt", "text": " ".join(asked)})

    def _choice(self, offered: Sequence[str]) -> None:
        options = []
        for key, entry in enumerate((self._handbook[id_] for id_ in offered), start=1):
            title = capitalized(spoken_name(entry))
            options.append({"key": str(key), "title": title, "field": entry.field})
        self._send({"type": "options", "options": options})
        self._shown = None


def readable(phone: str) -> str:
    """An E.164 number as people in Viet Nam write it: "+84912345678" is "0912 345 678"."""
    if not phone.startswith("+84"):
        return phone
    return f"0{phone[3:-6]} {phone[-6:-3]} {phone[-3:]}"
