"""How a conversation at the counter differs from a call: the same policy, with the manners of the place.

Nobody is greeted or seen off, nothing is put through, and after an answer the counter listens on for a while
instead of asking what else is wanted.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from handbook.language.steering import Conduct
from handbook.matching.decision import Reason
from telephony.calls import prompts
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Limits,
    Listen,
    Say,
    Silent,
)
from telephony.calls.policy import Compose, Policy
from telephony.counter import wording
from telephony.understanding.understanding import Understood

FOLLOW_UP_MS = 10_000
"""How long a follow-up needs no wake phrase: time to read the card and to ask the citizen something."""

COUNTER_LIMITS = Limits(patience_ms=FOLLOW_UP_MS)

_SAID_TO_THE_CITIZEN = frozenset(
    {
        Conduct.HOLD_ON,
        Conduct.HESITATION,
        Conduct.ACKNOWLEDGEMENT,
        Conduct.SALUTE,
        Conduct.SMALL_TALK,
        Conduct.ANGER,
    }
)
"""Words that are meant for the helpline only right after its wake phrase."""

Observer = Callable[[Event, Sequence[Action], Policy], None]


class CounterPolicy(Policy):
    """One visit's conduct: from the wake phrase, a typed question or a button to the last window's end."""

    def __init__(
        self,
        compose: Compose,
        spoken_name: Callable[[str], str],
        observe: Observer,
        is_addressed: Callable[[], bool],
        is_departure: Callable[[str], bool],
        limits: Limits = COUNTER_LIMITS,
        officers_there: Callable[[], bool] = lambda: True,
    ) -> None:
        """`observe` sees each event with what is done about it; `is_addressed` tells whether the words in
        hand were meant for the helpline beyond doubt: after the wake phrase, or typed; `is_departure` whether
        words say that the citizen has left.
        """
        super().__init__(compose, spoken_name, limits, officers_there=officers_there)
        self._observe = observe
        self._is_addressed = is_addressed
        self._is_departure = is_departure
        self.citizen_left = False
        """Whether the official said so."""

    def start(self) -> list[Action]:
        """Somebody turned to the counter; what they said follows as the first event."""
        return [self.pending]

    def on(self, event: Event) -> list[Action]:
        """What to do about `event`; never empty."""
        actions = self._actions(event)
        self._observe(event, actions, self)
        return actions

    def _actions(self, event: Event) -> list[Action]:
        if isinstance(event, Silent):
            return [HangUp()]
        if isinstance(event, Understood) and self._is_departure(event.text):
            self.citizen_left = True
            return [HangUp()]
        if isinstance(event, Understood) and (event.conduct is None or event.conduct in _SAID_TO_THE_CITIZEN):
            if not event.text and self._is_addressed():
                return [Say((prompts.LISTENING,))]
            if self.subject is not None and self._is_overheard(event):
                return [Listen(self.limits.patience_ms)]
        return [self._at_the_counter(action) for action in super().on(event)]

    def _is_overheard(self, asked: Understood) -> bool:
        """Whether words in the follow-up window were for the citizen: nothing in the book is like them."""
        unmatched = asked.decision is None or asked.decision.reason is Reason.UNMATCHED
        return unmatched and not self._is_addressed()

    def _at_the_counter(self, action: Action) -> Action:
        if not isinstance(action, Say):
            return action
        return replace(action, passages=wording.at_the_counter(action.passages, self._officers_there()))
