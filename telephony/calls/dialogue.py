"""The terms in which a call is conducted: what can happen in it, and what can be done about it."""

from dataclasses import dataclass
from enum import StrEnum

from telephony.records.outcome import TransferReason
from telephony.understanding.understanding import Understood


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key of the telephone."""

    key: str


@dataclass(frozen=True, slots=True)
class Played:
    """All that was said has been heard."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The caller broke in over what was being said; what they say follows, if it was anything."""


@dataclass(frozen=True, slots=True)
class Silent:
    """The caller said nothing for as long as we were ready to wait."""


@dataclass(frozen=True, slots=True)
class Troubled:
    """Hearing or the handbook failed."""


@dataclass(frozen=True, slots=True)
class Overtime:
    """The call has lasted as long as a call may."""


Event = Understood | Pressed | Played | Interrupted | Silent | Troubled | Overtime


class Kind(StrEnum):
    """What kind of thing is said."""

    FACT = "fact"
    """From the handbook."""
    QUESTION = "question"
    """The caller is to answer."""
    PROMPT = "prompt"
    """Belongs to the conduct of the call."""
    TRANSFER = "transfer"
    """A person takes over."""
    GOODBYE = "goodbye"


class Cue(StrEnum):
    """Which prompt it is: whoever steers by what is said goes by this, never by the words."""

    GREETING = "greeting"
    RECORDED = "recorded"
    NOT_HEARD = "not_heard"
    REWORD = "reword"
    ASK_AGAIN = "ask_again"
    LISTENING = "listening"
    WAITING = "waiting"
    STILL_WAITING = "still_waiting"
    AT_HAND = "at_hand"
    APOLOGY = "apology"
    MACHINE = "machine"
    CALM = "calm"
    IN_TURN = "in_turn"
    NO_INPUT = "no_input"
    ANYTHING_ELSE = "anything_else"
    HEAR_MORE = "hear_more"
    SEE_OFFICER = "see_officer"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    TRANSFER_UNMATCHED = "transfer_unmatched"
    TRANSFER_WISH = "transfer_wish"
    TRANSFER_UNHEARD = "transfer_unheard"
    TRANSFER_TROUBLE = "transfer_trouble"
    TRANSFER_LONG = "transfer_long"
    GOODBYE = "goodbye"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that belong together."""

    kind: Kind
    sentences: tuple[str, ...]
    cue: Cue | None = None
    """None for facts."""


def fact(*sentences: str) -> Passage:
    """What the handbook says."""
    return Passage(Kind.FACT, sentences)


@dataclass(frozen=True, slots=True)
class Say:
    """Speak these passages in turn; Played follows."""

    passages: tuple[Passage, ...]
    pace: float = 1.0
    """Speed beside the voice's usual one."""
    louder: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it, in order."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)


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
    hold_ms: int = 30_000
    """For a caller who asks us to wait: time to fetch a paper or a pen."""
    failed_tries: int = 2
    """Questions in a row that were not heard, not understood or denied; a third would only annoy."""
    portion_syllables: int = 90
    """About 20 s aloud at 4.5 syllables a second, counted as they are spoken."""
    turns: int = 30
    """Utterances and keys; a call of thirty questions needs a person, or nobody is there at all."""
    call_ms: int = 15 * 60_000
    """Audio time; a question open after a quarter of an hour is one for a person."""
    slow_pace: float = 0.75
    """For a caller who asks for it or takes notes: a third longer, still one flow of speech."""
