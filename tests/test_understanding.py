from collections.abc import Sequence

import pytest

from handbook.conduct import Conduct
from handbook.entries import Aspect
from handbook.matching import Decision, Score, Verdict
from telephony.understanding import Understanding
from voice.endpointing import Completeness, Expectation
from voice.hearing import Hearing

COMPLETE, UNKNOWN, INCOMPLETE = Completeness


class Clerk:
    """Knows one procedure by its name, and one topic."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.scores: list[Score | None] = []

    def decide(self, text: str, *, subject: str | None = None, score: Score | None = None) -> Decision:
        self.asked.append((text, subject))
        self.scores.append(score)
        if "kết hôn" in text:
            return Decision(Verdict.ANSWER, "1.000894", (Aspect.TIME,), 0.99)
        if "biên chế" in text:
            return Decision(Verdict.ANSWER, "bien-che", (), 0.99)
        return Decision(Verdict.TRANSFER, None, (), 0.1, reason="unmatched")


def hearing(text: str) -> Hearing:
    def score(texts: Sequence[str]) -> Sequence[float]:
        return [0.0 for _ in texts]

    return Hearing(text, 0.8, "test", 1_000.0, 100.0, score)


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def understanding(clerk: Clerk) -> Understanding:
    return Understanding(clerk)  # type: ignore[arg-type]  # a stand-in for the matcher


def sounds(
    understanding: Understanding, text: str, expectation: Expectation = Expectation.OPEN
) -> Completeness:
    return understanding.completeness(hearing(text), None, expectation)


def test_an_utterance_is_thought_about_once(understanding: Understanding, clerk: Clerk) -> None:
    heard = hearing("đăng ký kết hôn mất bao lâu")
    understanding.completeness(heard, None, Expectation.OPEN)
    assert understanding.understand(heard, None) is understanding.understand(heard, None)
    assert clerk.asked == [("đăng ký kết hôn mất bao lâu", None)]
    assert clerk.scores == [heard.score]


def test_the_same_words_said_again_or_about_another_subject_are_thought_about_anew(
    understanding: Understanding, clerk: Clerk
) -> None:
    heard = hearing("mất bao lâu")
    understanding.understand(heard, None)
    understanding.understand(heard, "1.000894")
    understanding.understand(hearing("mất bao lâu"), "1.000894")
    assert len(clerk.asked) == 3


def test_what_steers_the_call_is_not_asked_of_the_handbook(
    understanding: Understanding, clerk: Clerk
) -> None:
    understood = understanding.understand(hearing("cho tôi gặp cán bộ"), None)
    assert (understood.steering, understood.decision) == (Conduct.PERSON, None)
    assert understanding.understand(hearing(""), None).decision is None
    assert not clerk.asked


def test_a_question_that_the_handbook_answers_sounds_complete(understanding: Understanding) -> None:
    assert sounds(understanding, "Đăng ký kết hôn mất bao lâu?") is COMPLETE
    assert sounds(understanding, "Hà Nội có bao nhiêu biên chế cấp xã") is COMPLETE


def test_a_subject_alone_may_yet_be_asked_something_about(understanding: Understanding) -> None:
    assert sounds(understanding, "Tôi muốn đăng ký kết hôn") is UNKNOWN


def test_a_question_that_is_not_known_may_go_on(understanding: Understanding) -> None:
    assert sounds(understanding, "Hôm qua tôi có ra phường") is UNKNOWN
    assert sounds(understanding, "") is UNKNOWN


@pytest.mark.parametrize("text", ["Đăng ký kết hôn thì", "lệ phí là", "ờ", "giấy tờ và", "Thông tư số."])
def test_a_sentence_that_hangs_sounds_incomplete(understanding: Understanding, text: str) -> None:
    assert sounds(understanding, text) is INCOMPLETE


def test_yes_is_complete_only_where_it_was_asked_for(understanding: Understanding) -> None:
    assert sounds(understanding, "không", Expectation.YES_NO) is COMPLETE
    assert sounds(understanding, "không") is UNKNOWN
    assert sounds(understanding, "nhắc lại đi em") is COMPLETE


@pytest.mark.parametrize(
    ("text", "completeness"),
    [
        ("không chín một hai", INCOMPLETE),
        ("0912 345", INCOMPLETE),
        ("không chín một hai ba bốn năm sáu bảy tám", COMPLETE),
        ("0912345678", COMPLETE),
        ("mười hai", UNKNOWN),
    ],
)
def test_a_telephone_number_is_complete_with_its_last_digit(
    understanding: Understanding, text: str, completeness: Completeness
) -> None:
    assert sounds(understanding, text, Expectation.NUMBER) is completeness
