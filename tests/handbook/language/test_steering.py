"""Words that steer the call are told from questions."""

import unicodedata

import pytest

from handbook.language.language import Language
from handbook.language.steering import Conduct, Steering


@pytest.fixture(scope="module")
def steering() -> Steering:
    return Language.load().steering


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
        ("đợi tí", Conduct.HOLD_ON),
        ("chờ chút để tôi ghi đã", Conduct.HOLD_ON),
    ],
)
def test_a_steering_word_is_recognised(steering: Steering, text: str, conduct: Conduct) -> None:
    assert steering.recognize(text) is conduct


@pytest.mark.parametrize(
    "text",
    [
        "không có hộ khẩu thì đăng ký khai sinh thế nào",
        "có mất phí không",
        "đăng ký lại khai sinh",
        "đăng ký kết hôn mất bao lâu",
        "cần giấy tờ gì",
        "có phải chờ không",
        "",
    ],
)
def test_a_question_is_not_taken_for_a_steering_word(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is None


def test_decomposed_diacritics_are_the_same_words(steering: Steering) -> None:
    assert steering.recognize(unicodedata.normalize("NFD", "nhắc lại")) is Conduct.REPEAT


@pytest.mark.parametrize(
    "text",
    [
        "cho tôi gặp cán bộ",
        "nối máy cho tôi",
        "toi muon gap nguoi that",
        "toi muon gap can bo",
        "em cần gặp tổng đài viên",
        "tôi hỏi mãi không biết làm thế nào, thôi cho tôi gặp cán bộ vậy",
        "nối máy cho tôi với cán bộ để hỏi xem khai sinh cần giấy tờ gì",
        "muốn gặp cán bộ thì làm thế nào",
        "tôi cần gặp lãnh đạo phụ trách đất đai của phường ngay hôm nay",
    ],
)
def test_a_wish_for_a_person_is_heard_in_any_utterance(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "muốn gặp lãnh đạo phường tiếp dân thì đăng ký thế nào",
        "Đặt lịch gặp lãnh đạo xã tiếp công dân thì ngày nào trong tháng?",
        "muon gap lanh dao phuong tiep dan thi dang ky the nao",
        "cán bộ xã có bao nhiêu người",
        "em là người thật hay là máy đấy",
    ],
)
def test_a_question_about_officials_is_no_wish_for_one(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [("không chín một hai", "0912"), ("0912 345", "0912345"), ("tư lăm bẩy mốt", "4571"), ("khai sinh", "")],
)
def test_digits_are_heard_spelt_or_not(steering: Steering, text: str, digits: str) -> None:
    assert steering.digits(text) == digits


@pytest.mark.parametrize(("text", "unfinished"), [("lệ phí là", True), ("lệ phí", False), ("", False)])
def test_a_sentence_that_hangs_is_known_by_its_last_word(
    steering: Steering, text: str, unfinished: bool
) -> None:
    assert steering.is_unfinished(text) is unfinished


@pytest.mark.parametrize(
    "words",
    ["Xong.", "xong rồi nhé", "Dạ xong rồi ạ", "Người tiếp theo", "Mời bác tiếp theo ạ", "Mời số kế tiếp"],
)
def test_the_official_can_say_that_they_are_done(steering: Steering, words: str) -> None:
    assert steering.is_departure(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "dạ ạ",
        "Làm xong rồi thì nộp ở đâu?",
        "Thủ tục tiếp theo là gì?",
        "Đăng ký xong bao lâu có kết quả",
        "Người tiếp theo cần giấy tờ gì?",
    ],
)
def test_a_question_with_such_words_in_it_stays_a_question(steering: Steering, words: str) -> None:
    assert not steering.is_departure(words)
