"""Deciding with a voice at hand: when the ear is asked, what it is given, and what it settles."""

from collections.abc import Sequence

import pytest

from handbook.book.handbook import Handbook
from handbook.language.language import Language
from handbook.language.text import fold
from handbook.matching.decision import Verdict
from handbook.matching.fitting.fitting import sentence_book
from handbook.matching.matcher import SCORED, WEIGHED_AT_ONCE, WORDINGS, Matcher

WALK = "Phải về quán nằm nghỉ lúc nào khỏe thì đi"
STORM = "những cơn gió mạnh và mưa đóng băng gây trơn trượt"
CARE = "Cẩn thận khi băng qua đường"


@pytest.fixture(scope="module")
def language(handbook: Handbook) -> Language:
    return handbook.language


def test_any_sentences_can_be_a_handbook(language: Language) -> None:
    matcher = Matcher(sentence_book([WALK, STORM, CARE], language))
    decision = matcher.decide("những cơn gió mạnh và mưa đóng bằng gây trơn trợt")
    assert (decision.verdict, decision.entry, decision.aspects) == (Verdict.ANSWER, STORM, ())


def test_a_sentence_outside_such_a_handbook_is_not_answered(language: Language) -> None:
    matcher = Matcher(sentence_book([WALK, CARE], language))
    assert matcher.decide(STORM).verdict is Verdict.TRANSFER
    assert matcher.decide(fold(STORM)).verdict is Verdict.TRANSFER


HEARD_POORLY = "vài quang nam chỉ lúa nà khỏe thì để"


def test_the_ear_settles_what_a_poor_transcript_leaves_open(language: Language) -> None:
    matcher = Matcher(sentence_book([WALK, STORM, CARE], language))
    assert matcher.decide(HEARD_POORLY).verdict is not Verdict.ANSWER
    decision = matcher.decide(HEARD_POORLY, score=lambda texts: [40.0 if t == WALK else -5.0 for t in texts])
    assert (decision.verdict, decision.entry) == (Verdict.ANSWER, WALK)


def test_an_ear_that_hears_nothing_alike_turns_a_near_text_down(language: Language) -> None:
    matcher = Matcher(sentence_book([WALK, STORM, CARE], language))
    by_text = matcher.decide(HEARD_POORLY).confidence
    by_ear = matcher.decide(HEARD_POORLY, score=lambda texts: [-20.0] * len(texts))
    assert by_ear.confidence < by_text
    assert by_ear.verdict is Verdict.TRANSFER


def test_the_ear_is_not_asked_when_the_text_decides(matcher: Matcher) -> None:
    asked: list[Sequence[str]] = []

    def score(texts: Sequence[str]) -> list[float]:
        asked.append(texts)
        return [0.0] * len(texts)

    matcher.decide("xin giấy xác nhận tình trạng hôn nhân", score=score)
    assert asked == []


def test_the_ear_weighs_a_handful_of_phrases_at_most(matcher: Matcher) -> None:
    weighed: list[str] = []

    def score(texts: Sequence[str]) -> list[float]:
        weighed.extend(texts)
        return [0.0] * len(texts)

    matcher.decide("đăng ký giấy", score=score)
    assert SCORED <= len(weighed) == len(set(weighed)) <= SCORED * WORDINGS


def test_the_ear_is_given_names_and_questions_but_no_stories(handbook: Handbook, matcher: Matcher) -> None:
    stories = {text for entry in handbook for text in entry.asked}
    weighed: list[str] = []

    def score(texts: Sequence[str]) -> list[float]:
        weighed.extend(texts)
        return [0.0] * len(texts)

    for story in sorted(stories)[::250]:
        matcher.decide(" ".join(story.split()[:5]), score=score)
    assert weighed
    assert stories.isdisjoint(weighed)


def test_the_ear_is_asked_no_further_once_it_is_certain(matcher: Matcher) -> None:
    turns: list[int] = []

    def score(texts: Sequence[str]) -> list[float]:
        turns.append(len(texts))
        return [40.0, *[-5.0] * (len(texts) - 1)]

    matcher.decide("đăng ký giấy", score=score)
    assert turns == [WEIGHED_AT_ONCE]
