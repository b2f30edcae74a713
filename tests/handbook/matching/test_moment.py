from collections.abc import Sequence

import pytest

from handbook.language.language import Language
from handbook.matching.matcher import Score
from handbook.matching.moment import CERTAIN, SURE, choose_by_ear

YES_NO = {"yes": ["đúng", "vâng", "phải"], "no": ["không", "không phải"]}


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def ear(**nats: float) -> Score:
    """Hears each word as told, and every other one as silence."""

    def score(texts: Sequence[str]) -> list[float]:
        return [nats.get(text.replace(" ", "_"), -3.0) for text in texts]

    return score


def unasked(texts: Sequence[str]) -> list[float]:
    raise AssertionError("the ear was asked although the text decides")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("Đúng.", "yes"), ("dạ vâng ạ", "yes"), ("dạ không", "no"), ("không phải ạ", "no"), ("hổng", "no")],
)
def test_the_very_words_decide_without_the_ear(language: Language, text: str, meaning: str) -> None:
    assert choose_by_ear(text, YES_NO, language, unasked) == (meaning, CERTAIN)


@pytest.mark.parametrize("text", ["", "Cầm", "Togui"])
def test_a_garbled_word_is_told_by_its_sound(language: Language, text: str) -> None:
    meaning, probability = choose_by_ear(text, YES_NO, language, ear(không=9.0, đúng=4.0))
    assert meaning == "no"
    assert probability > SURE


def test_a_meaning_counts_by_the_best_of_its_words(language: Language) -> None:
    assert choose_by_ear("", YES_NO, language, ear(phải=11.0, không=5.0))[0] == "yes"


def test_two_meanings_that_sound_alike_leave_doubt(language: Language) -> None:
    _, probability = choose_by_ear("", YES_NO, language, ear(không=6.2, đúng=5.8))
    assert probability < SURE


def test_a_sound_like_none_of_the_words_has_no_meaning(language: Language) -> None:
    meaning, probability = choose_by_ear("xe máy", YES_NO, language, ear(không=1.0, đúng=0.5))
    assert meaning is None
    assert probability < SURE


def test_without_an_ear_only_the_text_counts(language: Language) -> None:
    assert choose_by_ear("vâng", YES_NO, language) == ("yes", CERTAIN)
    assert choose_by_ear("vân vân", YES_NO, language) == (None, 0.0)
    assert choose_by_ear("vâng", {}, language) == (None, 0.0)


def test_a_word_of_two_meanings_is_left_to_the_ear(language: Language) -> None:
    options = {"first": ["khai sinh", "đăng ký"], "second": ["khai tử", "đăng ký"]}
    assert choose_by_ear("đăng ký", options, language) == (None, 0.0)
    assert choose_by_ear("đăng ký", options, language, ear(khai_tử=12.0))[0] == "second"
