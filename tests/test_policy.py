"""The conduct of a call, without sockets, audio or clock."""

import pytest

from handbook.answers import Answer
from handbook.conduct import Conduct
from handbook.entries import Aspect
from handbook.matching import Decision, Verdict
from telephony import prompts
from telephony.policy import (
    Action,
    Asked,
    HangUp,
    Limits,
    Listen,
    Played,
    Policy,
    Pressed,
    Say,
    Silent,
    Transfer,
    TransferReason,
    Troubled,
)

ANSWERS = {
    "short": Answer(sentences=("Đăng ký kết hôn được giải quyết trong ngày.",)),
    "long": Answer(
        sentences=("Anh chị cần ba loại giấy tờ.",), more=("Loại thứ tư là đơn.", "Loại thứ năm là ảnh.")
    ),
    "unclear": Answer(sentences=("Sổ tay chưa ghi rõ lệ phí.",), unclear=True),
}


@pytest.fixture
def policy() -> Policy:
    return Policy(compose=lambda entry, _: ANSWERS[entry], spoken_name=lambda entry: f"việc {entry}")


def decided(
    verdict: Verdict, entry: str | None = None, options: tuple[str, ...] = (), reason: str = ""
) -> Asked:
    aspects = (Aspect.TIME,) if entry else ()
    return Asked("câu hỏi", None, Decision(verdict, entry, aspects, 0.9, options, reason))


def steered(conduct: Conduct) -> Asked:
    return Asked("lời nói", conduct, None)


def said(actions: list[Action]) -> tuple[str, ...]:
    return tuple(sentence for action in actions if isinstance(action, Say) for sentence in action.sentences)


def test_a_call_begins_with_the_greeting_and_then_listens(policy: Policy) -> None:
    assert said(policy.start()) == prompts.GREETING
    assert policy.on(Played()) == [Listen(Limits().patience_ms)]


def test_an_answer_is_followed_by_the_question_whether_there_is_more_to_ask(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.ANSWER, "short"))) == (
        *ANSWERS["short"].sentences,
        prompts.ANYTHING_ELSE,
    )
    assert policy.subject == "short"


def test_no_after_anything_else_says_goodbye_and_hangs_up_only_when_it_was_heard(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    assert policy.on(steered(Conduct.NO)) == [Say(prompts.GOODBYE)]
    assert policy.on(Played()) == [HangUp()]


def test_a_new_question_over_the_goodbye_keeps_the_call(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(steered(Conduct.GOODBYE))
    policy.on(decided(Verdict.ANSWER, "long"))
    assert isinstance(policy.on(Played())[0], Listen)


def test_a_long_answer_goes_on_when_the_caller_says_yes(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.ANSWER, "long")))[-1] == prompts.HEAR_MORE
    assert said(policy.on(steered(Conduct.YES))) == (*ANSWERS["long"].more, prompts.ANYTHING_ELSE)


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
        if portion[-1] == prompts.ANYTHING_ELSE:
            break
        assert len(" ".join(portion[:-1]).split()) <= 20
    assert heard == list(sentences)


def test_an_unclear_fact_offers_the_officer_and_yes_connects_them(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.ANSWER, "unclear")))[-1] == prompts.SEE_OFFICER
    policy.on(steered(Conduct.YES))
    assert policy.on(Played()) == [Transfer(TransferReason.ASKED_FOR_PERSON)]


def test_an_unmatched_question_is_announced_and_then_transferred(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.TRANSFER))) == prompts.TRANSFER_UNMATCHED
    assert policy.on(Played()) == [Transfer(TransferReason.UNMATCHED)]


def test_a_word_over_the_announcement_does_not_undo_the_transfer(policy: Policy) -> None:
    policy.on(decided(Verdict.TRANSFER))
    assert policy.on(steered(Conduct.YES)) == [Transfer(TransferReason.UNMATCHED)]


def test_the_wish_for_a_person_is_granted_in_every_state(policy: Policy) -> None:
    for opening in (None, "short", "long", "unclear"):
        fresh = Policy(compose=lambda entry, _: ANSWERS[entry], spoken_name=str)
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
    assert said(policy.on(Asked("", None, None))) == prompts.NOT_HEARD
    policy.on(Asked("", None, None))
    assert policy.on(Played()) == [Transfer(TransferReason.NOT_HEARD)]


def test_confirming_answers_and_denying_asks_again(policy: Policy) -> None:
    assert said(policy.on(decided(Verdict.CONFIRM, "short"))) == prompts.confirm("việc short")
    assert said(policy.on(steered(Conduct.NO))) == prompts.ASK_AGAIN
    policy.on(decided(Verdict.CONFIRM, "short"))
    assert said(policy.on(steered(Conduct.YES)))[0] == ANSWERS["short"].sentences[0]


def test_a_choice_is_made_by_key_and_a_key_without_a_choice_repeats(policy: Policy) -> None:
    question = policy.on(decided(Verdict.CHOOSE, options=("short", "long")))
    assert said(question) == prompts.choose(("việc short", "việc long"))
    assert policy.on(Pressed("3")) == question
    assert said(policy.on(Pressed("2")))[0] == ANSWERS["long"].sentences[0]


def test_silence_is_met_with_help_and_in_the_end_with_a_person(policy: Policy) -> None:
    policy.start()
    for prompt in prompts.NO_INPUT:
        assert said(policy.on(Silent())) == prompt
    policy.on(Silent())
    assert policy.on(Played()) == [Transfer(TransferReason.NO_INPUT)]


def test_silence_after_an_answer_ends_the_call_politely(policy: Policy) -> None:
    policy.on(decided(Verdict.ANSWER, "long"))
    assert said(policy.on(Silent())) == (prompts.ANYTHING_ELSE,)
    assert said(policy.on(Silent())) == prompts.GOODBYE
    assert policy.on(Played()) == [HangUp()]


def test_trouble_leads_to_a_person(policy: Policy) -> None:
    assert said(policy.on(Troubled())) == prompts.TRANSFER_TROUBLE
    assert policy.on(Played()) == [Transfer(TransferReason.TROUBLE)]


def test_a_call_of_too_many_turns_is_handed_over() -> None:
    policy = Policy(lambda entry, _: ANSWERS[entry], str, Limits(turns=2))
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(decided(Verdict.ANSWER, "short"))
    policy.on(decided(Verdict.ANSWER, "short"))
    assert policy.on(Played()) == [Transfer(TransferReason.TOO_LONG)]
