"""Choosing among options by number or by name."""

import pytest

from handbook.language.language import Language
from handbook.language.steering import Steering

OPTIONS = ("đăng ký khai sinh", "đăng ký lại khai sinh", "đăng ký khai tử")


@pytest.fixture(scope="module")
def steering() -> Steering:
    return Language.load().steering


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("một", 0),
        ("Số hai.", 1),
        ("dạ cái thứ ba ạ", 2),
        ("việc đầu tiên", 0),
        ("cái cuối cùng nhé", 2),
        ("khai tử", 2),
        ("cho tôi hỏi đăng ký khai tử", 2),
        ("đăng ký lại", 1),
    ],
)
def test_an_option_is_named_by_its_number_or_by_its_own_words(
    steering: Steering, text: str, index: int
) -> None:
    assert steering.chosen(text, OPTIONS) == index


@pytest.mark.parametrize(
    "text",
    ["", "0", "khai", "đăng ký", "số bảy", "giá vàng hôm nay bao nhiêu một chỉ", "tử vi hôm nay thế nào"],
)
def test_words_that_fit_none_or_several_choose_nothing(steering: Steering, text: str) -> None:
    assert steering.chosen(text, OPTIONS) is None


def test_a_number_beyond_the_options_chooses_nothing(steering: Steering) -> None:
    assert steering.chosen("số ba", OPTIONS[:2]) is None


def test_the_ear_listens_for_numbers_places_and_the_name(steering: Steering) -> None:
    assert steering.choice_forms(1, "khai tử") == (
        "một",
        "số một",
        "cái thứ nhất",
        "việc thứ nhất",
        "khai tử",
    )
    assert "cái thứ hai" in steering.choice_forms(2, "khai tử")
