"""What one caller's utterances mean, and whether they sound finished; each is thought about once."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from handbook.matching import conduct
from handbook.matching.conduct import Conduct
from handbook.matching.matcher import Decision, Matcher, Verdict
from handbook.matching.moment import SURE, choose_by_ear
from handbook.matching.question import Question
from voice.endpointing import Completeness, Expectation
from voice.hearing import Hearing

UNFINISHED = frozenset(
    "thì là mà ờ ừm à và với hoặc hay của cho về tại vì nếu khi để do các những số khoản".split()
)
"""Last words after which a Vietnamese sentence goes on, or the caller is still thinking."""
TELEPHONE_DIGITS = 10
"""In a Vietnamese telephone number."""
_DIGITS = dict(zip("không một hai ba bốn năm sáu bảy tám chín".split(), "0123456789", strict=True)) | {
    "mốt": "1", "tư": "4", "lăm": "5", "bẩy": "7",
}  # fmt: skip
SHORT_MS = 2_000
"""With the line around it, the longest "dạ vâng đúng rồi"; what is longer is a question."""
_YES_NO: dict[str, tuple[str, ...]] = {
    Conduct.YES: ("đúng", "đúng rồi", "vâng", "dạ vâng", "có"),
    Conduct.NO: ("không", "không phải", "dạ không"),
}
_STEERS_AT_ONCE = frozenset(Conduct) - {Conduct.YES, Conduct.NO, Conduct.GREETING}


@dataclass(frozen=True, slots=True)
class Understood:
    """One utterance, understood."""

    steering: Conduct | None
    """What it asks of the conversation."""
    decision: Decision | None
    """What the handbook makes of it, where it steers nothing and has words."""
    match_ms: float


class Understanding:
    """One call's understanding; safe to call from several threads."""

    def __init__(self, matcher: Matcher, clock: Callable[[], float] = time.perf_counter) -> None:
        self._matcher = matcher
        self._clock = clock
        self._lock = threading.Lock()
        self._latest: tuple[Hearing, str | None, Understood] | None = None

    def understand(
        self, hearing: Hearing, subject: str | None, expectation: Expectation = Expectation.OPEN
    ) -> Understood:
        """The meaning of `hearing` in a call about the entry `subject`; blocks, at first up to 0.2 s."""
        with self._lock:
            if self._latest and self._latest[0] is hearing and self._latest[1] == subject:
                return self._latest[2]
            started = self._clock()
            steering = conduct.recognize(hearing.text)
            if steering is None and expectation is Expectation.YES_NO and hearing.audio_ms <= SHORT_MS:
                steering = _by_ear(hearing)
            decision = None
            if steering is None and hearing.text:
                decision = self._matcher.decide(hearing.text, subject=subject, score=hearing.score)
            understood = Understood(steering, decision, (self._clock() - started) * 1000)
            self._latest = hearing, subject, understood
            return understood

    def completeness(self, hearing: Hearing, subject: str | None, expectation: Expectation) -> Completeness:
        """How finished `hearing` sounds, as an answer to what was asked; blocks like `understand`."""
        words = re.findall(r"\w+", hearing.text.lower())
        if not words:
            return Completeness.UNKNOWN
        if expectation is Expectation.NUMBER:
            return _number(words)
        if words[-1] in UNFINISHED:
            return Completeness.INCOMPLETE
        understood = self.understand(hearing, subject, expectation)
        if understood.steering is not None:
            # "không" may begin "không có hộ khẩu thì ...", unless yes or no was asked for.
            steers = understood.steering in _STEERS_AT_ONCE or expectation is Expectation.YES_NO
            return Completeness.COMPLETE if steers else Completeness.UNKNOWN
        decision = understood.decision
        if decision is not None and decision.verdict is Verdict.ANSWER and self._asks(hearing.text, decision):
            return Completeness.COMPLETE
        return Completeness.UNKNOWN

    def _asks(self, text: str, decision: Decision) -> bool:
        """Whether more than a bare subject was named, which may yet be asked something about."""
        return not decision.aspects or bool(Question.read(text).aspects)


def _by_ear(hearing: Hearing) -> Conduct | None:
    """Yes or no where one was asked for: one short word is heard rightly only among the words it may be."""
    meaning, probability = choose_by_ear(hearing.text, _YES_NO, hearing.score)
    return Conduct(meaning) if meaning is not None and probability >= SURE else None


def _number(words: list[str]) -> Completeness:
    """A telephone number is complete with its last digit; of other numbers nothing is known."""
    digits = "".join(_DIGITS.get(word, word if word.isdigit() else "") for word in words)
    if not digits.startswith("0"):
        return Completeness.UNKNOWN
    return Completeness.COMPLETE if len(digits) >= TELEPHONE_DIGITS else Completeness.INCOMPLETE
