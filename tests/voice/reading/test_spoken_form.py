"""What is written in figures, and what is said in words, come to one form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.reading import spoken_form
from voice.reading.numerals import DIGITS, cardinal
from voice.reading.spoken import canonical


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("quyết định 613 nộp ở đâu", "quyết định sáu trăm mười ba nộp ở đâu"),
        ("nghị định 178", "nghị định một bảy tám"),
        ("nghị định 178", "nghị định một trăm bảy tám"),
        ("nghị quyết 1656", "Nghị quyết một nghìn sáu trăm năm mươi sáu"),
        ("nghị định 14/2020", "nghị định mười bốn năm hai nghìn không trăm hai mươi"),
        ("nghị định 14/2020", "nghị định mười bốn năm hai ngàn hai mươi"),
        ("đề án 06", "đề án không sáu"),
        ("đề án 06", "đề án sáu"),
        ("hồ sơ 1 cửa quá 15h", "hồ sơ một cửa quá mười lăm giờ"),
        ("nộp lúc 3h chiều", "nộp lúc ba giờ chiều"),
        ("từ 7h30 đến 11h30", "từ bảy giờ rưỡi đến mười một giờ ba mươi phút"),
        ("75 tuổi 500.000", "bảy mươi lăm tuổi năm trăm ngàn"),
        ("hệ số 0,8", "hệ số không phẩy tám"),
        ("hỗ trợ 100% phí", "hỗ trợ một trăm phần trăm phí"),
        ("xã loại I", "xã loại một"),
        ("thủ tục 1.001193", "thủ tục một chấm không không một một chín ba"),
        ("ngày 4/4/2025", "ngày mồng bốn tháng bốn năm hai nghìn không trăm hai mươi lăm"),
        ("tháng 1", "tháng giêng"),
        ("1.500.000 đồng", "một triệu rưỡi đồng"),
        ("2 340 000 đồng", "hai triệu ba trăm bốn chục ngàn đồng"),
        ("24 tháng", "hai tư tháng"),
        ("21 ngày", "hăm mốt ngày"),
        ("126 xã", "một trăm hai sáu xã"),
        ("2005", "hai nghìn lẻ năm"),
        ("gọi 0912345678", "gọi không chín một hai ba bốn năm sáu bảy tám"),
    ],
)
def test_figures_and_words_come_to_one_form(written: str, said: str) -> None:
    assert spoken_form(written) == spoken_form(said)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nghị định 178", "nghị định 187"),
        ("hai mươi năm công tác", "hai mươi lăm công tác"),
        ("năm năm sáu tháng", "năm trăm năm mươi sáu tháng"),
        ("hai ba năm", "hai trăm ba mươi lăm"),
        ("tháng tư", "tháng năm"),
        ("1.500.000 đồng", "một triệu không trăm linh năm đồng"),
    ],
)
def test_what_differs_keeps_differing(one: str, other: str) -> None:
    assert spoken_form(one) != spoken_form(other)


@pytest.mark.parametrize("words", ["tư pháp linh hoạt", "một cửa", "thứ ba", "ba mẹ", "năm nay", "chín muồi"])
def test_words_that_are_no_numbers_stay(words: str) -> None:
    assert canonical(words) == words


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_every_number_has_one_form_in_figures_and_in_words(number: int) -> None:
    assert spoken_form(f"số {number:,}".replace(",", ".")) == spoken_form(f"số {cardinal(number)}")


@settings(deadline=None)
@given(st.integers(100, 99_999).filter(lambda number: number < 1000 or number > 9999))
def test_a_number_said_digit_by_digit_is_the_number(number: int) -> None:
    digits = [DIGITS[int(digit)] for digit in str(number)]
    if len(digits) > 3 or "năm" not in digits[1:]:
        assert canonical(" ".join(digits)) == cardinal(number)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    form = spoken_form(text)
    assert canonical(form) == form
