"""How a call's conduct ends: goodbyes that are spoken over, decisions that stand, help for the silent."""

import pytest

from handbook.answering.answers import Answer
from handbook.book.entries import Aspect
from handbook.language.steering import Conduct
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.calls import prompts
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Interrupted,
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
from telephony.calls.policy import Policy
from telephony.records.outcome import TransferReason
from telephony.understanding.understanding import Understood
from voice.turns.endpointing import Expectation

LISTEN = Listen(Limits().patience_ms)
ANSWERS = {
    "short": Answer(("Trong ngày.",)),
    "long": Answer(("Ba loại giấy tờ.",), more=("Loại thứ tư là đơn.",)),
    "unclear": Answer(("Sổ tay chưa ghi rõ.",), unclear=True),
}


@pytest.fixture
def policy() -> Policy:
    return Policy(lambda asked: ANSWERS[asked.entry], lambda entry: f"việc {entry}")


def asked(verdict: Verdict, entry: str | None = None, *options: str) -> Understood:
    return Understood("câu hỏi", None, Decision(verdict, entry, (Aspect.TIME,), 0.9, options))


def does(conduct: Conduct) -> Understood:
    return Understood("lời nói", conduct, None)


def says(*passages: Passage) -> list[Action]:
    return [Say(passages)]


UNKNOWN = asked(Verdict.TRANSFER)
CHOICE = asked(Verdict.CHOOSE, None, "short", "long")
UNHEARD = Understood("", None, None)
SHORT, LONG, UNCLEAR = (asked(Verdict.ANSWER, entry) for entry in ANSWERS)


# Goodbyes.


@pytest.mark.parametrize("before", [[SHORT], [LONG], [UNCLEAR], [SHORT, asked(Verdict.CONFIRM, "short")]])
def test_a_goodbye_that_is_spoken_over_is_none_until_silence_ends_the_call(
    policy: Policy, before: list[Event]
) -> None:
    for event in before:
        policy.on(event)
    assert policy.on(does(Conduct.GOODBYE)) == says(prompts.GOODBYE)
    assert policy.on(Interrupted()) == [LISTEN]
    assert policy.on(Silent()) == [HangUp()]


@pytest.mark.parametrize("before", [[LONG], [UNCLEAR], [asked(Verdict.CONFIRM, "short")]])
def test_a_goodbye_withdraws_the_question_before_it(policy: Policy, before: list[Event]) -> None:
    for event in before:
        policy.on(event)
    policy.on(does(Conduct.GOODBYE))
    assert policy.expectation is Expectation.OPEN, "a dạ to a goodbye answers nothing"
    assert policy.offered == ()
    assert policy.on(does(Conduct.YES)) == says(prompts.LISTENING)


def test_no_over_a_goodbye_is_another_goodbye(policy: Policy) -> None:
    policy.on(SHORT)
    policy.on(does(Conduct.GOODBYE))
    assert policy.on(does(Conduct.NO)) == says(prompts.GOODBYE)
    assert policy.on(Played()) == [HangUp()]


def test_a_call_that_lasts_too_long_in_its_goodbye_is_hung_up(policy: Policy) -> None:
    policy.on(SHORT)
    policy.on(does(Conduct.GOODBYE))
    assert policy.on(Overtime()) == [HangUp()]


# Decisions that stand.


@pytest.mark.parametrize(
    "event",
    [Interrupted(), Played(), Silent(), Overtime(), Troubled(), SHORT, does(Conduct.GOODBYE), Pressed("1")],
)
def test_nothing_undoes_a_transfer_that_was_announced(policy: Policy, event: Event) -> None:
    policy.on(Pressed("0"))
    assert policy.on(event) == [Transfer(TransferReason.ASKED_FOR_PERSON)]


def test_an_interruption_changes_nothing_about_what_follows(policy: Policy) -> None:
    policy.on(LONG)
    assert policy.on(Interrupted()) == policy.on(Played()) == [LISTEN]


# What the question before gives its meaning.


def test_while_yes_or_no_was_asked_for_they_are_expected(policy: Policy) -> None:
    policy.start()
    assert expected(policy) is Expectation.OPEN
    for event in (LONG, UNCLEAR, asked(Verdict.CONFIRM, "short"), CHOICE):
        policy.on(event)
        assert expected(policy) is Expectation.YES_NO
    for event in (SHORT, UNKNOWN):
        policy.on(event)
        assert expected(policy) is Expectation.OPEN


def expected(policy: Policy) -> Expectation:
    return policy.expectation


def test_what_is_offered_is_known_only_while_it_is(policy: Policy) -> None:
    policy.on(asked(Verdict.CONFIRM, "long"))
    assert (policy.offered, policy.choices) == (("long",), ())
    policy.on(CHOICE)
    assert (policy.offered, policy.choices) == (("short", "long"), ("việc short", "việc long"))
    policy.on(Pressed("2"))
    assert (policy.offered, policy.choices) == ((), ())
    assert policy.subject == "long"


def test_of_many_choices_three_are_put(policy: Policy) -> None:
    policy.on(asked(Verdict.CHOOSE, None, "short", "long", "unclear", "fourth"))
    assert policy.offered == ("short", "long", "unclear")


def test_one_choice_alone_is_no_choice(policy: Policy) -> None:
    assert policy.on(asked(Verdict.CHOOSE, None, "short")) == says(prompts.REWORD)


def test_a_choice_that_was_named_is_answered_and_one_beyond_the_last_is_not(policy: Policy) -> None:
    policy.on(CHOICE)
    assert policy.on(Understood("việc gì đó", None, None, option=2)) == says(prompts.NOT_HEARD)
    policy.on(CHOICE)
    assert policy.on(Understood("long", None, None, option=1)) == says(
        fact("Ba loại giấy tờ."), prompts.HEAR_MORE
    )


@pytest.mark.parametrize("key", ["3", "9", "*", "1"])
def test_a_key_that_means_nothing_repeats_what_was_said(policy: Policy, key: str) -> None:
    spoken = policy.on(SHORT)
    assert policy.on(Pressed(key)) == spoken


def test_a_key_beyond_the_choices_repeats_them(policy: Policy) -> None:
    offered = policy.on(CHOICE)
    assert policy.on(Pressed("3")) == offered


def test_yes_to_a_choice_puts_it_again_once_and_then_a_person_takes_over(policy: Policy) -> None:
    offered = policy.on(CHOICE)
    assert policy.on(does(Conduct.YES)) == offered
    assert policy.on(does(Conduct.YES)) == says(prompts.TRANSFER_UNMATCHED)


def test_going_on_after_the_last_portion_asks_what_else(policy: Policy) -> None:
    policy.on(LONG)
    assert policy.on(does(Conduct.GO_ON)) == says(fact("Loại thứ tư là đơn."), prompts.ANYTHING_ELSE)
    policy.on(UNCLEAR)
    assert policy.on(does(Conduct.GO_ON)) == says(prompts.ANYTHING_ELSE)
    assert policy.on(does(Conduct.GO_ON)) == says(prompts.ANYTHING_ELSE), "nothing is left: the same again"


def test_a_confirmation_that_is_withdrawn_leaves_no_more_of_the_answer_before(policy: Policy) -> None:
    policy.on(LONG)
    confirm = policy.on(asked(Verdict.CONFIRM, "short"))
    assert policy.on(Pressed("#")) == confirm


def test_an_answer_that_was_denied_is_not_gone_on_with(policy: Policy) -> None:
    policy.on(LONG)
    once_more = policy.on(does(Conduct.DENIAL))
    assert once_more == says(prompts.APOLOGY, prompts.ASK_ONCE_MORE)
    assert policy.on(Pressed("#")) == once_more


def test_whoever_was_told_whose_matter_it_is_may_say_goodbye(policy: Policy) -> None:
    elsewhere = Decision(
        Verdict.TRANSFER, None, (), 0.1,
        reason=Reason.OTHER_AGENCY, agency="Tòa án", instrument="Luật Hôn nhân và gia đình",
    )  # fmt: skip
    policy.on(Understood("câu hỏi", None, elsewhere))
    assert policy.on(does(Conduct.GOODBYE)) == says(prompts.GOODBYE)


# Silence and failure.


def test_silence_after_an_offer_means_no(policy: Policy) -> None:
    policy.on(LONG)
    assert policy.on(Silent()) == says(prompts.ANYTHING_ELSE)
    assert policy.on(Silent()) == says(prompts.GOODBYE)
    policy.on(UNCLEAR)
    assert policy.on(Silent()) == says(prompts.ANYTHING_ELSE)


def test_silence_after_a_choice_puts_it_again_and_in_the_end_leads_to_a_person(policy: Policy) -> None:
    offered = policy.on(CHOICE)
    for _ in prompts.NO_INPUT:
        assert policy.on(Silent()) == offered
    assert policy.on(Silent()) == says(prompts.TRANSFER_UNHEARD)
    assert policy.on(Played()) == [Transfer(TransferReason.NO_INPUT)]


def test_whoever_says_something_has_been_heard_and_is_helped_anew(policy: Policy) -> None:
    assert policy.on(Silent()) == says(prompts.NO_INPUT[0])
    assert policy.on(does(Conduct.GREETING)) == says(prompts.LISTENING)
    assert policy.on(Silent()) == says(prompts.NO_INPUT[0])
    assert policy.on(Silent()) == says(prompts.NO_INPUT[1])


def test_help_for_the_silent_is_not_what_is_repeated(policy: Policy) -> None:
    opening = policy.start()
    policy.on(Silent())
    assert policy.on(does(Conduct.REPEAT)) == opening


def test_the_reason_of_a_transfer_is_that_of_the_last_failure(policy: Policy) -> None:
    assert policy.on(UNKNOWN) == says(prompts.REWORD)
    assert policy.on(UNHEARD) == says(prompts.TRANSFER_UNHEARD)
    assert policy.on(Played()) == [Transfer(TransferReason.NOT_HEARD)]


def test_an_answer_in_between_forgives_what_failed(policy: Policy) -> None:
    policy.on(UNKNOWN)
    policy.on(SHORT)
    assert policy.on(UNKNOWN) == says(prompts.REWORD)


def test_keys_count_as_turns(policy: Policy) -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str, Limits(turns=2))
    policy.on(Pressed("*"))
    policy.on(Pressed("*"))
    assert policy.on(Pressed("*")) == says(prompts.TRANSFER_LONG)
    assert policy.on(Played()) == [Transfer(TransferReason.TOO_LONG)]


def test_slower_is_slower_than_before_and_louder_says_so(policy: Policy) -> None:
    policy.on(SHORT)
    (slower,) = policy.on(does(Conduct.SLOWER))
    (louder,) = policy.on(does(Conduct.LOUDER))
    assert isinstance(slower, Say)
    assert isinstance(louder, Say)
    assert (slower.pace, slower.louder) == (Limits().slow_pace, False)
    assert (louder.pace, louder.louder) == (Limits().slow_pace, True)
    assert slower.sentences == louder.sentences
