"""Words that tell look-alikes apart count only as they are written."""

import pytest

from handbook.language.marks import Marks
from handbook.language.tables import UNMARKED

MARKS = Marks(
    {"again": ("lại", "làm lại"), "tax": ("thuế",), "abroad": ("nước ngoài",), UNMARKED: ("lại đây",)}
)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("đăng ký lại khai sinh", {"again"}),
        ("làm lại", {"again"}),
        ("kết hôn ở nước ngoài phải nộp thuế lại", {"again", "tax", "abroad"}),
        ("đăng ký khai sinh", set()),
        ("", set()),
    ],
)
def test_the_marks_said_are_found_by_name(said: str, names: set[str]) -> None:
    assert MARKS.find(tuple(said.split())) == names


@pytest.mark.parametrize("said", ["đăng ký lai khai sinh", "đăng ký lãi", "thuê nhà", "nước ngoại"])
def test_a_word_that_only_sounds_alike_is_no_mark(said: str) -> None:
    assert MARKS.find(tuple(said.split())) == frozenset()


def test_where_a_cue_means_nothing_special_it_is_no_mark() -> None:
    assert MARKS.find(("lại", "đây", "đăng", "ký")) == frozenset()


def test_typed_without_diacritics_several_words_are_a_mark_and_a_single_one_is_not() -> None:
    assert MARKS.find(("ket", "hon", "nuoc", "ngoai")) == {"abroad"}
    assert MARKS.find(("lam", "lai")) == {"again"}
    assert MARKS.find(("nop", "thue")) == frozenset(), "thuế or thuê"
