"""What cannot be read safely is named with its place and the reason; what can, is not."""

import pytest

from voice.reading import problems, read, unread


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("chọn 3/4", ["3/4"]),  # a date or a share?
        ("tỷ trọng 2/3 và 1/5", ["2/3", "1/5"]),
        ("ngày 32/13/2025", ["ngày 32/13/2025"]),
        ("ngày 30/2/2025", ["ngày 30/2/2025"]),
        ("văn bản A 59/2024", ["59/2024"]),
        ("mức 12,345", ["12,345"]),
        ("đạt 19.5", ["19.5"]),
        ("gồm 123 456", ["123 456"]),
        ("đóng 14 đ", ["14 đ"]),
        ("ngày 30/2", ["30/2"]),
        ("còn 31/4", ["31/4"]),
        ("mức 60-55", ["60-55"]),
        ("nộp II/2025", ["II/2025"]),
        ("từ đủ 14 t trở lên", ["14 t"]),
        ("cán bộ KT", ["KT"]),
        ("loại BIT, SAT", ["BIT", "SAT"]),
        ("liên thông KS-TT-BHYT", ["KS", "TT"]),
        ("03/QĐ-HĐTV", ["HĐTV"]),
        ("gói 5g, 17g", ["17g"]),
        ("phòng T2", ["T2"]),
        ("năm 2019/2025", []),
        ("số liệu 2019/2025", ["2019/2025"]),
        ("có 5t hàng", ["5t"]),
        ("chỉ nộp BAN", ["BAN"]),
        ("thành phần TT khác", ["TT"]),
        ("bản sao § 5", ["§"]),
        ("theo Thông tư 12/2025/TT-BXYZ", ["BXYZ"]),
        ("phần mềm Windows", ["Windows"]),
        ("kết quảMã hồ sơ", ["quảMã"]),
        ("Привет", ["Привет"]),
    ],
)
def test_what_may_be_read_falsely_is_named(text: str, places: list[str]) -> None:
    assert unread(text) == places
    assert all(problem.why for problem in problems(text))


@pytest.mark.parametrize(
    ("doubtful", "clear", "reading"),
    [
        ("chọn 3/4", "ngày 3/4", "ngày mùng ba tháng tư"),
        ("chọn 3/4", "3/4 số phiếu", "ba phần tư số phiếu"),
        ("phòng T2", "trực T2", "trực thứ hai"),
        ("mức 60-55", "thửa 60-55", "thửa sáu mươi gạch năm mươi lăm"),
        ("còn 31/4", "ngõ 31/4", "ngõ ba mươi mốt trên bốn"),
        ("nộp II/2025", "quý II/2025", "quý hai năm hai nghìn không trăm hai mươi lăm"),
        ("cán bộ KT", "KT. GIÁM ĐỐC", "ký thay giám đốc"),
        ("phòng T2", "T2/2026", "tháng hai năm hai nghìn không trăm hai mươi sáu"),
        ("thành phần TT khác", "TT y tế", "trung tâm y tế"),
        ("thành phần TT khác", "TT. Phùng", "thị trấn Phùng"),
        ("gói 5g, 17g", "lúc 17g", "lúc mười bảy giờ"),
        ("gói 5g, 17g", "nặng 17g", "nặng mười bảy gam"),
        ("đóng 14 đ", "14 đ/c", "mười bốn đồng chí"),
        ("đạt 19.5", "ngày 19.5", "ngày mười chín tháng năm"),
        ("đạt 19.5", "mục 19.5", "mục mười chín chấm năm"),
    ],
)
def test_the_neighbours_decide_what_alone_is_doubtful(doubtful: str, clear: str, reading: str) -> None:
    assert unread(doubtful)
    assert not unread(clear)
    assert read(clear) == reading


def test_a_place_is_that_of_the_original_text() -> None:
    # Folded, removed and added characters stand before the place.
    text = "<b>Lưu ý</b>:\u200b\n- nộp ½ suất…\n- với\u00a0TT khác và §"
    for problem in problems(text):
        assert text[problem.start : problem.end] == problem.text
    assert unread(text) == ["TT", "§"]


def test_a_place_in_decomposed_text_covers_its_marks() -> None:
    text = "tie\u0302\u0301ng la\u0323 quảMã"
    (problem,) = problems(text)
    assert text[problem.start : problem.end] == problem.text


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "...", "§§", "😀", "\u200b", "()", "- – —", "«»", "Привет", "你好"]
)
def test_what_has_no_words_is_silent(text: str) -> None:
    assert read(text) == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ba mươip", "ba mươi"),
        ("định12", "định"),
        ("quảMã", "quả Mã"),
        ("nămtr", "nămtr"),
        ("1mườ", "mườ"),
        ("hồsơ12bản", "bản"),
    ],
)
def test_no_vietnamese_word_is_spelt_letter_by_letter(text: str, kept: str) -> None:
    assert kept in read(text)


@pytest.mark.parametrize("text", ["5 Привет", "a § b", "nộp ₪5", "bước ⌘ hai"])
def test_nothing_vanishes_without_being_named(text: str) -> None:
    assert unread(text)


def test_abbreviations_with_two_readings_have_conditions_that_can_hold() -> None:
    from voice.reading.vocabulary import VOCABULARY

    for short, readings in VOCABULARY.several.items():
        assert readings, short
        # A reading without conditions ends the search.
        for reading in readings[:-1]:
            assert (
                reading.before
                or reading.after
                or reading.dotted
                or reading.name_follows
                or reading.number_follows
            ), short
