"""Utterances are cut where one question ends and the next may begin."""

import pytest

from handbook.book.entries import Aspect
from handbook.language.language import Language
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.understanding.breath import STORY, Breath

UNMATCHED = Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED)


def decide(text: str, subject: str | None) -> Decision:
    """Knows marriage and death, and what is asked by "bao lâu" and "ở đâu"."""
    named = [entry for entry, name in (("marriage", "kết hôn"), ("death", "khai tử")) if name in text]
    aspects = [a for a, cue in ((Aspect.TIME, "bao lâu"), (Aspect.PLACE, "ở đâu")) if cue in text]
    entry = named[-1] if named else subject
    return Decision(Verdict.ANSWER, entry, tuple(aspects), 0.9) if entry and aspects else UNMATCHED


@pytest.fixture(scope="module")
def breath() -> Breath:
    return Breath(Language.load(), decide, lambda _, decision: decision.verdict is Verdict.ANSWER)


def asked(breath: Breath, text: str) -> list[tuple[str | None, tuple[Aspect, ...]]]:
    return [(d.entry, d.aspects) for d in breath.decided(text, decide(text, None), None)]


def test_a_seam_begins_a_part_and_a_pause_ends_one(breath: Breath) -> None:
    assert breath.parts("Kết hôn mất bao lâu, còn khai tử thì ở đâu và cần gì ạ?") == (
        "Kết hôn mất bao lâu,",
        "còn khai tử thì ở đâu",
        "và cần gì ạ?",
    )


def test_two_subjects_are_two_questions_in_their_order(breath: Breath) -> None:
    assert asked(breath, "khai tử nộp ở đâu và kết hôn mất bao lâu") == [
        ("death", (Aspect.PLACE,)),
        ("marriage", (Aspect.TIME,)),
    ]


def test_what_is_asked_without_a_subject_belongs_to_the_subject_before(breath: Breath) -> None:
    assert asked(breath, "khai tử nộp ở đâu và mất bao lâu, còn kết hôn thì ở đâu") == [
        ("death", (Aspect.PLACE, Aspect.TIME)),
        ("marriage", (Aspect.PLACE,)),
    ]


def test_a_pause_inside_a_question_does_not_break_it(breath: Breath) -> None:
    whole = Decision(Verdict.ANSWER, "marriage", (Aspect.TIME,), 0.9)
    text = "đăng ký kết hôn, cho tôi hỏi là mất bao lâu"
    assert breath.decided(text, whole, None) == (whole,)


def test_a_story_that_points_elsewhere_than_its_question_is_asked_about(breath: Breath) -> None:
    story = " ".join(["chuyện nhà tôi"] * STORY) + ", cho tôi hỏi khai tử nộp ở đâu"
    whole = Decision(Verdict.ANSWER, "marriage", (Aspect.TIME,), 0.9)
    (decided,) = breath.decided(story, whole, None)
    assert (decided.verdict, decided.options) == (Verdict.CHOOSE, ("death", "marriage"))
    assert decided.aspects == (Aspect.PLACE,)


def test_a_story_without_a_known_question_is_decided_as_a_whole(breath: Breath) -> None:
    story = " ".join(["chuyện nhà tôi"] * STORY)
    assert breath.decided(story, UNMATCHED, None) == (UNMATCHED,)
