"""Words that steer the call are told from questions."""

import pytest

from handbook.matching.conduct import Conduct, recognize


@pytest.mark.parametrize(
    ("text", "conduct"),
    [
        ("Không.", Conduct.NO),
        ("dạ không ạ", Conduct.NO),
        ("không phải", Conduct.NO),
        ("hổng phải đâu em", Conduct.NO),
        ("dạ đúng rồi", Conduct.YES),
        ("Vâng ạ", Conduct.YES),
        ("ừ", Conduct.YES),
        ("có", Conduct.YES),
        ("nhắc lại giúp tôi với", Conduct.REPEAT),
        ("nói lại đi em", Conduct.REPEAT),
        ("nghe tiếp đi", Conduct.GO_ON),
        ("nói chậm lại giúp tôi", Conduct.SLOWER),
        ("nhanh quá em ơi, nói từ từ thôi", Conduct.SLOWER),
        ("nói to lên một chút", Conduct.LOUDER),
        ("nhỏ quá, nghe không rõ", Conduct.LOUDER),
        ("không phải cái nào cả", Conduct.NO),
        ("không, cảm ơn em", Conduct.GOODBYE),
        ("không cần hỏi gì nữa, cảm ơn", Conduct.GOODBYE),
        ("cho tôi gặp cán bộ", Conduct.PERSON),
        ("nối máy cho tôi với cán bộ phụ trách đất đai ngay bây giờ giúp nhé", Conduct.PERSON),
        ("a lô", Conduct.GREETING),
    ],
)
def test_a_steering_word_is_recognised(text: str, conduct: Conduct) -> None:
    assert recognize(text) is conduct


@pytest.mark.parametrize(
    "text",
    [
        "không có hộ khẩu thì đăng ký khai sinh thế nào",
        "có mất phí không",
        "đăng ký lại khai sinh",
        "đăng ký kết hôn mất bao lâu",
        "cần giấy tờ gì",
        "",
    ],
)
def test_a_question_is_not_taken_for_a_steering_word(text: str) -> None:
    assert recognize(text) is None


def test_decomposed_diacritics_are_the_same_words() -> None:
    import unicodedata

    assert recognize(unicodedata.normalize("NFD", "nhắc lại")) is Conduct.REPEAT
