"""Choosing among options by number or by name."""

import pytest

from handbook.matching.choosing import chosen

OPTIONS = ("đăng ký khai sinh", "đăng ký lại khai sinh", "đăng ký khai tử")


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
def test_an_option_is_named_by_its_number_or_by_its_own_words(text: str, index: int) -> None:
    assert chosen(text, OPTIONS) == index


@pytest.mark.parametrize(
    "text", ["", "khai", "đăng ký", "số bảy", "giá vàng hôm nay bao nhiêu một chỉ", "tử vi hôm nay thế nào"]
)
def test_words_that_fit_none_or_several_choose_nothing(text: str) -> None:
    assert chosen(text, OPTIONS) is None


def test_a_number_beyond_the_options_chooses_nothing() -> None:
    assert chosen("số ba", OPTIONS[:2]) is None
