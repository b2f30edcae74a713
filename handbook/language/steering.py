"""Words that steer a conversation rather than ask the handbook: yes, no, again, go on, goodbye, a person."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from handbook.language.numbers import DIGITS
from handbook.language.tables import SteeringTable
from handbook.language.text import canonical, fold, is_plain


class Conduct(StrEnum):
    """What a caller wants of the conversation itself."""

    YES = "yes"
    NO = "no"
    DENIAL = "denial"
    """What was answered or guessed is not what was asked."""
    EVERYTHING = "everything"
    """All that was offered."""
    REPEAT = "repeat"
    SLOWER = "slower"
    LOUDER = "louder"
    GO_ON = "go_on"
    HOLD_ON = "hold_on"
    HESITATION = "hesitation"
    """Thinking aloud: more is to come."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """Heard, and nothing is asked for."""
    GOODBYE = "goodbye"
    PERSON = "person"
    GREETING = "greeting"
    SALUTE = "salute"
    """A greeting at first, a goodbye after an answer."""
    ANGER = "anger"
    SMALL_TALK = "small_talk"


MAX_WORDS = 8
"""Words beside courtesies; a longer utterance is a question, whatever steering words it holds, unless it asks
for a person."""
MAX_INTRODUCTION = 14
"""Words beside courtesies in which a caller says who they are; in more they say what happened."""
_OWN_WORDS = frozenset(
    {Conduct.PERSON, Conduct.HOLD_ON, Conduct.HESITATION, Conduct.ANGER, Conduct.SMALL_TALK}
)
_REPLIES = frozenset({Conduct.YES, Conduct.NO, Conduct.DENIAL, Conduct.ACKNOWLEDGEMENT})
_NAMED = 0.5
"""Least share of the caller's words that belong to the option; below it they speak of something else."""


class Steering:
    """The steering words of one table."""

    def __init__(self, table: SteeringTable) -> None:
        person = table.person
        self._always = _BothWays(person.anywhere)
        self._wishes = _BothWays(person.unless_a_question_follows)
        self._question_words = _BothWays(person.question_words)
        self._whom = _BothWays(person.whom)
        self._courtesies = _words_of(table.courtesies)
        # Tried in this order, since "nghe không rõ" is no "không", and "không, cảm ơn" a goodbye.
        phrases: dict[Conduct, tuple[str, ...]] = {
            Conduct.PERSON: person.alone,
            Conduct.SLOWER: table.slower,
            Conduct.LOUDER: table.louder,
            Conduct.REPEAT: table.repeat.anywhere,
            Conduct.GO_ON: table.go_on,
            Conduct.HOLD_ON: table.hold_on,
            Conduct.ANGER: table.anger,
            Conduct.SMALL_TALK: table.small_talk,
            Conduct.GOODBYE: table.goodbye,
            Conduct.DENIAL: table.denial,
            Conduct.EVERYTHING: table.everything,
            Conduct.GREETING: table.greeting,
            Conduct.SALUTE: table.salute,
            Conduct.ACKNOWLEDGEMENT: table.acknowledgement,
            Conduct.HESITATION: table.hesitation,
            Conduct.NO: table.no,
            Conduct.YES: table.yes,
        }
        self._phrases = {conduct: [_said(phrase) for phrase in of] for conduct, of in phrases.items()}
        # Words of these are said of much else, and fill no other utterance.
        shared = [conduct for conduct in phrases if conduct not in _OWN_WORDS]
        filling = _words_of((*table.courtesies, *table.around, *(p for c in shared for p in phrases[c])))
        self._filling = {
            conduct: filling if conduct in shared else filling | _words_of(of)
            for conduct, of in phrases.items()
        }
        self._filling[Conduct.HESITATION] = self._courtesies | _words_of(table.hesitation)
        self._repeat_alone = frozenset(map(_said, table.repeat.alone))
        self._introduces = frozenset(
            _said(f"{who} {says}") for who in table.introduction.who for says in table.introduction.says
        )
        self._question_ends = _words_of(table.yes_or_no.ends)
        self._before_no = self._courtesies | _words_of(table.yes_or_no.unless_after)
        self._asks_rather = _words_of(table.introduction.unless)
        numbers = {word: value for value, word in enumerate(DIGITS[1:], start=1)} | table.choice.ordinals
        self._numbers = {canonical(word): value for word, value in numbers.items()}
        self._last = _words_of(table.choice.last)
        self._around_choice = self._courtesies | _words_of(table.choice.around)
        self._choice_by_ear = table.choice.by_ear
        self._digits = {canonical(word): str(value) for value, word in enumerate(DIGITS)} | {
            canonical(word): str(value) for word, value in table.digits.items()
        }
        self._unfinished = _words_of(table.unfinished)
        self._departures = frozenset(map(_said, table.departure.phrases))
        self._before_departure = _words_of(table.departure.before)
        self._after_departure = _words_of(table.departure.after)
        self.yes_no: Mapping[str, tuple[str, ...]] = {
            Conduct.YES: table.by_ear.yes,
            Conduct.NO: table.by_ear.no,
        }
        """Words for yes and no, for comparing a sound with, see `moment.choose_by_ear`."""

    def recognize(self, text: str) -> Conduct | None:
        """What `text` asks of the conversation; None when it is (also) a question for the handbook.

        An utterance counts as conduct only when little but a steering phrase and politeness is in it, so that
        "không có hộ khẩu thì đăng ký khai sinh thế nào" stays a question. A wish for a person is granted in
        any utterance, but for one that asks about such a meeting itself: "muốn gặp lãnh đạo phường tiếp dân
        thì đăng ký thế nào".
        """
        words = _words(text)
        if not words:
            return None
        if self._wishes_for_a_person(words):
            return Conduct.PERSON
        meaningful = [word for word in words if not self.is_courtesy(word)]
        if len(meaningful) > MAX_WORDS:
            return None
        if _joined(meaningful) in self._repeat_alone:
            return Conduct.REPEAT
        spoken = [f" {_joined(words)} ", f" {_joined(meaningful)} "]
        asks = self._asks_yes_or_no(meaningful)
        for conduct, phrases in self._phrases.items():
            if asks and conduct in _REPLIES:
                continue
            if any(_holds(said, phrase, self._filling[conduct]) for phrase in phrases for said in spoken):
                return conduct
        # Nobody says "em ơi" and no more but to be heard.
        return None if meaningful else Conduct.GREETING

    def _asks_yes_or_no(self, words: Sequence[str]) -> bool:
        """Whether a "không" or "chưa" at the end makes a question of what stands before: "có cần không"."""
        *before, last = map(canonical, words) if words else ("",)
        return bool(before) and last in self._question_ends and before[-1] not in self._before_no

    def is_introduction(self, text: str) -> bool:
        """Whether the caller greets and says who or where they are, and does not come to a question."""
        words = _words(text)
        meaningful = [word for word in words if not self.is_courtesy(word)]
        if len(meaningful) > MAX_INTRODUCTION or self._asks_rather.intersection(map(canonical, words)):
            return False
        spoken = f" {_joined(words)} "
        greetings = (*self._phrases[Conduct.SALUTE], *self._phrases[Conduct.GREETING])
        for greeting in greetings:
            _, found, after = spoken.partition(f" {greeting} ")
            if found and any(f" {introduction} " in f" {after}" for introduction in self._introduces):
                return True
        return False

    def _wishes_for_a_person(self, words: Sequence[str]) -> bool:
        plain = len(words) > 1 and is_plain("".join(words))
        form = fold if plain else canonical
        spoken = f" {' '.join(map(form, words))} "
        if any(f" {wish} " in spoken for wish in self._always[plain]):
            return True
        filling = self._filling[Conduct.PERSON]
        for wish in self._wishes[plain]:
            before, found, after = spoken.partition(f" {wish} ")
            if not found:
                continue
            known = {fold(word) for word in filling} if plain else filling
            rest = f" {after}"
            if any(rest.startswith(f" {whom} ") for whom in self._whom[plain]) and not known.issuperset(
                before.split()
            ):
                continue
            for question in self._question_words[plain]:
                rest = rest.replace(f" {question} ", "  ")
            asks = rest != f" {after}"
            if not asks or known.issuperset(rest.split()):
                return True
        return False

    def chosen(self, text: str, options: Sequence[str]) -> int | None:
        """Index of the one option that `text` names; None when it names none, or fits several alike."""
        words = [word for word in map(canonical, _words(text)) if word not in self._around_choice]
        if len(words) == 1:
            number = len(options) if words[0] in self._last else self._number(words[0])
            if number is not None and 1 <= number <= len(options):
                return number - 1
        names = [set(map(canonical, _words(option))) for option in options]
        shared = set.intersection(*names) if names else set()
        own = [len((name - shared).intersection(words)) for name in names]
        best = max(own, default=0)
        if best == 0 or own.count(best) > 1:
            return None
        index = own.index(best)
        return index if sum(word in names[index] for word in words) >= _NAMED * len(words) else None

    def _number(self, word: str) -> int | None:
        return int(word) if word.isdecimal() else self._numbers.get(word)

    def choice_forms(self, position: int, name: str) -> tuple[str, ...]:
        """How the option at `position`, from 1, is chosen aloud: by number, by place, by its name."""
        numbered = self._choice_by_ear[position - 1] if position <= len(self._choice_by_ear) else ()
        return (*numbered, name)

    def digits(self, text: str) -> str:
        """The digits said in `text`, spelt or not, other words left out: "không chín một hai" is "0912"."""
        return "".join(
            word if word.isdecimal() else self._digits.get(canonical(word), "") for word in _words(text)
        )

    def is_unfinished(self, text: str) -> bool:
        """Whether the last word is one after which a sentence goes on, or the caller is still thinking."""
        words = _words(text)
        return bool(words) and canonical(words[-1]) in self._unfinished

    def is_departure(self, text: str) -> bool:
        """Whether the official at a counter says that they are done: "mời người tiếp theo", nothing else."""
        words = [canonical(word) for word in _words(text)]
        while words and words[0] in self._before_departure and " ".join(words) not in self._departures:
            words = words[1:]
        while words and words[-1] in self._after_departure and " ".join(words) not in self._departures:
            words = words[:-1]
        return " ".join(words) in self._departures

    def is_courtesy(self, word: str) -> bool:
        """Whether the word is said around others and means nothing itself: "dạ", "ạ", "anh"."""
        return canonical(word) in self._courtesies


class _BothWays:
    """Phrases as they are written with diacritics, and as they are typed without."""

    def __init__(self, phrases: Iterable[str]) -> None:
        # The longest first, so that "như thế nào" is taken out whole.
        ordered = sorted(phrases, key=len, reverse=True)
        self._forms = tuple(_said(phrase) for phrase in ordered), tuple(_said(p, fold) for p in ordered)

    def __getitem__(self, plain: bool) -> tuple[str, ...]:
        return self._forms[plain]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def _holds(spoken: str, phrase: str, filling: frozenset[str]) -> bool:
    """Whether `phrase` stands in `spoken` and only `filling` around it."""
    left, found, right = spoken.partition(f" {phrase} ")
    return bool(found) and filling.issuperset(f"{left} {right}".split())


def _joined(words: Iterable[str]) -> str:
    return " ".join(map(canonical, words))


def _said(phrase: str, form: Callable[[str], str] = canonical) -> str:
    return " ".join(map(form, _words(phrase)))


def _words_of(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(canonical(word) for phrase in phrases for word in _words(phrase))
