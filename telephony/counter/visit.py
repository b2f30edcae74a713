"""One visit to a counter: a conversation from the wake phrase, a typed question or a button to its end."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handbook.answering.answers import compose, spoken_name
from handbook.answering.phrasing import capitalized
from telephony import logs
from telephony.calls.conversation import Conversation
from telephony.calls.dialogue import (
    Action,
    Event,
    Kind,
    Say,
    Transfer,
)
from telephony.calls.engines import Engines
from telephony.calls.policy import Policy
from telephony.counter.attention import AttentiveRecognition
from telephony.counter.history import History
from telephony.counter.page_line import PageLine
from telephony.counter.policy import CounterPolicy
from telephony.counter.screen import Screen, State
from telephony.counter.wake import WakePhrase
from telephony.officers.roster import Officer
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.understanding.understanding import Understood
from voice.channel import WIDE_BAND
from voice.hearing.hearing import Hearing
from voice.speaking.speech import SynthesisError

log = logging.getLogger(__name__)

MOST_PAUSES = 5
"""Times in a visit that our voice pauses at the first sound of speech over it and nothing comes of it. After
that it is a noisy hall or an echo that the browser lets through, and only a real interruption stops us."""
CHANNEL = "counter"
"""In the records."""


@dataclass(frozen=True, slots=True)
class CounterContext:
    """What all counters of a service share."""

    engines: Engines
    wake: WakePhrase
    journal: Journal
    history: History
    officers: Callable[[str | None], Sequence[Officer]]
    """On duty now, experts in the given field first."""


class Visit:
    """Runs by itself from the start; `task` ends when the visit is over."""

    def __init__(
        self,
        counter: str,
        context: CounterContext,
        screen: Screen,
        line: PageLine,
        after: asyncio.Task[None] | None = None,
    ) -> None:
        """`after`: the task of a visit that is being ended; nothing is said or shown before it is gone."""
        self._counter = counter
        self._context = context
        self._screen = screen
        self._line = line
        self._cut_off: Ending | None = None
        self._said_goodbye = False
        self._outcome = Outcome(Ending.FAILED)
        self._ear = AttentiveRecognition(context.engines.recognition, context.wake)
        self._talked_over = False
        self._vain_pauses = 0
        self._sent_on = False
        self._officers: Sequence[Officer] = ()
        self._record = context.journal.open(f"CT{secrets.token_hex(16)}", counter, CHANNEL)
        book = self._book = context.engines.handbook
        self._policy = CounterPolicy(
            compose=lambda asked: compose(book[asked.entry], asked.aspects, focus=asked.focus),
            spoken_name=lambda entry: spoken_name(book[entry]),
            observe=self._observe,
            is_addressed=lambda: self._ear.addressed,
            is_departure=book.language.steering.is_departure,
            officers_there=lambda: bool(context.officers(None)),
        )
        self.conversation = Conversation(
            line,
            context.engines,
            self._policy,
            self._record,
            context.journal,
            channel=WIDE_BAND,
            recognition=self._ear,
            partial=self._show_partial,
        )
        screen.begin()
        self.task = asyncio.create_task(self._run(after))
        self.task.add_done_callback(self._close)

    @property
    def citizen_left(self) -> bool:
        """Whether the official said that the citizen has left."""
        return self._policy.citizen_left

    def hear(self, pcm: bytes) -> None:
        """The next audio of the microphone."""
        self.conversation.paused = self._screen.hushed
        self.conversation.hear(pcm)
        was_over, self._talked_over = self._talked_over, self.conversation.is_talked_over
        speaks = self.conversation.caller_speaks
        if self._talked_over and not was_over and self._vain_pauses < MOST_PAUSES:
            self._screen.hush(True)
        elif self._screen.hushed and not self._talked_over:
            self._vain_pauses += 1
            self._screen.hush(False)
        elif speaks and self._screen.state is State.LISTENING:
            self._screen.show(State.HEARING)
        elif not speaks and not self._screen.hushed and self._screen.state is State.HEARING:
            self._screen.show(State.THINKING)

    def take(self, hearing: Hearing) -> None:
        """Words that are meant for the helpline beyond doubt, without its wake phrase."""
        self._ear.addressed = True
        self._screen.show(State.THINKING)
        self.conversation.told(hearing)

    def marked(self, mark: str) -> None:
        """A mark came back from the page."""
        name = self._line.own(mark)
        if name is not None:
            self.conversation.marked(name)

    def cut_off(self, ending: Ending) -> None:
        """Ends the visit, whatever it is about; nothing of it reaches the page any more."""
        self._cut_off = ending
        self._line.close()
        self.task.cancel()

    async def _run(self, after: asyncio.Task[None] | None) -> None:
        try:
            with logs.about(self._record.call_sid):
                if after is not None:
                    await asyncio.wait({after})
                await self.conversation.run()
            self._outcome = self._as_at_a_counter(self.conversation.outcome)
        except SynthesisError as error:
            log.error("visit %s ended without a voice: %s", self._record.call_sid, error)
            self._screen.note("mute")
        except Exception:
            log.exception("visit %s broke off", self._record.call_sid)
            self._screen.note("trouble")

    def _close(self, task: asyncio.Task[None]) -> None:
        """A visit may be cut off before it has begun to run, and its record must be closed all the same."""
        self._line.close()
        outcome = Outcome(self._cut_off or Ending.PAGE_CLOSED) if task.cancelled() else self._outcome
        self._context.journal.close(self._record, outcome)

    def _as_at_a_counter(self, outcome: Outcome) -> Outcome:
        if outcome.ending is Ending.TRANSFERRED:
            return Outcome(Ending.OFFICER_SHOWN if self._officers else Ending.OUT_OF_HOURS, outcome.reason)
        if self.citizen_left:
            return Outcome(Ending.NEXT_CITIZEN)
        if self._policy.subject is None:
            return Outcome(Ending.NOT_ANSWERED)
        return Outcome(Ending.FINISHED if self._said_goodbye else Ending.VISIT_OVER)

    def _show_partial(self, text: str) -> None:
        if self._cut_off is None:
            self._screen.partial(text)

    def _observe(self, event: Event, actions: Sequence[Action], policy: Policy) -> None:
        self._screen.observe(event, actions, policy)
        for action in actions:
            if isinstance(action, Say):
                self._said_goodbye = any(passage.kind is Kind.GOODBYE for passage in action.passages)
        if isinstance(event, Understood) and event.decision is not None and _is_replied_to(actions):
            answered = policy.subject if event.decision.entry == policy.subject else None
            title = capitalized(spoken_name(self._book[answered])) if answered else None
            self._context.history.add(self._counter, event.text, title)
            self._screen.history(self._context.history.of(self._counter))
        if isinstance(policy.pending, Transfer) and not self._sent_on:
            self._sent_on = True
            wished = policy.pending.reason is TransferReason.ASKED_FOR_PERSON
            reference = self._context.journal.add_callback(self._record) if wished else None
            self._officers = self._context.officers(self.conversation.field)
            self._screen.officers(self._officers, reference)


def _is_replied_to(actions: Sequence[Action]) -> bool:
    return any(isinstance(action, Say) for action in actions)
