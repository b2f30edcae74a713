"""The policy of a call, with the manners of a counter."""

from collections.abc import Sequence

from handbook.answering.answers import Answer
from handbook.language.steering import Conduct
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.calls import prompts
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Listen,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
)
from telephony.calls.policy import Policy
from telephony.counter import wording
from telephony.counter.policy import FOLLOW_UP_MS, CounterPolicy
from telephony.understanding.understanding import Understood

ANSWERED = Understood("giờ làm việc", None, Decision(Verdict.ANSWER, "gio", (), 0.99))
UNMATCHED = Understood(
    "trời hôm nay đẹp", None, Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED)
)


class Counter:
    def __init__(self) -> None:
        self.addressed = True
        self.seen: list[tuple[Event, Sequence[Action]]] = []
        self.policy = CounterPolicy(
            compose=lambda asked: Answer(("Từ tám giờ.",)),
            spoken_name=lambda entry: entry,
            observe=self.observe,
            is_addressed=lambda: self.addressed,
            is_departure=lambda text: text == "xong rồi",
        )

    def observe(self, event: Event, actions: Sequence[Action], policy: Policy) -> None:
        assert policy is self.policy
        self.seen.append((event, actions))


def said(actions: list[Action]) -> tuple[str, ...]:
    (say,) = actions
    assert isinstance(say, Say)
    return say.sentences


def test_a_visit_begins_without_a_greeting() -> None:
    assert Counter().policy.start() == [Listen(FOLLOW_UP_MS)]


def test_the_wake_phrase_alone_is_answered_with_a_word() -> None:
    counter = Counter()
    assert said(counter.policy.on(Understood("", None, None))) == prompts.LISTENING.sentences
    assert counter.policy.on(Played()) == [Listen(FOLLOW_UP_MS)]


def test_an_answer_is_followed_by_listening_not_by_a_question() -> None:
    counter = Counter()
    assert said(counter.policy.on(ANSWERED)) == ("Từ tám giờ.",)
    assert counter.policy.on(Played()) == [Listen(FOLLOW_UP_MS)]


def test_silence_ends_the_visit_without_a_word() -> None:
    counter = Counter()
    counter.policy.on(ANSWERED)
    assert counter.policy.on(Silent()) == [HangUp()]


def test_talk_with_the_citizen_after_an_answer_is_not_replied_to() -> None:
    counter = Counter()
    counter.policy.on(ANSWERED)
    counter.addressed = False
    assert counter.policy.on(UNMATCHED) == [Listen(FOLLOW_UP_MS)]
    assert counter.policy.on(Understood("", None, None)) == [Listen(FOLLOW_UP_MS)]


def test_a_follow_up_that_the_handbook_knows_is_answered_without_the_wake_phrase() -> None:
    counter = Counter()
    counter.policy.on(ANSWERED)
    counter.addressed = False
    assert said(counter.policy.on(ANSWERED)) == ("Từ tám giờ.",)


def test_an_addressed_question_is_always_replied_to() -> None:
    counter = Counter()
    counter.policy.on(ANSWERED)
    assert said(counter.policy.on(UNMATCHED)) == prompts.REWORD.sentences


def test_where_a_call_is_put_through_the_counter_shows_the_number() -> None:
    counter = Counter()
    assert said(counter.policy.on(Pressed("0"))) == ("Vâng.", *wording.SEE_SCREEN)
    (transfer,) = counter.policy.on(Played())
    assert isinstance(transfer, Transfer)


def test_no_announcement_of_a_transfer_promises_to_put_anybody_through() -> None:
    transfers = [value for name, value in vars(prompts).items() if name.startswith("TRANSFER_")]
    assert transfers
    for officers_there in (True, False):
        said = [
            s for t in transfers for p in wording.at_the_counter((t,), officers_there) for s in p.sentences
        ]
        assert not any("nối máy" in sentence for sentence in said)
        assert set(wording.SEE_SCREEN).issubset(said) is officers_there, (
            "a number is promised only where there is one"
        )


def test_declining_to_hear_more_is_acknowledged() -> None:
    counter = Counter()
    counter.policy._compose = lambda asked: Answer(("Một.",), more=("Hai.",))
    counter.policy.on(ANSWERED)
    assert said(counter.policy.on(Understood("không", Conduct.NO, None))) == wording.NOTED.sentences


def test_every_event_is_shown_with_what_is_done_about_it() -> None:
    counter = Counter()
    actions = counter.policy.on(ANSWERED)
    assert counter.seen == [(ANSWERED, actions)]


def test_asking_the_citizen_to_wait_is_not_answered_unless_it_was_meant_for_the_helpline() -> None:
    counter = Counter()
    counter.policy.on(ANSWERED)
    wait = Understood("đợi tí", Conduct.HOLD_ON, None)
    counter.addressed = False
    assert counter.policy.on(wait) == [Listen(FOLLOW_UP_MS)]
    counter.addressed = True
    assert said(counter.policy.on(wait)) == prompts.WAITING.sentences


def test_when_the_official_says_that_they_are_done_the_visit_ends() -> None:
    counter = Counter()
    counter.policy.on(ANSWERED)
    assert counter.policy.on(Understood("xong rồi", Conduct.GOODBYE, None)) == [HangUp()]
    assert counter.policy.citizen_left
