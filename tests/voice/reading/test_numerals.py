"""Number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.reading.numbers_back import value
from voice.reading.numerals import (
    cardinal,
    decimal,
    roman,
    spell,
    to_roman,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm linh một"),
        (1_015, "một nghìn không trăm mười lăm"),
        (2_025, "hai nghìn không trăm hai mươi lăm"),
        (9_622, "chín nghìn sáu trăm hai mươi hai"),
        (2_340_000, "hai triệu ba trăm bốn mươi nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (2_615_000_000_000, "hai nghìn sáu trăm mười lăm tỷ"),
        (1_000_000_001, "một tỷ không trăm linh một"),
        (-15, "âm mười lăm"),
    ],
)
def test_cardinals_are_said_as_in_the_north(number: int, words: str) -> None:
    assert cardinal(number) == words


@given(st.integers(0, 10**15))
def test_every_number_can_be_understood_again(number: int) -> None:
    assert value(cardinal(number)) == number


@pytest.mark.parametrize(
    ("whole", "fraction", "words"),
    [
        ("2", "34", "hai phẩy ba mươi tư"),
        ("2", "05", "hai phẩy không năm"),
        ("0", "5", "không phẩy năm"),
        ("8", "0", "tám phẩy không"),
        ("0", "125", "không phẩy một trăm hai mươi lăm"),
        ("3", "14159", "ba phẩy một bốn một năm chín"),
    ],
)
def test_decimals_are_said_as_in_schoolbooks(whole: str, fraction: str, words: str) -> None:
    assert decimal(whole, fraction) == words


@given(st.integers(1, 3999))
def test_roman_numerals_are_understood(number: int) -> None:
    assert roman(to_roman(number)) == number


@pytest.mark.parametrize("text", ["", "IIII", "VX", "IC", "ABC", "XVIA"])
def test_what_only_looks_roman_is_none(text: str) -> None:
    assert roman(text) is None


def test_letters_have_vietnamese_names() -> None:
    assert spell("ĐKX-10w") == "đê ca ích một không vê kép"
