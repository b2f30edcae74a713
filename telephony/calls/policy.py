"""What to do next in a call: a pure state machine, events in, actions out.

It knows no sockets, no audio and no clock; time comes in as events. Every state has a way to a person: key 0,
the spoken wish, and each dead end leads to `Transfer`.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from handbook.answering.answers import Answer
from handbook.book.entries import Aspect
from handbook.language.steering import Conduct
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.calls import prompts
from telephony.calls.agenda import Agenda, Inquiry
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Interrupted,
    Kind,
    Limits,
    Listen,
    Overtime,
    Passage,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
    Troubled,
    fact,
)
from telephony.records.outcome import TransferReason
from telephony.understanding.understanding import Context, Understood
from voice.turns.endpointing import Expectation

Compose = Callable[[Inquiry], Answer]
"""What is said to what was asked."""


class _Open(StrEnum):
    """The question that we put last, which gives "yes", "no" and the keys their meaning."""

    WHAT = "what"
    REWORD = "reword"
    ANYTHING_ELSE = "anything_else"
    HEAR_MORE = "hear_more"
    SEE_OFFICER = "see_officer"
    CONFIRM = "confirm"
    CHOOSE = "choose"


class Policy:
    """One call's conduct."""

    def __init__(
        self,
        compose: Compose,
        spoken_name: Callable[[str], str],
        limits: Limits | None = None,
        recorded: bool = False,
        officers_there: Callable[[], bool] = lambda: True,
    ) -> None:
        """`recorded`: the caller is told first that the call is; `officers_there`: can any be rung now?"""
        self._compose = compose
        self._spoken_name = spoken_name
        self.limits = limits or Limits()
        self._recorded = recorded
        self._officers_there = officers_there
        self._open = _Open.WHAT
        self._said: tuple[Passage, ...] = (prompts.OPENING, prompts.WHAT)
        self._agenda = Agenda()
        self._options: tuple[Inquiry, ...] = ()
        self._told: Inquiry | None = None
        self._answered = False
        self._held = False
        self._turns = 0
        self._failures = 0
        self._complaints = 0
        self._digressions = 0
        self._silences = 0
        self._pace = 1.0
        self._louder = False
        self.subject: str | None = None
        """Entry the call is about, for follow-up questions."""
        self.pending: Listen | Transfer | HangUp = Listen(self.limits.patience_ms)
        """What follows when all that was said has been heard."""

    @property
    def expectation(self) -> Expectation:
        """What kind of turn the question that we put last asks for."""
        if self._open in (_Open.CONFIRM, _Open.CHOOSE, _Open.HEAR_MORE, _Open.SEE_OFFICER):
            return Expectation.YES_NO
        return Expectation.OPEN

    @property
    def offered(self) -> tuple[str, ...]:
        """Entries of which the caller is to choose one, best first, or to confirm the only one."""
        offers = self._open in (_Open.CHOOSE, _Open.CONFIRM)
        return tuple(option.entry for option in self._options) if offers else ()

    @property
    def choices(self) -> tuple[str, ...]:
        """How the entries are called of which the caller is to choose one now; empty without a choice."""
        options = self._options if self._open is _Open.CHOOSE else ()
        return tuple(self._spoken_name(option.entry) for option in options)

    @property
    def context(self) -> Context:
        """What the caller's next words are to be understood in."""
        asked = self._options[0] if self.offered else self._told
        return Context(self.subject, self.expectation, self.choices, asked.aspects if asked else ())

    def start(self) -> list[Action]:
        """The call was answered."""
        recorded = (prompts.RECORDED,) if self._recorded else ()
        return self._say(prompts.OPENING, *recorded, prompts.WHAT)

    def on(self, event: Event) -> list[Action]:
        """What to do about `event`; never empty."""
        if isinstance(self.pending, Transfer):
            # The decision stands: a "dạ" over the announcement must not undo it.
            return [self.pending]
        match event:
            case Played():
                return [self.pending]
            case Interrupted():
                # A goodbye that is spoken over is none; if nothing comes of it, silence ends the call.
                return [Listen(self.limits.patience_ms) if isinstance(self.pending, HangUp) else self.pending]
            case Silent():
                return self._on_silence()
            case Troubled():
                return self._transfer(prompts.TRANSFER_TROUBLE, TransferReason.TROUBLE)
            case Overtime():
                return self._on_overtime()
            case Understood() | Pressed():
                return self._on_turn(event)

    def _on_turn(self, event: Understood | Pressed) -> list[Action]:
        self._silences, self._held = 0, False
        self._turns += 1
        if self._turns > self.limits.turns:
            return self._transfer(prompts.TRANSFER_LONG, TransferReason.TOO_LONG)
        if isinstance(event, Pressed):
            return self._on_key(event.key)
        if event.conduct is not None:
            return self._on_conduct(event.conduct)
        if event.option is not None and event.option < len(self.choices):
            return self._answer(self._chosen(self._options[event.option], event.decision))
        if not event.text or event.decision is None:
            return self._fail(_Open.WHAT, TransferReason.NOT_HEARD, prompts.NOT_HEARD)
        if event.further:
            return self._answer_in_turn(Inquiry.of((event.decision, *event.further)))
        return self._on_question(event.decision)

    def _on_question(self, decision: Decision) -> list[Action]:
        if decision.reason is Reason.ASKED_FOR_PERSON:
            return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
        if decision.entry is not None and decision.entry in self.offered and self._names(decision):
            offered = self._options[self.offered.index(decision.entry)]
            return self._answer(self._chosen(offered, decision))
        if decision.verdict is Verdict.ANSWER and decision.entry is not None:
            return self._answer(Inquiry(decision.entry, decision.aspects, decision.focus))
        if decision.verdict is Verdict.CONFIRM and decision.entry is not None:
            return self._offer(_Open.CONFIRM, (decision.entry,), decision)
        if decision.verdict is Verdict.CHOOSE and len(decision.options) > 1:
            return self._offer(_Open.CHOOSE, decision.options[:3], decision)
        if decision.reason is Reason.OTHER_AGENCY and decision.instrument:
            self._answered = True
            told = prompts.elsewhere(decision.agency, decision.instrument)
            return self._ask(_Open.SEE_OFFICER, told, prompts.SEE_OFFICER)
        if decision.reason is Reason.OTHER_AGENCY:
            return self._transfer(prompts.TRANSFER_UNMATCHED, TransferReason.UNMATCHED)
        return self._fail(_Open.REWORD, TransferReason.UNMATCHED, prompts.REWORD)

    def _names(self, decision: Decision) -> bool:
        """Whether one of those offered is named again; what was to be confirmed needs a sure answer."""
        return self._open is _Open.CHOOSE or decision.verdict is Verdict.ANSWER

    def _chosen(self, option: Inquiry, decision: Decision | None) -> Inquiry:
        """What is asked of the option chosen: what was said with the choice, else what led to it.

        An overview stands for nothing said.
        """
        said = decision.aspects if decision else ()
        special = tuple(aspect for aspect in said if aspect is not Aspect.OVERVIEW)
        if decision is None or not special:
            return option
        return replace(option, aspects=special, focus=decision.focus)

    def _on_conduct(self, conduct: Conduct) -> list[Action]:
        match conduct:
            case Conduct.PERSON:
                return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
            case Conduct.REPEAT:
                return self._say(*self._said)
            case Conduct.SLOWER:
                self._pace = self.limits.slow_pace
                return self._say(*self._said)
            case Conduct.LOUDER:
                self._louder = True
                return self._say(*self._said)
            case Conduct.GO_ON:
                return self._continue()
            case Conduct.HOLD_ON:
                self._held = True
                return self._speak((prompts.WAITING,), Listen(self.limits.hold_ms))
            case Conduct.HESITATION:
                if not isinstance(self.pending, Listen):
                    self.pending = Listen(self.limits.patience_ms)
                return [self.pending]
            case Conduct.ACKNOWLEDGEMENT:
                return self._on_acknowledgement()
            case Conduct.GOODBYE:
                return self._goodbye() if self._answered else self._ask(_Open.WHAT, prompts.AT_HAND)
            case Conduct.SALUTE if self._answered:
                return self._goodbye()
            case Conduct.GREETING | Conduct.SALUTE:
                return self._listen()
            case Conduct.YES:
                return self._on_yes()
            case Conduct.NO:
                return self._on_no()
            case Conduct.DENIAL:
                return self._on_denial()
            case Conduct.EVERYTHING:
                return self._on_everything()
            case Conduct.ANGER:
                return self._digress(prompts.CALM)
            case Conduct.SMALL_TALK:
                return self._digress(prompts.MACHINE)

    def _on_acknowledgement(self) -> list[Action]:
        match self._open:
            case _Open.CONFIRM | _Open.HEAR_MORE | _Open.SEE_OFFICER:
                return self._on_yes()
            case _Open.ANYTHING_ELSE:
                # Often the last word; if it is, silence ends the call.
                return self._speak((prompts.NOTED,), Listen(self.limits.patience_ms))
            case _Open.CHOOSE | _Open.WHAT | _Open.REWORD:
                return self._listen()

    def _on_denial(self) -> list[Action]:
        """What was offered or told is not what was asked; the second such answer is one for a person."""
        offers_officer = self._open is _Open.SEE_OFFICER and self._complaints > 1
        if offers_officer or not self._answered or self._open in (_Open.CONFIRM, _Open.CHOOSE):
            return self._on_no()
        self._complaints += 1
        self._agenda.clear()
        if self._complaints > 1:
            return self._ask(_Open.SEE_OFFICER, prompts.APOLOGY, prompts.SEE_OFFICER)
        return self._ask(_Open.WHAT, prompts.APOLOGY, prompts.ASK_ONCE_MORE)

    def _on_everything(self) -> list[Action]:
        match self._open:
            case _Open.CHOOSE:
                return self._answer_in_turn(self._options)
            case _Open.CONFIRM | _Open.HEAR_MORE:
                return self._on_yes()
            case _Open.WHAT | _Open.REWORD | _Open.ANYTHING_ELSE | _Open.SEE_OFFICER:
                return self._listen()

    def _digress(self, reply: Passage) -> list[Action]:
        """Words that ask for nothing are answered calmly; the second time a person is offered."""
        self._digressions += 1
        if self._digressions > 1:
            return self._ask(_Open.SEE_OFFICER, reply, prompts.SEE_OFFICER)
        return self._ask(_Open.WHAT, reply, prompts.WHAT)

    def _listen(self) -> list[Action]:
        """The caller has our ear; a question of ours that is open stays so."""
        if self._open in (_Open.WHAT, _Open.REWORD, _Open.ANYTHING_ELSE):
            return self._ask(self._open, prompts.LISTENING)
        return self._speak(self._questions, Listen(self.limits.patience_ms))

    @property
    def _questions(self) -> tuple[Passage, ...]:
        """What was asked last, without what was told before it."""
        return tuple(passage for passage in self._said if passage.kind is Kind.QUESTION)

    def _on_yes(self) -> list[Action]:
        match self._open:
            case _Open.CONFIRM:
                return self._answer(self._options[0])
            case _Open.HEAR_MORE:
                return self._continue()
            case _Open.SEE_OFFICER:
                return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
            case _Open.CHOOSE:
                return self._fail(_Open.CHOOSE, TransferReason.UNMATCHED, *self._said)
            case _Open.WHAT | _Open.REWORD | _Open.ANYTHING_ELSE:
                return self._ask(_Open.WHAT, prompts.LISTENING)

    def _on_no(self) -> list[Action]:
        match self._open:
            case _Open.CONFIRM | _Open.CHOOSE:
                return self._fail(_Open.REWORD, TransferReason.UNMATCHED, prompts.ASK_AGAIN)
            case _Open.HEAR_MORE if not self._agenda.rest:
                self._agenda.clear()
                return self._ask_on()
            case _Open.HEAR_MORE | _Open.SEE_OFFICER:
                self._agenda.skip()
                return self._next() if self._agenda else self._ask_on()
            case _Open.ANYTHING_ELSE:
                return self._goodbye()
            case _Open.WHAT | _Open.REWORD:
                return self._ask(_Open.WHAT, prompts.ASK_AGAIN)

    def _on_key(self, key: str) -> list[Action]:
        match key:
            case "0":
                return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
            case "#":
                return self._continue()
            case "1" | "2" | "3" if self._open is _Open.CHOOSE and int(key) <= len(self._options):
                return self._answer(self._options[int(key) - 1])
            case "1" if self._open in (_Open.CONFIRM, _Open.HEAR_MORE, _Open.SEE_OFFICER):
                return self._on_yes()
            case "2" if self._open in (_Open.CONFIRM, _Open.HEAR_MORE, _Open.SEE_OFFICER):
                return self._on_no()
            case _:
                return self._say(*self._said)

    def _on_silence(self) -> list[Action]:
        if isinstance(self.pending, HangUp):
            return [self.pending]
        if self._held:
            self._held = False
            return self._speak((prompts.STILL_WAITING, *self._questions), Listen(self.limits.patience_ms))
        match self._open:
            case _Open.ANYTHING_ELSE:
                return self._goodbye()
            case _Open.HEAR_MORE if self._agenda.later:
                return self._next()
            case _Open.HEAR_MORE | _Open.SEE_OFFICER:
                return self._on_no()
            case _Open.REWORD:
                return self._transfer(prompts.TRANSFER_UNMATCHED, TransferReason.UNMATCHED)
        if self._silences >= len(prompts.NO_INPUT):
            return self._transfer(prompts.TRANSFER_UNHEARD, TransferReason.NO_INPUT)
        self._silences += 1
        if self._open in (_Open.CONFIRM, _Open.CHOOSE):
            return self._say(*self._said)
        return self._speak((prompts.NO_INPUT[self._silences - 1],), Listen(self.limits.patience_ms))

    def _on_overtime(self) -> list[Action]:
        if isinstance(self.pending, HangUp):
            return [self.pending]
        return self._transfer(prompts.TRANSFER_LONG, TransferReason.TOO_LONG)

    def _fail(self, question: _Open, reason: TransferReason, *passages: Passage) -> list[Action]:
        """One more try; after as many as are allowed, a person."""
        self._failures += 1
        if self._failures < self.limits.failed_tries:
            return self._ask(question, *passages)
        unheard = reason is TransferReason.NOT_HEARD
        return self._transfer(prompts.TRANSFER_UNHEARD if unheard else prompts.TRANSFER_UNMATCHED, reason)

    def _offer(self, question: _Open, options: tuple[str, ...], decision: Decision) -> list[Action]:
        self._options = tuple(Inquiry(option, decision.aspects, decision.focus) for option in options)
        self._agenda.clear()
        names = tuple(self._spoken_name(option) for option in options)
        return self._ask(question, prompts.choose(names) if len(names) > 1 else prompts.confirm(names[0]))

    def _answer_in_turn(self, asked: tuple[Inquiry, ...]) -> list[Action]:
        """The first now, the others when it is told to its end."""
        announced = prompts.in_turn(tuple(self._spoken_name(each.entry) for each in asked))
        first, *later = asked
        return self._answer(first, announced, later=tuple(later))

    def _answer(self, asked: Inquiry, *before: Passage, later: tuple[Inquiry, ...] = ()) -> list[Action]:
        self._failures, self._answered = 0, True
        answer = self._compose(asked)
        self.subject, self._told = asked.entry, asked
        self._agenda = Agenda(answer.more, later)
        return self._portion(*before, fact(*answer.sentences), unclear=answer.unclear)

    def _next(self) -> list[Action]:
        following = self._agenda.next_question()
        return self._answer(following, later=self._agenda.later)

    def _continue(self) -> list[Action]:
        if self._agenda.rest:
            return self._portion(fact(*self._agenda.next_portion(self.limits.portion_syllables)))
        if self._agenda.later:
            return self._next()
        if self._open in (_Open.HEAR_MORE, _Open.SEE_OFFICER):
            return self._ask_on()
        return self._say(*self._said)

    def _portion(self, *told: Passage, unclear: bool = False) -> list[Action]:
        if unclear:
            return self._ask(_Open.SEE_OFFICER, *told, prompts.SEE_OFFICER)
        if self._agenda:
            return self._ask(_Open.HEAR_MORE, *told, prompts.HEAR_MORE)
        return self._ask(_Open.ANYTHING_ELSE, *told, prompts.ANYTHING_ELSE)

    def _ask_on(self) -> list[Action]:
        """What else is wanted; what at all, where nothing was answered yet."""
        if self._answered:
            return self._ask(_Open.ANYTHING_ELSE, prompts.ANYTHING_ELSE)
        return self._ask(_Open.WHAT, prompts.ASK_AGAIN)

    def _ask(self, question: _Open, *passages: Passage) -> list[Action]:
        self._open = question
        return self._say(*passages)

    def _say(self, *passages: Passage) -> list[Action]:
        self._said = passages
        return self._speak(passages, Listen(self.limits.patience_ms))

    def _goodbye(self) -> list[Action]:
        self._open = _Open.ANYTHING_ELSE  # what was asked before is withdrawn: a "dạ" to a goodbye is no yes
        return self._speak((prompts.GOODBYE,), HangUp())

    def _transfer(self, announcement: Passage, reason: TransferReason) -> list[Action]:
        if not self._officers_there():
            # The last sentence promises a connection.
            told = (*announcement.sentences[:-1], prompts.NOBODY_ON_DUTY)
            announcement = replace(announcement, sentences=told)
        return self._speak((announcement,), Transfer(reason))

    def _speak(self, passages: tuple[Passage, ...], then: Listen | Transfer | HangUp) -> list[Action]:
        self.pending = then
        return [Say(passages, self._pace, self._louder)]
