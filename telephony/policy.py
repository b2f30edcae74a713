"""What to do next in a call: a pure state machine, events in, actions out.

It knows no sockets, no audio and no clock; time comes in as events. Every state has a way to a person: key 0,
the spoken wish, and each dead end leads to `Transfer`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from handbook.answers import Answer
from handbook.conduct import Conduct
from handbook.entries import Aspect
from handbook.matching import Decision, Verdict
from telephony import prompts


class TransferReason(StrEnum):
    """Why a person takes over, for the record."""

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


Event = Asked | Pressed | Played | Silent | Troubled


@dataclass(frozen=True, slots=True)
class Say:
    """Speak these sentences in turn; Played follows."""

    sentences: tuple[str, ...]


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
    not_heard: int = 2
    """After two unheard attempts a third would only annoy."""
    portion_syllables: int = 90
    """About 20 s aloud at 4.5 syllables a second; a written Vietnamese word is a syllable."""
    turns: int = 30
    """A call of thirty questions needs a person, or nobody is there at all."""


class _Open(StrEnum):
    """The question that we put last, which gives "yes" and "no" their meaning."""

    WHAT = "what"
    ANYTHING_ELSE = "anything_else"
    HEAR_MORE = "hear_more"
    SEE_OFFICER = "see_officer"
    CONFIRM = "confirm"
    CHOOSE = "choose"


class Policy:
    """One call's conduct."""

    def __init__(
        self,
        compose: Callable[[str, tuple[Aspect, ...]], Answer],
        spoken_name: Callable[[str], str],
        limits: Limits | None = None,
    ) -> None:
        self._compose = compose
        self._spoken_name = spoken_name
        self._limits = limits or Limits()
        self._open = _Open.WHAT
        self._after: Action = Listen(self._limits.patience_ms)
        self._said: tuple[str, ...] = ()
        self._more: tuple[str, ...] = ()
        self._options: tuple[str, ...] = ()
        self._aspects: tuple[Aspect, ...] = ()
        self._turns = 0
        self._unheard = 0
        self._silences = 0
        self.subject: str | None = None
        """Entry the call is about, for follow-up questions."""

    def start(self) -> list[Action]:
        """The call was answered."""
        return self._say(prompts.GREETING)

    def on(self, event: Event) -> list[Action]:
        """What to do about `event`; never empty."""
        if isinstance(self._after, Transfer):
            # The decision stands: a "dạ" over the announcement must not undo it.
            return [self._after]
        match event:
            case Played():
                return [self._after]
            case Silent():
                return self._on_silence()
            case Troubled():
                return self._transfer(prompts.TRANSFER_TROUBLE, TransferReason.TROUBLE)
            case Pressed(key):
                return self._on_key(key)
            case Asked():
                return self._on_asked(event)

    def _on_asked(self, asked: Asked) -> list[Action]:
        self._silences = 0
        self._turns += 1
        if self._turns > self._limits.turns:
            return self._transfer(prompts.TRANSFER_LONG, TransferReason.TOO_LONG)
        if asked.conduct is not None:
            return self._on_conduct(asked.conduct)
        if not asked.text or asked.decision is None:
            self._unheard += 1
            if self._unheard >= self._limits.not_heard:
                return self._transfer(prompts.TRANSFER_UNHEARD, TransferReason.NOT_HEARD)
            return self._say(prompts.NOT_HEARD)
        self._unheard = 0
        return self._on_decision(asked.decision)

    def _on_decision(self, decision: Decision) -> list[Action]:
        if decision.verdict is Verdict.ANSWER and decision.entry is not None:
            return self._answer(decision.entry, decision.aspects)
        if decision.verdict is Verdict.CONFIRM and decision.entry is not None:
            self._options, self._aspects = (decision.entry,), decision.aspects
            return self._ask(_Open.CONFIRM, prompts.confirm(self._spoken_name(decision.entry)))
        if decision.verdict is Verdict.CHOOSE and len(decision.options) > 1:
            self._options, self._aspects = decision.options[:3], decision.aspects
            names = tuple(self._spoken_name(option) for option in self._options)
            return self._ask(_Open.CHOOSE, prompts.choose(names))
        if decision.reason == TransferReason.ASKED_FOR_PERSON:
            return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
        return self._transfer(prompts.TRANSFER_UNMATCHED, TransferReason.UNMATCHED)

    def _on_conduct(self, conduct: Conduct) -> list[Action]:
        match conduct:
            case Conduct.PERSON:
                return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
            case Conduct.REPEAT:
                return self._say(self._said or prompts.NOTHING_TO_REPEAT)
            case Conduct.GO_ON:
                return self._continue()
            case Conduct.GOODBYE:
                return self._goodbye()
            case Conduct.GREETING:
                return self._say(prompts.LISTENING)
            case Conduct.YES:
                return self._on_yes()
            case Conduct.NO:
                return self._on_no()

    def _on_yes(self) -> list[Action]:
        match self._open:
            case _Open.CONFIRM:
                return self._answer(self._options[0], self._aspects)
            case _Open.HEAR_MORE:
                return self._continue()
            case _Open.SEE_OFFICER:
                return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
            case _Open.CHOOSE:
                return self._say(self._said)
            case _Open.WHAT | _Open.ANYTHING_ELSE:
                return self._ask(_Open.WHAT, prompts.LISTENING)

    def _on_no(self) -> list[Action]:
        match self._open:
            case _Open.CONFIRM | _Open.CHOOSE:
                return self._ask(_Open.WHAT, prompts.ASK_AGAIN)
            case _Open.HEAR_MORE | _Open.SEE_OFFICER:
                return self._ask(_Open.ANYTHING_ELSE, (prompts.ANYTHING_ELSE,))
            case _Open.ANYTHING_ELSE:
                return self._goodbye()
            case _Open.WHAT:
                return self._ask(_Open.WHAT, prompts.ASK_AGAIN)

    def _on_key(self, key: str) -> list[Action]:
        self._silences = 0
        if key == "0":
            return self._transfer(prompts.TRANSFER_WISH, TransferReason.ASKED_FOR_PERSON)
        if key == "*":
            return self._say(self._said or prompts.NOTHING_TO_REPEAT)
        if key == "#":
            return self._continue()
        if self._open in (_Open.CHOOSE, _Open.CONFIRM) and key in "123"[: len(self._options)]:
            return self._answer(self._options[int(key) - 1], self._aspects)
        return self._say(self._said or prompts.NOTHING_TO_REPEAT)

    def _on_silence(self) -> list[Action]:
        if self._open is _Open.ANYTHING_ELSE:
            return self._goodbye()
        if self._open in (_Open.HEAR_MORE, _Open.SEE_OFFICER):
            return self._on_no()
        if self._silences >= len(prompts.NO_INPUT):
            return self._transfer(prompts.TRANSFER_UNHEARD, TransferReason.NO_INPUT)
        self._silences += 1
        if self._open in (_Open.CONFIRM, _Open.CHOOSE):
            return self._say(self._said)
        return self._say(prompts.NO_INPUT[self._silences - 1], remember=False)

    def _answer(self, entry: str, aspects: tuple[Aspect, ...]) -> list[Action]:
        answer = self._compose(entry, aspects)
        self.subject = entry
        self._more = answer.more
        return self._portion(answer.sentences, answer.unclear)

    def _continue(self) -> list[Action]:
        if not self._more:
            return self._ask(_Open.ANYTHING_ELSE, (prompts.ANYTHING_ELSE,))
        portion, self._more = _split(self._more, self._limits.portion_syllables)
        return self._portion(portion, unclear=False)

    def _portion(self, sentences: tuple[str, ...], unclear: bool) -> list[Action]:
        if unclear:
            return self._ask(_Open.SEE_OFFICER, (*sentences, prompts.SEE_OFFICER))
        if self._more:
            return self._ask(_Open.HEAR_MORE, (*sentences, prompts.HEAR_MORE))
        return self._ask(_Open.ANYTHING_ELSE, (*sentences, prompts.ANYTHING_ELSE))

    def _ask(self, question: _Open, sentences: tuple[str, ...]) -> list[Action]:
        self._open = question
        return self._say(sentences)

    def _say(self, sentences: tuple[str, ...], remember: bool = True) -> list[Action]:
        if remember:
            self._said = sentences
        self._after = Listen(self._limits.patience_ms)
        return [Say(sentences)]

    def _goodbye(self) -> list[Action]:
        self._after = HangUp()
        return [Say(prompts.GOODBYE)]

    def _transfer(self, sentences: tuple[str, ...], reason: TransferReason) -> list[Action]:
        self._after = Transfer(reason)
        return [Say(sentences)]


def _split(sentences: tuple[str, ...], syllables: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences that fit into one portion, at least one, and the rest."""
    count = 0
    for index, sentence in enumerate(sentences):
        count += len(sentence.split())
        if count > syllables and index > 0:
            return sentences[:index], sentences[index:]
    return sentences, ()
