"""Personal data is hidden in what is stored, and ordinary questions are not touched."""

import json
import sys
import unicodedata
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.numbers import mask_number
from telephony.records.masking import mask
from telephony.records.masking.sentence import MASKS
from tests.telephony.records import masking_cases as cases

QUESTIONS = Path(__file__).parents[2] / "data" / "questions_dev.jsonl"


@pytest.mark.parametrize(("said", "kept"), cases.DATES_OF_BIRTH)
def test_dates_of_birth_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(("said", "kept"), cases.ADDRESSES)
def test_addresses_down_to_a_house_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(("said", "kept"), cases.PLATES)
def test_number_plates_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(("said", "kept"), cases.MAIL)
def test_mail_addresses_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(("said", "kept"), cases.PASSPORTS)
def test_passports_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(("said", "kept"), cases.NUMBERS)
def test_numbers_of_accounts_insurance_and_papers_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(("said", "kept"), cases.NAMES)
def test_names_after_roles_and_foreign_ones_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize("said", cases.HARMLESS)
def test_what_is_nobodys_is_kept(said: str) -> None:
    assert mask(said) == said


def test_questions_to_the_handbook_are_kept_as_they_are() -> None:
    asked = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    changed = [text for text in asked if mask(text) != unicodedata.normalize("NFC", text)]
    assert len(asked) > 1000
    assert changed == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("gọi cho tôi số 0912345678 nhé", "gọi cho tôi số [số] nhé"),
        ("số tôi là 0912.345.678", "số tôi là [số]"),
        ("máy bàn 024 3825 1234", "máy bàn [số]"),
        ("+84 912 345 678", "+[số]"),
        ("số căn cước 001203004567 của tôi", "số căn cước [số] của tôi"),
        ("chứng minh 123 456 789", "chứng minh [số]"),
        ("không chín một hai ba bốn năm sáu bảy tám", "[số]"),
        ("số là không chín một hai, ba bốn năm, sáu bảy tám ạ", "số là [số] ạ"),
        ("không chín mười hai ba tư ờ năm sáu bảy tám", "[số]"),
        ("chín trăm mười hai ba trăm bốn lăm sáu trăm bảy mươi tám", "[số]"),
        ("không không một hai không ba không không bốn năm sáu bảy", "[số]"),
        ("số điện thoại không chín một hai ba", "số điện thoại [số]"),
    ],
)
def test_numbers_of_telephones_and_identity_cards_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("tên tôi là Nguyễn Văn An ở xã Sóc Sơn", "tên tôi là [tên] ở xã Sóc Sơn"),
        ("tên là lan ở phường ba đình", "tên là [tên] ở phường ba đình"),
        ("tôi là nguyễn thị hoa muốn hỏi kết hôn", "tôi là [tên] muốn hỏi kết hôn"),
        ("Tôi là Nguyễn Thị Lan Anh, công chức", "Tôi là [tên], công chức"),
        ("tôi là hạnh bên tư pháp", "tôi là [tên] bên tư pháp"),
        ("cháu tên Lê Thị Thu Hà sinh năm 2001", "cháu tên [tên] sinh [ngày sinh]"),
        ("Con tôi tên Nam. Khai sinh cần gì", "Con tôi tên [tên]. Khai sinh cần gì"),
        ("gặp anh Phạm Văn Bách được không", "gặp anh [tên] được không"),
        ("họ và tên là trần văn bình", "họ và tên là [tên]"),
    ],
)
def test_names_are_hidden(said: str, kept: str) -> None:
    assert mask(said) == kept


@pytest.mark.parametrize(
    "question",
    [
        "tên là gì",
        "tôi tên là gì thì có sao không",
        "đổi tên là thế nào",
        "thay đổi họ tên cần giấy tờ gì",
        "tôi là cán bộ tư pháp xã",
        "tôi là người dân tộc mường",
        "tôi là hồ sơ bị thiếu",
        "bà nội có được hưởng trợ cấp không",
        "đường Nguyễn Văn Cừ thuộc phường nào",
        "nghị định 123/2015/NĐ-CP và 87/2020/NĐ-CP",
        "mã thủ tục 1.000894.000.00.00.H26",
        "luật căn cước năm 2023 có hiệu lực từ 1/7/2024",
        "nhiệm kỳ 2025-2030",
        "lệ phí 1.000.000 đồng hay 100.000.000 đồng",
        "một triệu hai trăm ba mươi nghìn năm trăm đồng",
        "xã có ba thôn hai tổ",
        "năm hai không hai lăm có gì mới",
        "cán bộ quản lý thị trường",
    ],
)
def test_an_ordinary_question_is_left_as_it_is(question: str) -> None:
    assert mask(question) == question


PIECES = [
    *"09 .,-+/aàT",
    "tên ",
    "là ",
    "tôi ",
    "không ",
    "chín ",
    "Lan ",
    "văn ",
    "nguyễn ",
    "[số]",
    "ở ",
    "trăm ",
    *(f"{word} " for word in "sinh ngày tháng năm 1990 3/5/1990 chồng con Minh john".split()),
    *(
        f"{word} "
        for word in "số 12 ngõ phố hàng a còng chấm com gmail 29a b hộ chiếu biển email @ _ nhà".split()
    ),
    *MASKS,
]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text())
def test_masking_takes_any_text_and_comes_to_an_end(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def steps(text: str) -> int:
    """How many functions are called to mask `text`: its cost, whatever machine counts it."""
    count = 0

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        mask(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "tên tôi là lan sinh năm 1990 ở số 12 ngõ 5 phố huế ",
        "không chín một hai ",
        "a còng chấm ",
        "an.nguyen.",
        "29 a 1 2 b ",
        "ngày ba tháng năm ",
        "tên tên là là a ",
        "của Nguyễn Văn An ",
        "@ . _",
    ],
)
def test_masking_twice_as_much_costs_about_twice_as_much(piece: str) -> None:
    assert steps(piece * 200) < 2.6 * steps(piece * 100)


@given(st.integers(10**8, 10**12 - 1), st.sampled_from(["", " ", ".", "-"]))
def test_no_nine_to_twelve_digits_survive_however_they_are_grouped(number: int, between: str) -> None:
    digits = "0" + str(number)
    said = between.join(digits[at : at + 3] for at in range(0, len(digits), 3))
    assert not any(character.isdigit() for character in mask(f"gọi {said} nhé"))


def test_a_number_shows_its_beginning_and_its_end_only() -> None:
    assert mask_number("+84912345678") == "+84*******78"
    assert mask_number("113") == "***"
