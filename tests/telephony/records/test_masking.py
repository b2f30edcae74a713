"""Personal data is hidden in what is stored, and ordinary questions are not touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.numbers import mask_number
from telephony.records.masking import mask


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
        ("cháu tên Lê Thị Thu Hà sinh năm 2001", "cháu tên [tên] sinh năm 2001"),
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
]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.integers(10**8, 10**12 - 1), st.sampled_from(["", " ", ".", "-"]))
def test_no_nine_to_twelve_digits_survive_however_they_are_grouped(number: int, between: str) -> None:
    digits = "0" + str(number)
    said = between.join(digits[at : at + 3] for at in range(0, len(digits), 3))
    assert not any(character.isdigit() for character in mask(f"gọi {said} nhé"))


def test_a_number_shows_its_beginning_and_its_end_only() -> None:
    assert mask_number("+84912345678") == "+84*******78"
    assert mask_number("113") == "***"
