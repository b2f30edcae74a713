"""Scripted conversations by typed text, through the real understanding and the real policy."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from handbook.answering.answers import Answer, compose, spoken_name
from handbook.book.entries import Aspect
from handbook.book.files import FileError, read
from handbook.book.handbook import Handbook
from handbook.book.validation import faults
from handbook.language.steering import Conduct
from handbook.matching.evaluation import EvaluationError
from handbook.matching.matcher import Matcher
from telephony.calls.agenda import Inquiry
from telephony.calls.dialogue import (
    Action,
    Cue,
    Event,
    HangUp,
    Kind,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
)
from telephony.calls.policy import Policy
from telephony.measuring.answers import found, lacking
from telephony.understanding.understanding import Understanding, Understood
from voice.hearing.hearing import Hearing

_MS_A_WORD = 250
"""Length of a typed word as if it had been spoken: 240 words a minute."""


class Became(StrEnum):
    """What a turn came to; the values are those of the script."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    TRANSFER = "transfer"
    GOODBYE = "goodbye"
    REPEAT = "repeat"
    LISTEN = "listen"
    """Any other turn after which the line waits."""


def _several(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


class _Scripted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScriptedTurn(_Scripted):
    """What the caller does, and what has to come of it."""

    say: str | None = None
    key: Annotated[str, BeforeValidator(str)] | None = None
    silence: bool | float = False
    expect: Annotated[tuple[Became, ...], BeforeValidator(_several)] = ()
    """Any of these; empty for whatever comes."""
    entry: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    """Any of these is answered, or stands among those offered."""
    aspect: Aspect | None = None
    exactly: bool = False
    """No other aspect may be told."""
    says: tuple[str, ...] = ()
    """Requirements; in each, alternatives separated by "|"."""
    answer_says: tuple[str, ...] = ()
    """The same, where the turn is answered."""
    not_said: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_deed(self) -> Self:
        if sum((self.say is not None, self.key is not None, self.silence is not False)) != 1:
            raise ValueError("needs one of say, key and silence")
        return self


class Script(_Scripted):
    """One conversation."""

    name: str
    kind: str = ""
    never: tuple[str, ...] = ()
    """Outcomes, "answer ENTRY" or "offer ENTRY" that no turn may come to."""
    not_said: tuple[str, ...] = ()
    turns: tuple[ScriptedTurn, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first turn of a conversation that went otherwise than scripted."""

    name: str
    kind: str
    turn: int
    """From 1."""
    caller: str
    became: str
    entry: str | None
    aspects: tuple[str, ...]
    offered: tuple[str, ...]
    said: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DialoguesEvaluation:
    """Counts over conversations."""

    n: int
    passed: int
    kinds: dict[str, tuple[int, int]]
    """Passed, and all, of each kind."""
    failing: tuple[Broken, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


_SCRIPTS = TypeAdapter(tuple[Script, ...])


def read_scripts(file: Path) -> tuple[Script, ...]:
    """The conversations of a YAML file. Raises EvaluationError naming every fault."""
    try:
        return _SCRIPTS.validate_python(read(file))
    except FileError as error:
        raise EvaluationError(f"{file}: {error}") from error
    except ValidationError as error:
        raise EvaluationError(f"{file}: {'; '.join(faults(error))}") from error


async def evaluate_dialogues(
    scripts: Sequence[Script], handbook: Handbook, matcher: Matcher
) -> DialoguesEvaluation:
    """Holds every conversation to its end, or to the first turn that goes otherwise than scripted."""
    kinds: dict[str, tuple[int, int]] = {}
    failing: list[Broken] = []
    for script in scripts:
        broken = await _held(script, _Caller(handbook, matcher))
        good, all_of = kinds.get(script.kind, (0, 0))
        kinds[script.kind] = good + (broken is None), all_of + 1
        if broken is not None:
            failing.append(broken)
    return DialoguesEvaluation(len(scripts), len(scripts) - len(failing), kinds, tuple(failing))


@dataclass(slots=True)
class _Outcome:
    """What came of one turn."""

    became: Became
    said: str
    entry: str | None = None
    aspects: tuple[Aspect, ...] = ()
    told: tuple[tuple[str, tuple[Aspect, ...]], ...] = ()
    """Every entry told, with the aspects."""
    offered: tuple[str, ...] = ()


@dataclass(slots=True)
class _Composed:
    """Composes answers and remembers of what."""

    handbook: Handbook
    told: list[tuple[str, tuple[Aspect, ...]]] = field(default_factory=list)

    def __call__(self, asked: Inquiry) -> Answer:
        self.told.append((asked.entry, asked.aspects))
        return compose(self.handbook[asked.entry], asked.aspects, focus=asked.focus)


class _Caller:
    """One conversation in writing; time passes only as the script has it."""

    def __init__(self, handbook: Handbook, matcher: Matcher) -> None:
        self._composed = _Composed(handbook)
        self._policy = Policy(self._composed, lambda entry: spoken_name(handbook[entry]))
        self._understanding = Understanding(matcher, handbook.language, _at_once, clock=lambda: 0.0)
        self._policy.start()
        self._policy.on(Played())

    async def does(self, turn: ScriptedTurn) -> _Outcome:
        self._composed.told.clear()
        event = await self._event(turn)
        actions = self._policy.on(event)
        outcome = self._outcome(event, actions)
        self._policy.on(Played())
        return outcome

    async def _event(self, turn: ScriptedTurn) -> Event:
        if turn.key is not None:
            return Pressed(turn.key)
        if turn.say is None:
            return Silent()
        length_ms = _MS_A_WORD * len(turn.say.split())
        hearing = Hearing(turn.say, 1.0, "typed", length_ms, 0.0)
        return await self._understanding.understand(hearing, self._policy.context)

    def _outcome(self, event: Event, actions: Sequence[Action]) -> _Outcome:
        passages = [passage for action in actions if isinstance(action, Say) for passage in action.passages]
        said = " ".join(sentence for passage in passages for sentence in passage.sentences)
        cues = {passage.cue for passage in passages}
        facts = any(passage.kind is Kind.FACT for passage in passages)
        steers = isinstance(event, Understood) and event.conduct is not None
        told = tuple(self._composed.told)
        match self._policy.pending:
            case Transfer():
                became = Became.TRANSFER
            case HangUp():
                became = Became.GOODBYE
            case _ if isinstance(event, Understood) and event.conduct is Conduct.REPEAT:
                became = Became.REPEAT
            case _ if told or (facts and steers):
                became = Became.ANSWER
            case _ if Cue.CHOOSE in cues:
                became = Became.CHOOSE
            case _ if Cue.CONFIRM in cues:
                became = Became.CONFIRM
            case _:
                became = Became.LISTEN
        offers = became in (Became.CHOOSE, Became.CONFIRM)
        entry, aspects = told[-1] if told else (self._policy.subject if facts else None, ())
        return _Outcome(became, said, entry, aspects, told, self._policy.offered if offers else ())


async def _at_once(job: Callable[[], Understood]) -> Understood:
    return job()


async def _held(script: Script, caller: _Caller) -> Broken | None:
    for number, turn in enumerate(script.turns, start=1):
        outcome = await caller.does(turn)
        if wrong := tuple(_faults(script, turn, outcome)):
            return Broken(
                name=script.name,
                kind=script.kind,
                turn=number,
                caller=turn.say or turn.key or "(silence)",
                became=outcome.became,
                entry=outcome.entry,
                aspects=outcome.aspects,
                offered=outcome.offered,
                said=outcome.said,
                faults=wrong,
            )
    return None


def _faults(script: Script, turn: ScriptedTurn, outcome: _Outcome) -> list[str]:
    wrong = []
    if turn.expect and outcome.became not in turn.expect:
        wrong.append(f"came to {outcome.became}, not to {' or '.join(turn.expect)}")
    named = {entry for entry, _ in outcome.told} | set(outcome.offered)
    if outcome.entry:
        named.add(outcome.entry)
    if named and turn.entry and named.isdisjoint(turn.entry):
        wrong.append(f"is about {' and '.join(sorted(named))}, not {' or '.join(turn.entry)}")
    if outcome.told and turn.aspect:
        aspects = {aspect for _, of_entry in outcome.told for aspect in of_entry}
        if turn.aspect not in aspects or (turn.exactly and len(aspects) > 1):
            wrong.append(f"tells {', '.join(sorted(aspects))}, not {turn.aspect}")
    requirements = (*turn.says, *(turn.answer_says if outcome.became is Became.ANSWER else ()))
    wrong += [f"does not say {each!r}" for each in lacking([_spaced(r) for r in requirements], outcome.said)]
    wrong += [f"says {each!r}" for each in found((*script.not_said, *turn.not_said), outcome.said)]
    happened = {outcome.became, *(f"answer {entry}" for entry, _ in outcome.told)}
    happened |= {f"offer {entry}" for entry in outcome.offered}
    wrong += [f"comes to {each!r}" for each in (*script.never, *turn.never) if each in happened]
    return wrong


def _spaced(requirement: str) -> str:
    return "|".join(part.strip() for part in requirement.split("|"))
