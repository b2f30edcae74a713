"""What a caller says they do not ask counts for nothing."""

import unicodedata

import pytest

from handbook.matching.correction import corrected, only_denies


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("tôi không hỏi kết hôn, tôi hỏi ly hôn", "ly hôn"),
        ("Tôi không hỏi kết hôn, tôi hỏi khai tử cần giấy tờ gì?", "khai tử cần giấy tờ gì"),
        ("không hỏi kết hôn mà hỏi ly hôn", "ly hôn"),
        ("tôi có hỏi kết hôn đâu, tôi hỏi khai sinh mất bao lâu", "khai sinh mất bao lâu"),
        ("không phải mất bao lâu mà cần giấy gì", "cần giấy gì"),
        ("không phải mất bao lâu mà là cần giấy tờ gì", "cần giấy tờ gì"),
        ("không phải, tôi hỏi lệ phí cơ", "lệ phí"),
        ("không phải lệ phí, tôi hỏi thời gian", "thời gian"),
        ("sai rồi em ơi, tôi hỏi khai tử", "khai tử"),
        ("không, ý anh là nộp ở đâu", "nộp ở đâu"),
        ("không phải khai sinh, khai tử cơ", "khai tử"),
        ("tôi hỏi khai tử cơ", "khai tử"),
        ("khai tử chứ không phải khai sinh", "khai tử"),
        ("toi khong hoi ket hon, toi hoi khai tu can giay to gi", "khai tu can giay to gi"),
        ("khong phai mat bao lau ma can giay gi", "can giay gi"),
    ],
)
def test_what_is_denied_is_dropped(said: str, asked: str) -> None:
    assert corrected(said) == asked
    assert corrected(unicodedata.normalize("NFD", said)) == asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "đăng ký kết hôn mất bao lâu",
        "không phải chủ hộ mà muốn tách hộ thì cần gì",
        "người không phải là chủ hộ thì đăng ký thường trú cần gì",
        "có phải hỏi công an không",
        "không biết hỏi ai thì hỏi phường được không",
        "không có hộ khẩu thì đăng ký khai sinh thế nào",
        "đăng ký xe động cơ",
        "nộp hồ sơ ở cơ quan nào",
        "em là cá nhân chứ không phải công ty, vậy xin ở xã thì cần những gì",
    ],
)
def test_a_question_that_denies_nothing_stays_whole(text: str) -> None:
    assert corrected(text) == text
    assert not only_denies(text)


@pytest.mark.parametrize(
    "text",
    ["tôi có hỏi kết hôn đâu", "tôi không hỏi kết hôn", "anh đâu có hỏi tạm trú", "toi khong hoi ket hon"],
)
def test_a_denial_without_a_question_behind_it_is_known_as_such(text: str) -> None:
    assert corrected(text) == text
    assert only_denies(text)


def test_a_denial_with_a_question_behind_it_is_more_than_a_denial() -> None:
    assert not only_denies("tôi không hỏi kết hôn, tôi hỏi ly hôn")
