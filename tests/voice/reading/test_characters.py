"""One form for characters, and the place each had before."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.reading.characters import normalise


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("Ðiều 5", "Điều 5"),
        ("3‑5", "3-5"),
        ("3—5", "3–5"),
        ("2\u202f340\u00a0000", "2 340 000"),
        ("½ suất", " 1/2 suất"),
        ("1½", "1 1/2"),
        ("“a” ‘b’", "\"a\" 'b'"),
        ("a\u00adb\u200bc", "abc"),
        ("<b>Lưu ý</b> a&amp;b", "Lưu ý a&b"),
        ("[trang](https://hanoi.gov.vn)", "trang"),
        ("- một\n- hai;\n+ ba", "một. hai; ba"),
        ("a -> b => c → d", "a, b, c, d"),
        ("3x4, 3 X 4, 50% x 2", "3 × 4, 3 × 4, 50% × 2"),
        ("đánh dấu x vào ô", "đánh dấu x vào ô"),
        ("１２３", "123"),
        (unicodedata.normalize("NFD", "tiếng Việt"), "tiếng Việt"),
    ],
)
def test_characters_come_to_one_form(written: str, normalised: str) -> None:
    assert normalise(written).text == normalised


@given(st.text(alphabet=st.sampled_from([*"ab1 -\n\t<>&;.½Ð‑", "\u0301", "\u200b", "é"]), max_size=60))
def test_every_character_has_a_place_and_the_places_never_go_back(text: str) -> None:
    normalised, origin = normalise(text)
    assert len(normalised) == len(origin)
    assert list(origin) == sorted(origin)
    assert all(0 <= place < len(text) for place in origin)


@pytest.mark.parametrize("written", ["a\nb", "a½b", "a -> b", "a&amp;b", "tie\u0302\u0301ng Việt"])
def test_the_last_character_keeps_its_place(written: str) -> None:
    text = normalise(written)
    assert text.place(len(text.text) - 1, len(text.text)) == (len(written) - 1, len(written))
