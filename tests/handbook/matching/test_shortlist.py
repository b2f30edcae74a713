"""The phrases most like a question come first; names and whole questions each see their own part of it."""

from collections.abc import Sequence

import pytest

from handbook.language.language import Language
from handbook.matching.phrases import Phrase
from handbook.matching.question import Question
from handbook.matching.shortlist import Shortlist

NAMES = ("đăng ký khai sinh", "đăng ký khai tử", "đăng ký kết hôn")
HOURS = "một cửa làm việc mấy giờ"


def phrase(text: str, *, whole: bool = False) -> Phrase:
    return Phrase(text, text, tuple(text.split()), whole)


PHRASES = [*map(phrase, NAMES), phrase(HOURS, whole=True)]


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def found(text: str, language: Language, phrases: Sequence[Phrase] = PHRASES, size: int = 64) -> list[str]:
    nearest, cosines = Shortlist(phrases, size).find(Question.read(text, language))
    assert list(cosines) == sorted(cosines, reverse=True)
    assert all(0 < cosine <= 1 + 1e-5 for cosine in cosines)
    return [phrases[i].text for i in nearest]


def best(text: str, language: Language) -> tuple[str, float]:
    nearest, cosines = Shortlist(PHRASES).find(Question.read(text, language))
    return PHRASES[nearest[0]].text, float(cosines[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_phrase_that_was_said_comes_first(language: Language, name: str) -> None:
    assert best(name, language) == (name, pytest.approx(1, abs=1e-5))


@pytest.mark.parametrize("name", NAMES)
def test_aspects_and_courtesies_do_not_count_against_a_name(language: Language, name: str) -> None:
    said = f"dạ cho em hỏi {name} cần giấy tờ gì ạ"
    assert best(said, language) == (name, pytest.approx(1, abs=1e-5))


def test_diacritics_do_not_matter(language: Language) -> None:
    assert found("dang ky ket hon", language) == found("đăng ký kết hôn", language)


def test_a_topics_question_is_compared_with_all_that_was_said(language: Language) -> None:
    assert found(HOURS, language)[0] == HOURS


def test_no_more_than_its_size_are_found_and_none_that_have_nothing_in_common(language: Language) -> None:
    assert len(found("đăng ký khai sinh", language, size=2)) == 2
    assert found("zzz", language) == []
    assert found("", language) == []


def test_of_equals_the_first_comes_first(language: Language) -> None:
    twins = [phrase("đăng ký kết hôn"), phrase("đăng ký kết hôn")]
    nearest, _ = Shortlist(twins).find(Question.read("đăng ký kết hôn", language))
    assert list(nearest) == [0, 1]
