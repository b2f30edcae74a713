"""The conduct of a call, without sockets, audio or clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.answering.answers import Answer
from handbook.answering.phrasing import syllables
from handbook.book.entries import Aspect
from handbook.language.steering import Conduct
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.calls import prompts
from telephony.calls.agenda import Inquiry
from telephony.calls.dialogue import (
    Action,
    Event,
    HangUp,
    Kind,
    Limits,
    Listen,
    Overtime,
    Played,
    Pressed,
    Say,
    Silent,
    Transfer,
    Troubled,
)
from telephony.calls.policy import Policy
from telephony.records.outcome import TransferReason
from telephony.understanding.understanding import Understood

GREETING = (*prompts.OPENING.sentences, *prompts.WHAT.sentences)
(ANYTHING_ELSE,) = prompts.ANYTHING_ELSE.sentences
ANSWERS = {
    "short": Answer(sentences=("Đăng ký kết hôn được giải quyết trong ngày.",)),
    "long": Answer(
        sentences=("Anh chị cần ba loại giấy tờ.",), more=("Loại thứ tư là đơn.", "Loại thứ năm là ảnh.")
    ),
    "unclear": Answer(sentences=("Sổ tay chưa ghi rõ lệ phí.",), unclear=True),
}


@pytest.fixture
def policy() -> Policy:
    return Policy(compose=lambda asked: ANSWERS[asked.entry], spoken_name=lambda entry: f"việc {entry}")


def decided(
    verdict: Verdict, entry: str | None = None, options: tuple[str, ...] = (), reason: Reason | None = None
) -> Understood:
    aspects = (Aspect.TIME,) if entry else ()
    return Understood("câu hỏi", None, Decision(verdict, entry, aspects, 0.9, options, reason))


def steered(conduct: Conduct) -> Understood:
    return Understood("lời nói", conduct, None)


def said(actions: list[Action]) -> tuple[str, ...]:
    return tuple(sentence for action in actions if isinstance(action, Say) for sentence in action.sentences)


def test_a_call_begins_with_the_greeting_and_then_listens(policy: Policy) -> None:
    assert said(policy.start()) == GREETING
    assert policy.on(Played()) == [Listen(Limits().patience_ms)]


def test_an_answer_is_followed_by_the_question_whether_there_is_more_to_ask(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.ANSWER, "short"))) == (
        *ANSWERS["short"].sentences,
        ANYTHING_ELSE,
    )
    assert policy.subject == "short"


def test_no_after_anything_else_says_goodbye_and_hangs_up_only_when_it_was_heard(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    assert policy.on(steered(Conduct.NO)) == [Say((prompts.GOODBYE,))]
    assert policy.on(Played()) == [HangUp()]


def test_a_new_question_over_the_goodbye_keeps_the_call(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(steered(Conduct.GOODBYE))
    policy.on(decided(Verdict.ANSWER, "long"))
    assert isinstance(policy.on(Played())[0], Listen)


def test_a_long_answer_goes_on_when_the_caller_says_yes(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.ANSWER, "long")))[-1] == prompts.HEAR_MORE.sentences[0]
    assert said(policy.on(steered(Conduct.YES))) == (*ANSWERS["long"].more, ANYTHING_ELSE)


def test_a_very_long_answer_is_told_in_portions() -> None:
    sentences = tuple(f"Giấy tờ thứ {number} là đơn đề nghị." for number in range(8))
    policy = Policy(
        compose=lambda *_: Answer(sentences=("Có nhiều giấy tờ.",), more=sentences),
        spoken_name=str,
        limits=Limits(portion_syllables=20),
    )
    policy.on(decided(Verdict.ANSWER, "any"))
    heard: list[str] = []
    for _ in range(len(sentences)):
        portion = said(policy.on(Pressed("#")))
        heard += [sentence for sentence in portion if sentence in sentences]
        if portion[-1] == ANYTHING_ELSE:
            break
        assert sum(map(syllables, portion[:-1])) <= 20
    assert heard == list(sentences)


def test_later_portions_are_as_long_as_the_first_by_what_is_spoken_not_by_what_is_written() -> None:
    sentences = tuple(f"Tiếp theo là Nghị định 123/2015/NĐ-CP, khoản {number}." for number in range(1, 9))
    policy = Policy(
        compose=lambda *_: Answer(sentences=("Căn cứ pháp lý.",), more=sentences), spoken_name=str
    )
    policy.on(decided(Verdict.ANSWER, "any"))
    second = said(policy.on(Pressed("#")))[:-1]
    assert 1 < len(second) < len(sentences)
    assert sum(map(syllables, second)) <= policy.limits.portion_syllables


def test_an_unclear_fact_offers_the_officer_and_yes_connects_them(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.ANSWER, "unclear")))[-1] == prompts.SEE_OFFICER.sentences[0]
    policy.on(steered(Conduct.YES))
    assert policy.on(Played()) == [Transfer(TransferReason.ASKED_FOR_PERSON)]


def test_a_question_that_is_not_understood_is_asked_to_be_reworded_and_then_transferred(
    policy: Policy,
) -> None:
    assert said(policy.on(decided(Verdict.TRANSFER, reason=Reason.UNMATCHED))) == prompts.REWORD.sentences
    assert policy.on(Played()) == [Listen(Limits().patience_ms)]
    again = decided(Verdict.TRANSFER, reason=Reason.UNMATCHED)
    assert said(policy.on(again)) == prompts.TRANSFER_UNMATCHED.sentences
    assert policy.on(Played()) == [Transfer(TransferReason.UNMATCHED)]


def test_a_reworded_question_that_is_understood_is_answered_and_forgives_the_first_try(
    policy: Policy,
) -> None:
    policy.on(decided(Verdict.TRANSFER))
    assert said(policy.on(decided(Verdict.ANSWER, "short")))[0] == ANSWERS["short"].sentences[0]
    assert said(policy.on(decided(Verdict.TRANSFER))) == prompts.REWORD.sentences


def test_silence_instead_of_other_words_is_not_waited_out(policy: Policy) -> None:
    policy.on(decided(Verdict.TRANSFER))
    assert said(policy.on(Silent())) == prompts.TRANSFER_UNMATCHED.sentences


def test_a_question_clearly_outside_the_handbook_is_transferred_at_once(policy: Policy) -> None:
    assert (
        said(policy.on(decided(Verdict.TRANSFER, reason=Reason.OTHER_AGENCY)))
        == prompts.TRANSFER_UNMATCHED.sentences
    )
    assert policy.on(Played()) == [Transfer(TransferReason.UNMATCHED)]


def test_another_agency_is_named_with_its_instrument_and_an_officer_is_offered(policy: Policy) -> None:
    divorce = Decision(
        Verdict.TRANSFER,
        None,
        (),
        0.1,
        reason=Reason.OTHER_AGENCY,
        agency="Tòa án",
        instrument="Luật số 85/2025/QH15",
    )
    assert said(policy.on(Understood("ly hôn ở đâu", None, divorce))) == (
        "Việc này do Tòa án giải quyết, theo Luật số 85/2025/QH15.",
        prompts.SEE_OFFICER.sentences[0],
    )
    assert said(policy.on(steered(Conduct.YES))) == prompts.TRANSFER_WISH.sentences


def test_a_choice_heard_where_the_words_do_not_tell_is_taken(policy: Policy) -> None:
    policy.on(decided(Verdict.CHOOSE, "short", ("short", "long")))
    assert len(policy.choices) == 2
    policy.on(Understood("", None, None, option=1))
    assert policy.subject == "long"
    assert policy.choices == ()


def test_a_word_over_the_announcement_does_not_undo_the_transfer(policy: Policy) -> None:
    policy.on(decided(Verdict.TRANSFER, reason=Reason.OTHER_AGENCY))
    assert policy.on(steered(Conduct.YES)) == [Transfer(TransferReason.UNMATCHED)]


def test_the_wish_for_a_person_is_granted_in_every_state(policy: Policy) -> None:
    for opening in (None, "short", "long", "unclear"):
        fresh = Policy(compose=lambda asked: ANSWERS[asked.entry], spoken_name=str)
        if opening:
            fresh.on(decided(Verdict.ANSWER, opening))
        fresh.on(steered(Conduct.PERSON))
        assert fresh.on(Played()) == [Transfer(TransferReason.ASKED_FOR_PERSON)]


def test_key_zero_leads_to_a_person_and_star_repeats(policy: Policy) -> None:
    answer = policy.on(decided(Verdict.ANSWER, "short"))
    assert policy.on(Pressed("*")) == answer
    policy.on(Pressed("0"))
    assert policy.on(Played()) == [Transfer(TransferReason.ASKED_FOR_PERSON)]


def test_the_first_unheard_utterance_is_asked_again_and_the_second_transferred(policy: Policy) -> None:
    assert said(policy.on(Understood("", None, None))) == prompts.NOT_HEARD.sentences
    policy.on(Understood("", None, None))
    assert policy.on(Played()) == [Transfer(TransferReason.NOT_HEARD)]


def test_confirming_answers_and_denying_asks_again(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.CONFIRM, "short"))) == prompts.confirm("việc short").sentences
    assert said(policy.on(steered(Conduct.NO))) == prompts.ASK_AGAIN.sentences
    policy.on(decided(Verdict.CONFIRM, "short"))
    assert said(policy.on(steered(Conduct.YES)))[0] == ANSWERS["short"].sentences[0]


def test_two_wrong_guesses_are_enough(policy: Policy) -> None:
    for _ in range(2):
        policy.on(decided(Verdict.CONFIRM, "short"))
        policy.on(steered(Conduct.NO))
    assert policy.on(Played()) == [Transfer(TransferReason.UNMATCHED)]


def test_a_choice_is_made_by_key_and_a_key_without_a_choice_repeats(policy: Policy) -> None:
    question = policy.on(decided(Verdict.CHOOSE, options=("short", "long")))
    assert said(question) == prompts.choose(("việc short", "việc long")).sentences
    assert policy.on(Pressed("3")) == question
    assert said(policy.on(Pressed("2")))[0] == ANSWERS["long"].sentences[0]


def test_a_choice_is_made_by_voice(policy: Policy) -> None:
    policy.on(decided(Verdict.CHOOSE, options=("short", "long")))
    second = Understood("cái thứ hai", None, Decision(Verdict.TRANSFER, None, (), 0.1), option=1)
    assert said(policy.on(second))[0] == ANSWERS["long"].sentences[0]


def test_what_was_asked_before_a_choice_is_answered_after_it_unless_something_else_is_asked() -> None:
    told: list[tuple[str, tuple[Aspect, ...]]] = []

    def compose(asked: Inquiry) -> Answer:
        told.append((asked.entry, asked.aspects))
        return ANSWERS[asked.entry]

    policy = Policy(compose, str)
    offered = Decision(Verdict.CHOOSE, "short", (Aspect.FEE,), 0.5, ("short", "long"))
    for said_with_it in (Aspect.OVERVIEW, Aspect.TIME):
        policy.on(Understood("lệ phí tạm trú hay thường trú", None, offered))
        named = Decision(Verdict.CONFIRM, "short", (said_with_it,), 0.5)
        policy.on(Understood("tạm trú", None, named, option=0))
    assert told == [("short", (Aspect.FEE,)), ("short", (Aspect.TIME,))]


def test_a_caller_who_asks_us_to_wait_is_waited_for_and_no_try_is_lost(policy: Policy) -> None:
    for _ in range(3):
        assert said(policy.on(steered(Conduct.HOLD_ON))) == prompts.WAITING.sentences
        assert policy.on(Played()) == [Listen(policy.limits.hold_ms)]
    assert said(policy.on(decided(Verdict.TRANSFER, reason=Reason.UNMATCHED))) == prompts.REWORD.sentences


def test_words_that_choose_nothing_are_a_failed_try(policy: Policy) -> None:
    policy.on(decided(Verdict.CHOOSE, options=("short", "long")))
    policy.on(Understood("xin chào các bạn", None, Decision(Verdict.TRANSFER, None, (), 0.1)))
    policy.on(decided(Verdict.TRANSFER))
    assert policy.on(Played()) == [Transfer(TransferReason.UNMATCHED)]


@pytest.mark.parametrize(("key", "then"), [("1", Transfer), ("2", Listen)])
def test_yes_and_no_can_be_pressed(policy: Policy, key: str, then: type[Action]) -> None:
    policy.on(decided(Verdict.ANSWER, "unclear"))
    policy.on(Pressed(key))
    assert isinstance(policy.pending, then)


def test_slower_and_louder_repeat_what_was_said_and_stay_so(policy: Policy) -> None:
    (answer,) = policy.on(decided(Verdict.ANSWER, "short"))
    assert isinstance(answer, Say)
    assert policy.on(steered(Conduct.SLOWER)) == [Say(answer.passages, pace=0.75)]
    assert policy.on(steered(Conduct.LOUDER)) == [Say(answer.passages, pace=0.75, louder=True)]
    (following,) = policy.on(decided(Verdict.ANSWER, "long"))
    assert isinstance(following, Say)
    assert following.pace == 0.75
    assert following.louder


def test_a_recorded_call_says_so_before_it_asks_anything() -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str, recorded=True)
    assert said(policy.start()) == (GREETING[0], prompts.RECORDED.sentences[0], GREETING[1])


def test_silence_is_met_with_help_and_in_the_end_with_a_person(policy: Policy) -> None:
    policy.start()
    for prompt in prompts.NO_INPUT:
        assert said(policy.on(Silent())) == prompt.sentences
    policy.on(Silent())
    assert policy.on(Played()) == [Transfer(TransferReason.NO_INPUT)]


def test_silence_after_an_answer_ends_the_call_politely(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "long"))
    assert said(policy.on(Silent())) == (ANYTHING_ELSE,)
    assert said(policy.on(Silent())) == prompts.GOODBYE.sentences
    assert policy.on(Played()) == [HangUp()]


def test_trouble_leads_to_a_person(policy: Policy) -> None:
    assert said(policy.on(Troubled())) == prompts.TRANSFER_TROUBLE.sentences
    assert policy.on(Played()) == [Transfer(TransferReason.TROUBLE)]


def test_a_call_of_too_many_turns_is_handed_over() -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str, Limits(turns=2))
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(decided(Verdict.ANSWER, "short"))
    assert policy.on(Played()) == [Transfer(TransferReason.TOO_LONG)]


def test_a_call_that_lasts_too_long_is_handed_over_unless_it_is_ending(policy: Policy) -> None:
    assert said(policy.on(Overtime())) == prompts.TRANSFER_LONG.sentences
    assert policy.on(Played()) == [Transfer(TransferReason.TOO_LONG)]
    ending = Policy(lambda asked: ANSWERS[asked.entry], str)
    ending.on(decided(Verdict.ANSWER, "short"))
    ending.on(steered(Conduct.GOODBYE))
    assert ending.on(Overtime()) == [HangUp()]


def test_out_of_hours_a_message_is_offered_instead_of_a_connection() -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str, officers_there=lambda: False)
    announced = said(policy.on(decided(Verdict.TRANSFER, reason=Reason.OTHER_AGENCY)))
    assert announced == (prompts.TRANSFER_UNMATCHED.sentences[0], prompts.NOBODY_ON_DUTY)
    assert policy.on(Played()) == [Transfer(TransferReason.UNMATCHED)]


def last_question(actions: list[Action]) -> str:
    return said(actions)[-1]


def test_a_greeting_is_answered_by_listening_and_a_salute_after_an_answer_ends_the_call(
    policy: Policy,
) -> None:
    policy.start()
    assert said(policy.on(steered(Conduct.SALUTE))) == prompts.LISTENING.sentences
    policy.on(decided(Verdict.ANSWER, "short"))
    assert said(policy.on(steered(Conduct.SALUTE))) == prompts.GOODBYE.sentences


def test_a_goodbye_before_anything_was_answered_does_not_hang_up(policy: Policy) -> None:
    policy.start()
    for _ in range(2):
        assert said(policy.on(steered(Conduct.GOODBYE))) == prompts.AT_HAND.sentences
        assert isinstance(policy.on(Played())[0], Listen)


def test_a_greeting_over_an_open_choice_asks_for_it_again(policy: Policy) -> None:
    choice = policy.on(decided(Verdict.CHOOSE, options=("short", "long")))
    assert policy.on(steered(Conduct.GREETING)) == choice
    assert policy.offered == ("short", "long")


def test_a_denied_answer_is_asked_again_and_the_second_time_an_officer_is_offered(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    assert said(policy.on(steered(Conduct.DENIAL))) == (
        *prompts.APOLOGY.sentences,
        *prompts.ASK_ONCE_MORE.sentences,
    )
    policy.on(decided(Verdict.ANSWER, "long"))
    assert last_question(policy.on(steered(Conduct.DENIAL))) == prompts.SEE_OFFICER.sentences[0]
    assert said(policy.on(steered(Conduct.DENIAL))) == (ANYTHING_ELSE,)


def test_a_denied_guess_is_a_failed_try(policy: Policy) -> None:
    policy.on(decided(Verdict.CONFIRM, "short"))
    assert said(policy.on(steered(Conduct.DENIAL))) == prompts.ASK_AGAIN.sentences


def test_an_acknowledgement_is_noted_and_silence_after_it_ends_the_call(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    assert said(policy.on(steered(Conduct.ACKNOWLEDGEMENT))) == prompts.NOTED.sentences
    assert isinstance(policy.on(Played())[0], Listen)
    assert said(policy.on(Silent())) == prompts.GOODBYE.sentences


def test_an_acknowledgement_agrees_to_what_is_proposed(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "long"))
    assert said(policy.on(steered(Conduct.ACKNOWLEDGEMENT)))[:2] == ANSWERS["long"].more


def test_hesitation_is_listened_to_without_a_word_and_costs_no_try(policy: Policy) -> None:
    policy.start()
    policy.on(Played())
    for _ in range(3):
        assert policy.on(steered(Conduct.HESITATION)) == [Listen(policy.limits.patience_ms)]
    assert said(policy.on(decided(Verdict.TRANSFER))) == prompts.REWORD.sentences


def test_hesitation_over_the_goodbye_keeps_the_call(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(steered(Conduct.GOODBYE))
    assert policy.on(steered(Conduct.HESITATION)) == [Listen(policy.limits.patience_ms)]


def test_a_caller_who_asked_us_to_wait_and_stays_silent_is_asked_again_before_the_call_ends(
    policy: Policy,
) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(steered(Conduct.HOLD_ON))
    assert said(policy.on(Silent())) == (*prompts.STILL_WAITING.sentences, ANYTHING_ELSE)
    assert said(policy.on(Silent())) == prompts.GOODBYE.sentences


def test_all_that_was_offered_is_answered_in_order(policy: Policy) -> None:
    policy.on(decided(Verdict.CHOOSE, options=("short", "long")))
    first = said(policy.on(steered(Conduct.EVERYTHING)))
    assert first == (
        *prompts.in_turn(("việc short", "việc long")).sentences,
        *ANSWERS["short"].sentences,
        *prompts.HEAR_MORE.sentences,
    )
    assert said(policy.on(steered(Conduct.YES)))[0] == ANSWERS["long"].sentences[0]
    assert said(policy.on(steered(Conduct.YES))) == (*ANSWERS["long"].more, ANYTHING_ELSE)


def two_questions(first: str, second: str) -> Understood:
    both = [Decision(Verdict.ANSWER, entry, (Aspect.TIME,), 0.9) for entry in (first, second)]
    return Understood("hai câu hỏi", None, both[0], further=(both[1],))


@pytest.mark.parametrize("answer", ["long", "unclear"])
def test_the_rest_of_a_first_answer_may_be_skipped_and_the_second_question_is_not_lost(answer: str) -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str)
    policy.on(two_questions(answer, "short"))
    assert said(policy.on(steered(Conduct.NO))) == (*ANSWERS["short"].sentences, ANYTHING_ELSE)


def test_silence_between_two_answers_goes_on_with_the_second(policy: Policy) -> None:
    policy.on(two_questions("short", "long"))
    assert said(policy.on(Silent()))[0] == ANSWERS["long"].sentences[0]


def test_a_second_question_that_is_no_longer_wanted_is_left_out(policy: Policy) -> None:
    policy.on(two_questions("short", "long"))
    assert said(policy.on(steered(Conduct.NO))) == (ANYTHING_ELSE,)
    policy.on(two_questions("short", "long"))
    policy.on(decided(Verdict.ANSWER, "short"))
    assert said(policy.on(steered(Conduct.NO))) == prompts.GOODBYE.sentences


@pytest.mark.parametrize("conduct", [Conduct.ANGER, Conduct.SMALL_TALK])
def test_who_asks_for_nothing_is_answered_calmly_and_offered_an_officer_the_second_time(
    policy: Policy, conduct: Conduct
) -> None:
    policy.start()
    assert last_question(policy.on(steered(conduct))) == prompts.WHAT.sentences[0]
    assert last_question(policy.on(steered(conduct))) == prompts.SEE_OFFICER.sentences[0]
    assert said(policy.on(steered(Conduct.NO))) == prompts.ASK_AGAIN.sentences
    assert isinstance(policy.on(Played())[0], Listen)


texts = st.sampled_from(["câu hỏi", "hai", "việc long", ""])
decisions = st.builds(
    Decision,
    st.sampled_from(list(Verdict)),
    st.sampled_from([None, *ANSWERS]),
    st.sampled_from([(), (Aspect.TIME,)]),
    st.floats(0, 1),
    st.lists(st.sampled_from(list(ANSWERS)), unique=True).map(tuple),
    st.sampled_from([None, *Reason]),
)
events = st.one_of(
    st.builds(Understood, texts, st.sampled_from(list(Conduct)), st.none()),
    st.builds(Understood, texts, st.none(), st.none() | decisions),
    st.builds(Pressed, st.sampled_from("0123456789*#A") | st.text(max_size=3)),
    st.builds(Silent),
    st.builds(Played),
    st.builds(Troubled),
    st.builds(Overtime),
)


def over(actions: list[Action]) -> bool:
    return any(isinstance(action, Transfer | HangUp) for action in actions)


def played_out(policy: Policy, actions: list[Action]) -> list[Action]:
    """What the conversation does with `actions`, up to waiting for the caller or the end."""
    while not over(actions) and any(isinstance(action, Say) for action in actions):
        actions = policy.on(Played())
    return actions


@given(st.lists(events, max_size=40), st.booleans())
def test_no_sequence_of_events_leaves_the_caller_without_a_next_step(
    happenings: list[Event], interrupting: bool
) -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str)
    actions = policy.start()
    for event in happenings:
        if not interrupting:
            actions = played_out(policy, actions)
        if over(actions):
            return
        actions = policy.on(event)
        assert actions
    (last,) = played_out(policy, actions)
    assert isinstance(last, Listen | Transfer | HangUp)


@given(st.lists(events, max_size=40))
def test_every_state_has_a_way_to_a_person(happenings: list[Event]) -> None:
    for wish in (Pressed("0"), Understood("", Conduct.PERSON, None), Overtime()):
        policy = Policy(lambda asked: ANSWERS[asked.entry], str)
        policy.start()
        for event in happenings:
            policy.on(event)
        ending = isinstance(policy.pending, HangUp) and isinstance(wish, Overtime)
        (last,) = played_out(policy, policy.on(wish))
        assert isinstance(last, HangUp if ending else Transfer)


@given(st.lists(events, min_size=1, max_size=6))
def test_every_call_ends_whatever_the_caller_goes_on_doing(habit: list[Event]) -> None:
    limits = Limits()
    policy = Policy(lambda asked: ANSWERS[asked.entry], str, limits)
    actions = played_out(policy, policy.start())
    steps = 0
    while not over(actions):
        event = habit[steps % len(habit)]
        # A mark that comes back unasked is no doing of the caller's: time passes and they fall silent.
        actions = played_out(policy, policy.on(Silent() if isinstance(event, Played) else event))
        steps += 1
        assert steps <= limits.turns * (len(prompts.NO_INPUT) + 2)


ENDS_A_CALL = frozenset({Conduct.GOODBYE, Conduct.SALUTE, Conduct.NO})


def answers(actions: list[Action]) -> bool:
    passages = [passage for action in actions if isinstance(action, Say) for passage in action.passages]
    return any(passage.kind is Kind.FACT for passage in passages)


@given(st.lists(events, max_size=40))
def test_nobody_is_hung_up_on_who_was_not_answered_and_did_not_end_the_call(happenings: list[Event]) -> None:
    policy = Policy(lambda asked: ANSWERS[asked.entry], str)
    policy.start()
    answered = False
    for event in happenings:
        was_ending = isinstance(policy.pending, HangUp)
        actions = policy.on(event)
        answered = answered or answers(actions)
        if isinstance(policy.pending, HangUp) and not was_ending:
            silent = isinstance(event, Silent)
            ended = isinstance(event, Understood) and event.conduct in ENDS_A_CALL
            assert answered
            assert silent or ended
