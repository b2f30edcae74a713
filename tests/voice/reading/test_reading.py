"""Reading aloud: a table of strings of the administration, and what must hold for any text."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.reading import read, unread
from voice.reading.vocabulary import VOCABULARY

with (Path(__file__).parent / "readings.tsv").open(encoding="utf-8", newline="") as file:
    TABLE = [
        (row["written"], row["spoken"])
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]

SPOKEN = re.compile(r"[^\W\d_]+(?:[ ,.;:?!]+[^\W\d_]+)*[.?!]*", re.UNICODE)


@pytest.mark.parametrize(("written", "spoken"), TABLE, ids=[written for written, _ in TABLE])
def test_the_table_is_read_as_officials_say_it(written: str, spoken: str) -> None:
    assert read(written) == spoken
    assert unread(written) == []


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 650


@pytest.mark.parametrize("spoken", [spoken for _, spoken in TABLE])
def test_words_that_were_read_stay_as_they_are(spoken: str) -> None:
    assert read(spoken) == spoken


@pytest.mark.parametrize("spoken", [*VOCABULARY.kinds.values(), *VOCABULARY.short_forms.values()])
def test_every_expansion_of_the_vocabulary_can_itself_be_spoken(spoken: str) -> None:
    assert unread(spoken) == []
    assert read(spoken) == spoken


@pytest.mark.parametrize("table", ["words", "units", "hosts"])
def test_every_respelling_of_the_vocabulary_can_be_spoken(table: str) -> None:
    for spoken in getattr(VOCABULARY, table).values():
        assert unread(spoken) == []


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("nộp tại ABXYZ cấp xã", ["ABXYZ"]),
        ("theo Thông tư 12/2025/TT-BXYZ", ["BXYZ"]),
        ("kết quảMã hồ sơ", ["quảMã"]),
        ("phần mềm Windows", ["Windows"]),
        ("bản sao §", ["§"]),
        ("thẩm định12", ["định12"]),
        ("Москва", ["Москва"]),
    ],
)
def test_what_no_rule_knows_is_reported(text: str, tokens: list[str]) -> None:
    assert unread(text) == tokens


def test_what_no_rule_knows_is_spelt_on_the_phone_rather_than_left_out() -> None:
    assert read("nộp tại ABXY cấp xã") == "nộp tại a bê ích y cấp xã"


def test_an_issuer_that_the_text_names_itself_is_not_said_twice() -> None:
    assert read("Nghị định số 118/2025/NĐ-CP").endswith("của Chính phủ")
    twice = read("Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ")
    assert twice.count("Chính phủ") == 1


def test_initials_of_a_name_are_letters_rather_than_roman_numerals() -> None:
    assert read("V.I. Lê-nin") == "vê. I. Lê nin"


def test_the_year_of_an_instrument_is_not_said_again_with_its_date() -> None:
    assert read("Nghị định số 118/2025/NĐ-CP ngày 09/6/2025").count("năm hai nghìn") == 1
    assert read("Nghị định số 118/2025/NĐ-CP ngày 09/6/2026").count("năm hai nghìn") == 2


def test_an_abbreviation_introduced_in_brackets_is_said_once() -> None:
    assert read("Ủy ban nhân dân (UBND) cấp xã").count("Ủy ban nhân dân") == 1
    assert read("cơ quan (UBND) cấp xã") == "cơ quan, Ủy ban nhân dân, cấp xã"


def test_a_party_number_does_not_guess_between_quyet_dinh_and_quy_dinh() -> None:
    assert read("41-QĐ/TW") == "văn bản số bốn mươi mốt của Trung ương"
    assert read("Quy định 41-QĐ/TW") == "Quy định số bốn mươi mốt của Trung ương"


def test_lines_become_sentences_and_bullets_are_not_spoken() -> None:
    assert read("Hồ sơ gồm:\n- Tờ khai\n- Bản sao") == "Hồ sơ gồm: Tờ khai. Bản sao"


def test_decomposed_and_invisible_characters_do_not_matter() -> None:
    text = unicodedata.normalize("NFD", "Ủy ban nhân dân xã\u200b, 5\u00a0ngày")
    assert read(text) == "Ủy ban nhân dân xã, năm ngày"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_gives_letters_and_pauses_only(text: str) -> None:
    spoken = read(text)
    assert spoken == "" or SPOKEN.fullmatch(spoken), spoken


PIECES = st.sampled_from(
    [
        *"0123456789/-.,:%()xX ",
        "NĐ",
        "QĐ",
        "CP",
        "UBND",
        "đồng",
        "ngày ",
        "tháng ",
        "giờ",
        "h",
        "II",
        "m2",
        " số ",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_heap_of_numbers_and_signs_gives_letters_and_pauses_only(text: str) -> None:
    spoken = read(text)
    assert spoken == "" or SPOKEN.fullmatch(spoken), (text, spoken)
