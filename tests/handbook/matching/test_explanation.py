"""An explanation shows what a decision was made from."""

import pytest

from handbook.language.steering import Conduct
from handbook.matching.decision import Verdict
from handbook.matching.explanation import Ground
from handbook.matching.matcher import EXPLAINED, Matcher

MARRIAGE = "1.000894"


def test_the_evidence_adds_up_to_what_was_decided(matcher: Matcher) -> None:
    question = "đăng ký kết hôn mất bao lâu"
    explained = matcher.explain(question)
    best = explained.candidates[0]
    assert explained.decision == matcher.decide(question)
    assert (explained.ground, best.entry) == (Ground.EVIDENCE, MARRIAGE)
    assert best.probability == pytest.approx(explained.decision.confidence)
    assert len(explained.candidates) == EXPLAINED
    for candidate in explained.candidates:
        assert sum(factor.contribution for factor in candidate.factors) == pytest.approx(candidate.logit)
    together = sum(candidate.probability for candidate in explained.candidates)
    assert together + explained.none_probability <= 1 + 1e-9


def test_the_weightiest_evidence_comes_first(matcher: Matcher) -> None:
    moved = [abs(factor.contribution) for factor in matcher.explain("khai tử").candidates[0].weightiest]
    assert moved == sorted(moved, reverse=True)


def test_a_subject_outside_is_shown_beside_the_entries(matcher: Matcher) -> None:
    best = matcher.explain("ly hôn ở đâu").candidates[0]
    assert (best.entry, best.outside) == (None, "divorce")


def test_a_wish_for_a_person_is_explained_by_the_steering_words(matcher: Matcher) -> None:
    explained = matcher.explain("nối máy cho tôi với")
    assert (explained.ground, explained.steering) == (Ground.STEERING, Conduct.PERSON)
    assert (explained.decision.verdict, explained.candidates) == (Verdict.TRANSFER, ())


def test_what_steers_a_call_is_said_though_the_matcher_looks_for_an_entry(matcher: Matcher) -> None:
    assert matcher.explain("nhắc lại giúp tôi").steering is Conduct.REPEAT
    assert matcher.explain("đăng ký kết hôn mất bao lâu").steering is None


def test_a_follow_up_rests_on_the_subject_of_the_call(matcher: Matcher) -> None:
    explained = matcher.explain("còn lệ phí thì sao", subject=MARRIAGE)
    assert (explained.ground, explained.decision.entry) == (Ground.FOLLOW_UP, MARRIAGE)
    assert explained.candidates == ()


def test_an_addition_is_weighed_together_with_the_subjects_name(matcher: Matcher) -> None:
    explained = matcher.explain("lưu động thì sao", subject=MARRIAGE)
    assert explained.ground is Ground.ADDITION
    assert explained.candidates[0].entry == explained.decision.entry == "1.000593"
