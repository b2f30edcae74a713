"""Questions on a case of what was just told: "nếu là nhà thuê thì sao", "mười trang thì hết bao nhiêu"."""

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.language.numbers import DIGITS
from handbook.language.text import PhraseTable, Words, canonical, split
from handbook.matching.decision import Decision, Verdict
from handbook.matching.matcher import FOLLOW_UP_CONFIDENCE
from handbook.matching.question import Question

_LONGEST = 12
"""Words; in more a subject of its own is named."""
_ALIKE = 0.5
"""Confidence told of a case that the handbook may not know: it has to be confirmed."""
_NUMBERS = frozenset(
    map(canonical, (*DIGITS, "mười", "mươi", "mốt", "lăm", "tư", "rưỡi", "trăm", "nghìn", "vài", "mấy"))
)


class FollowUps:
    """Knows what is said of the call's subject without naming it."""

    def __init__(self, language: Language) -> None:
        table = language.tables.steering.what_if
        self._language = language
        self._before = [split(phrase) for phrase in table.before]
        self._after = [split(phrase) for phrase in table.after]
        self._supposing = PhraseTable([split(phrase) for phrase in table.supposing])
        self._channels = PhraseTable([split(phrase) for phrase in table.channels])
        self._little = PhraseTable([split(phrase) for phrase in (*table.counted, *table.around)])
        self._counted = PhraseTable([split(phrase) for phrase in table.counted])

    def decided(self, text: str, decision: Decision, subject: str, last: tuple[Aspect, ...]) -> Decision:
        """`decision` on `text`, or what it asks of `subject`, of which `last` was told."""
        words = split(text)
        if len(words) > _LONGEST:
            return decision
        question = Question.read(text, self._language)
        what_if = self._is_what_if(words)
        own = tuple(aspect for aspect in question.aspects if aspect is not Aspect.OVERVIEW)
        if what_if and self._names_channel_alone(words):
            told = last if {Aspect.FEE, Aspect.TIME}.intersection(last) else own or last
            return Decision(Verdict.ANSWER, subject, told, FOLLOW_UP_CONFIDENCE)
        if what_if and decision.verdict is Verdict.ANSWER and not own and decision.aspects and last:
            # "còn khai tử thì sao" asks of another subject what was asked of the first.
            return Decision(
                Verdict.ANSWER, decision.entry, last, decision.confidence, wording=decision.wording
            )
        if decision.verdict is Verdict.ANSWER:
            return decision
        if (own or what_if) and self._counts_alone(question.core):
            return Decision(Verdict.ANSWER, subject, own or last, FOLLOW_UP_CONFIDENCE)
        if decision.verdict is not Verdict.TRANSFER:
            return decision
        if what_if and any(self._supposing.find(words)):
            return Decision(Verdict.CONFIRM, subject, own or last, _ALIKE, (subject,))
        return decision

    def _is_what_if(self, words: Words) -> bool:
        begins = any(words[: len(phrase)] == phrase for phrase in self._before)
        return begins or any(words[-len(phrase) :] == phrase for phrase in self._after)

    def _names_channel_alone(self, words: Words) -> bool:
        rest = self._channels.remove(words)
        return rest != words and not self._rest(rest)

    def _counts_alone(self, core: Words) -> bool:
        """Whether a number of something is all that is said: "mười trang"."""
        counted = any(canonical(word) in _NUMBERS for word in core) and any(self._counted.find(core))
        return counted and not self._rest(core)

    def _rest(self, words: Words) -> Words:
        wording = self._language.wording
        left = wording.fillers_removed(wording.polite_removed(self._little.remove(words)))
        return tuple(word for word in left if canonical(word) not in _NUMBERS)
