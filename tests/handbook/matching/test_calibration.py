import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from handbook.book.entries import Procedure
from handbook.book.handbook import Handbook
from handbook.matching.calibration import Calibration, EarWeights, best_rows
from handbook.matching.decision import Verdict
from handbook.matching.evaluation import Labelled
from handbook.matching.fitting.estimation import (
    Example,
    HeardExample,
    fit_ear,
    fit_weights,
)
from handbook.matching.fitting.fitting import fit, mishear
from handbook.matching.likeness import FEATURES
from handbook.matching.matcher import Matcher

SAID = FEATURES.index("procedure.said")


def example(agreements: list[float], right: int | None) -> Example:
    features = np.zeros((len(agreements), len(FEATURES)))
    features[:, SAID] = agreements
    meant = np.zeros(len(agreements), dtype=bool)
    if right is not None:
        meant[right] = True
    return Example(features, np.arange(len(agreements)), meant, outside=right is None)


def test_each_subject_stands_by_its_best_phrase() -> None:
    rows = best_rows(np.array([0.1, 0.9, 0.5, 0.7]), np.array([7, 3, 7, 3]))
    assert rows.tolist() == [1, 2]


def test_a_fit_prefers_what_agrees_and_leaves_room_for_questions_outside() -> None:
    inside = [example([0.9, 0.3, 0.2], 0), example([0.2, 0.95], 1), example([0.8, 0.5], 0)]
    outside = [example([0.3, 0.2], None), example([0.25], None), example([0.35, 0.1], None)]
    weights, none, loss = fit_weights(inside + outside)
    assert weights["procedure.said"] * 0.8 > none > weights["procedure.said"] * 0.35
    assert loss < 0.2


def test_a_fit_that_cannot_tell_says_one_half() -> None:
    weights, none, loss = fit_weights([example([0.8, 0.8], 0), example([0.8, 0.8], 1)] * 3)
    assert weights["procedure.said"] * 0.8 > none
    assert loss == pytest.approx(np.log(2), abs=0.05)


def test_the_ear_gets_weight_when_it_tells_right_from_wrong() -> None:
    right = HeardExample(np.array([1.0, 1.0]), np.array([15.0, -4.0]), np.array([True, False, False]))
    outside = HeardExample(np.array([1.0, 1.0]), np.array([-3.0, -4.0]), np.array([False, False, True]))
    ear = fit_ear([right, outside] * 5)
    assert ear.nat > 0.1
    assert ear.utterances == 10


def test_acoustic_scores_count_only_within_their_range() -> None:
    ear = EarWeights(text=0.0, nat=0.5, none=0.0, low=-4.0, high=10.0)
    assert ear.logits(np.zeros(3), np.array([-np.inf, 2.0, 99.0])).tolist() == [-2.0, 1.0, 5.0]


def test_text_and_ear_are_weighed_together() -> None:
    ear = EarWeights(text=0.5, nat=1.0, none=0.0, low=-4.0, high=10.0)
    assert ear.logits(np.array([4.0, 0.0]), np.array([1.0, 3.0])).tolist() == [3.0, 3.0]


def test_a_calibration_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    calibration = Calibration.load()
    calibration.save(tmp_path / "fit.json")
    assert Calibration.load(tmp_path / "fit.json") == calibration


def test_a_calibration_with_a_missing_figure_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fit.json").write_text('{"fitted": "2026-01-01"}', encoding="utf-8")
    with pytest.raises(ValidationError, match="weights"):
        Calibration.load(tmp_path / "fit.json")


def test_the_saved_weights_are_those_of_the_matchers_evidence() -> None:
    assert set(Calibration.load().weights) == set(FEATURES)


def test_mishearing_is_repeatable_and_spares_a_clean_line() -> None:
    text = "đăng ký khai sinh cho con cần những giấy tờ gì"
    assert mishear(text, 0.5, random.Random(3)) == mishear(text, 0.5, random.Random(3)) != text
    assert mishear(text, 0.0, random.Random(3)) == text
    assert mishear("vâng", 1.0, random.Random(1))


@pytest.mark.slow
def test_a_handbook_of_ones_own_can_be_fitted_and_asked() -> None:
    names = {"1": "Đăng ký khai sinh", "2": "Đăng ký khai tử", "3": "Tách hộ", "4": "Chứng thực di chúc"}
    today = date(2026, 1, 1)
    book = Handbook(Procedure(id=key, name=name, field="-", as_of=today) for key, name in names.items())
    asked = [Labelled(f"{name.lower()} mất bao lâu", key) for key, name in names.items()]
    outside = [
        Labelled(text, "OOS:far")
        for text in ("giá vàng hôm nay", "mấy giờ rồi", "trời có mưa không", "đá bóng")
    ]
    calibration = fit(book, asked + outside, today=today)
    matcher = Matcher(book, calibration)
    assert calibration.fitted == today
    assert matcher.decide("tách hộ cần giấy tờ gì").entry == "3"
    assert matcher.decide("hôm nay giá vàng thế nào").verdict is Verdict.TRANSFER
