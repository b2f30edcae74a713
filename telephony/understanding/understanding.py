"""What one caller's utterances mean, and whether they sound finished; each is thought about once."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.language.steering import Conduct
from handbook.matching.correction import corrected, only_denies
from handbook.matching.decision import Decision, Reason, Verdict
from handbook.matching.moment import SURE, choose_by_ear
from handbook.matching.question import Question
from telephony.understanding.breath import Breath
from telephony.understanding.deciding import QuestionMatcher
from telephony.understanding.follow_up import FollowUps
from voice.hearing.hearing import Hearing
from voice.turns.endpointing import Completeness, Expectation

Think = Callable[[Callable[[], "Understood"]], Coroutine[Any, Any, "Understood"]]

TELEPHONE_DIGITS = 10
"""In a Vietnamese telephone number."""
WHOLE = 0.8
"""Share of a topic's words from which it is taken to have been asked to its end. Of 82 read phrases that were
recognised 79 pass; of 84 first halves 33 were recognised too, and 3 pass."""
SHORT_MS = 2_000
"""With the line around it, the longest "dạ vâng đúng rồi"; what is longer is a question."""
CHOICE_MS = 5_000
"""With the line around it, the longest name of an entry said slowly."""
_NEITHER = "neither"
_STEERS_AT_ONCE = frozenset(Conduct) - {
    Conduct.YES,
    Conduct.NO,
    Conduct.DENIAL,
    Conduct.ACKNOWLEDGEMENT,
    Conduct.GREETING,
    Conduct.SALUTE,
    Conduct.HESITATION,
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the meaning of an utterance depends on, besides its words."""

    subject: str | None = None
    """Entry the call is about so far."""
    expectation: Expectation = Expectation.OPEN
    """What kind of turn was asked for."""
    choices: tuple[str, ...] = ()
    """Names of the entries of which the caller was asked to choose one."""
    aspects: tuple[Aspect, ...] = ()
    """What was asked about the subject last."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One utterance, understood."""

    text: str
    """The words, as transcribed or typed."""
    conduct: Conduct | None
    """What it asks of the conversation."""
    decision: Decision | None
    """What the handbook makes of it, where it steers nothing and has words."""
    option: int | None = None
    """Which of the choices was named, by its number or its name; None where another question was asked."""
    further: tuple[Decision, ...] = ()
    """What was asked in the same breath after `decision`, in order; each can be answered."""
    match_ms: float = 0.0


class Understanding:
    """One call's understanding: each utterance is thought about once in each context, off the event loop."""

    def __init__(
        self,
        matcher: QuestionMatcher,
        language: Language,
        think: Think,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """`think` runs a blocking job among the recogniser's own threads."""
        self._matcher = matcher
        self._language = language
        self._steering = language.steering
        self._think = think
        self._clock = clock
        self._follow_ups = FollowUps(language)
        self._breath = Breath(language, self._decide_part, self._asks)
        self._hearing: Hearing | None = None
        self._meanings: dict[Context, asyncio.Task[Understood]] = {}

    async def understand(self, hearing: Hearing, context: Context) -> Understood:
        """The meaning of `hearing` in `context`; at first up to 0.2 s. Raises RecognitionError."""
        if hearing is not self._hearing:
            self._hearing, self._meanings = hearing, {}
        meaning = self._meanings.get(context)
        if meaning is None or meaning.cancelled():
            meaning = asyncio.create_task(self._think(partial(self._understand, hearing, context)))
            meaning.add_done_callback(_seen)
            self._meanings[context] = meaning
        return await asyncio.shield(meaning)

    async def completeness(self, hearing: Hearing, context: Context) -> Completeness:
        """How finished `hearing` sounds, as an answer to what was asked. Raises RecognitionError."""
        if not any(character.isalnum() for character in hearing.text):
            return Completeness.UNKNOWN
        if context.expectation is Expectation.NUMBER:
            return _number(self._steering.digits(hearing.text))
        understood = await self.understand(hearing, context)
        if understood.option is not None:
            return Completeness.COMPLETE
        if self._steering.is_unfinished(hearing.text):
            # A known question may go on, or its last word was misheard.
            known = self._is_question(hearing.text, understood.decision)
            return Completeness.UNKNOWN if known else Completeness.INCOMPLETE
        if understood.conduct is not None:
            if understood.conduct is Conduct.HESITATION:
                return Completeness.INCOMPLETE
            # "không" may begin "không có hộ khẩu thì ...", unless yes or no was asked for.
            yes_or_no = context.expectation is Expectation.YES_NO
            steers = understood.conduct in _STEERS_AT_ONCE or yes_or_no
            return Completeness.COMPLETE if steers else Completeness.UNKNOWN
        known = self._is_question(hearing.text, understood.decision)
        return Completeness.COMPLETE if known else Completeness.UNKNOWN

    def _understand(self, hearing: Hearing, context: Context) -> Understood:
        started = self._clock()
        steering = self._steering.recognize(hearing.text)
        yes_or_no = context.expectation is Expectation.YES_NO and not context.choices
        if steering is None and yes_or_no and hearing.audio_ms <= SHORT_MS:
            steering = self._yes_or_no_by_ear(hearing)
        if steering is None and only_denies(hearing.text):
            steering = Conduct.DENIAL
        asked = self._decided(hearing, context) if steering is None and hearing.text else ()
        decision, further = (asked[0], asked[1:]) if asked else (None, ())
        option = None
        if context.choices and steering is None:
            # What was offered goes before what else the handbook has of that name.
            option = self._steering.chosen(corrected(hearing.text), context.choices)
            if option is None and (decision is None or decision.verdict is not Verdict.ANSWER):
                option = self._choice_by_ear(hearing, context.choices)
        unanswered = option is None and decision is not None and decision.verdict is not Verdict.ANSWER
        if unanswered and self._steering.is_introduction(hearing.text):
            steering, decision = Conduct.GREETING, None
        match_ms = (self._clock() - started) * 1000 if decision else 0.0
        return Understood(hearing.text, steering, decision, option, further, match_ms)

    def _decided(self, hearing: Hearing, context: Context) -> tuple[Decision, ...]:
        """What was asked, in order; one decision as a rule."""
        text, subject = hearing.text, context.subject
        whole = self._matcher.decide(text, subject=subject, score=hearing.score)
        if whole.reason is Reason.ASKED_FOR_PERSON:
            return (whole,)
        if subject is not None:
            whole = self._follow_ups.decided(text, whole, subject, context.aspects)
        return self._breath.decided(text, whole, subject)

    def _decide_part(self, text: str, subject: str | None) -> Decision:
        return self._matcher.decide(text, subject=subject)

    def _is_question(self, text: str, decision: Decision | None) -> bool:
        """Whether it has an answer and was asked to its end.

        After a bare subject something is yet to be asked about it; and the first half of a topic's question
        is recognised as surely as the whole.
        """
        if decision is None or decision.verdict is not Verdict.ANSWER:
            return False
        question = Question.read(text, self._language)
        if decision.aspects:
            return bool(question.aspects)
        wording = Question.read(decision.wording, self._language)
        return len(question.whole) >= WHOLE * len(wording.whole)

    def _asks(self, text: str, decision: Decision) -> bool:
        """Whether it has an answer and is put as a question: a topic is also recognised in what happened."""
        form = Question.read(text, self._language).form
        put = bool(decision.aspects) or form.open or form.outcome or bool(form.focus)
        return put and self._is_question(text, decision)

    def _yes_or_no_by_ear(self, hearing: Hearing) -> Conduct | None:
        """One short word is heard rightly only among the words it may be."""
        meaning, probability = choose_by_ear(
            hearing.text, self._steering.yes_no, self._language, hearing.score
        )
        return Conduct(meaning) if meaning is not None and probability >= SURE else None

    def _choice_by_ear(self, hearing: Hearing, choices: Sequence[str]) -> int | None:
        """Which choice was said, by its number or its name; None when it may be another thing altogether."""
        if hearing.audio_ms > CHOICE_MS:
            return None
        allowed = {
            str(position): self._steering.choice_forms(position, name)
            for position, name in enumerate(choices, start=1)
        }
        allowed[_NEITHER] = self._steering.yes_no[Conduct.NO]
        meaning, probability = choose_by_ear(hearing.text, allowed, self._language, hearing.score)
        return int(meaning) - 1 if meaning not in (None, _NEITHER) and probability >= SURE else None


def _seen(meaning: asyncio.Task[Understood]) -> None:
    if not meaning.cancelled():
        meaning.exception()  # Whoever waited may have gone.


def _number(digits: str) -> Completeness:
    """A telephone number is complete with its last digit; of other numbers nothing is known."""
    if not digits.startswith("0"):
        return Completeness.UNKNOWN
    return Completeness.COMPLETE if len(digits) >= TELEPHONE_DIGITS else Completeness.INCOMPLETE
