"""A question in writing, answered as the contract of `helpline ask --json` has it."""

import time
from dataclasses import dataclass
from typing import Any

from handbook.answering.answers import compose
from handbook.book.handbook import Handbook
from handbook.matching.decision import Verdict
from handbook.matching.matcher import Matcher
from telephony.cli.prepared import prepared
from telephony.settings import Settings


@dataclass(frozen=True, slots=True)
class Asking:
    """What a written question needs."""

    handbook: Handbook
    matcher: Matcher


def build_asking(settings: Settings) -> Asking:
    """Loads the handbook. Raises HandbookError."""

    def load() -> Asking:
        handbook = Handbook.load(settings.handbook)
        return Asking(handbook, Matcher(handbook))

    return prepared(settings.data / "prepared", settings.handbook, load)


def ask_handbook(asking: Asking, question: str) -> dict[str, Any]:
    """Decision, entry, aspect, answer, sources, options, confidence and match_ms for `question`."""
    started = time.perf_counter()
    decision = asking.matcher.decide(question)
    match_ms = (time.perf_counter() - started) * 1000
    answer = (
        compose(asking.handbook[decision.entry], decision.aspects, focus=decision.focus)
        if decision.verdict is Verdict.ANSWER and decision.entry
        else None
    )
    return {
        "decision": decision.verdict.value,
        "entry": decision.entry,
        "aspect": decision.aspects[0].value if decision.aspects else None,
        "aspects": [aspect.value for aspect in decision.aspects],
        "answer": answer.text if answer else None,
        "more": " ".join(answer.more) if answer and answer.more else None,
        "unclear": answer.unclear if answer else False,
        "sources": list(answer.sources) if answer else [],
        "options": list(decision.options),
        "reason": decision.reason,
        "agency": decision.agency or None,
        "instrument": decision.instrument or None,
        "confidence": round(decision.confidence, 4),
        "match_ms": round(match_ms, 2),
    }
