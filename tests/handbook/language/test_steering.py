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
        ("không phải", Conduct.DENIAL),
        ("hổng phải đâu em", Conduct.DENIAL),
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
        ("không phải cái nào cả", Conduct.DENIAL),
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
    assert steering.recognize(text) is not Conduct.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "chào em",
        "chào bạn",
        "dạ em chào anh ạ",
        "chào bác",
        "em chào chị ạ",
        "chào em nhé",
        "thôi chào anh",
    ],
)
def test_a_greeting_that_may_be_a_goodbye_is_known_as_such(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.SALUTE


@pytest.mark.parametrize(
    "text",
    [
        "em chào chị ạ cho em hỏi",
        "chào cô, cho cháu hỏi chút",
        "chào em nhé anh muốn hỏi tí",
        "alo em ơi",
        "dạ alo cho em hỏi với ạ",
        "dạ em chào anh chị ạ, em xin phép hỏi một chút ạ",
        "em ơi",
        "chị ơi cho hỏi",
        "cho tôi hỏi việc khác",
    ],
)
def test_what_announces_a_question_is_a_greeting(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.GREETING


@pytest.mark.parametrize(
    "text",
    [
        "dạ chào anh chị em ở phường Hà Đông",
        "chào em, anh là Tuấn bên xã Sơn Tây",
        "alo chị ở Ba Vì đây",
        "em chào chị em là Lan gọi từ phường Hoàn Kiếm",
    ],
)
def test_who_says_where_they_call_from_has_not_asked_yet(steering: Steering, text: str) -> None:
    assert steering.is_introduction(text)


@pytest.mark.parametrize(
    "text",
    [
        "em chào chị em ở Hà Đông muốn làm giấy khai sinh",
        "chào em, anh ở xã Ba Vì bị mất giấy khai sinh",
        "em ở Hà Đông",
        "chào em",
    ],
)
def test_a_greeting_with_a_question_behind_it_is_no_introduction(steering: Steering, text: str) -> None:
    assert not steering.is_introduction(text)


@pytest.mark.parametrize(
    "text",
    [
        "sai rồi",
        "không phải",
        "tôi có hỏi cái đó đâu",
        "không phải cái đó",
        "nhầm rồi em ơi",
        "em trả lời sai rồi",
        "tôi không hỏi cái này",
        "không đúng",
        "đâu có hỏi cái đó đâu",
        "em hiểu nhầm rồi",
        "chưa đúng ý tôi",
        "hỏi một đằng trả lời một nẻo",
        "không phải cả hai",
    ],
)
def test_a_complaint_about_the_answer_is_a_denial_and_no_plain_no(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.DENIAL


@pytest.mark.parametrize(
    "text",
    [
        "hả",
        "hả em",
        "sao cơ",
        "đọc lại xem nào",
        "gì cơ",
        "nói gì thế em",
        "anh chưa nghe kịp",
        "bao nhiêu cơ",
    ],
)
def test_a_question_back_asks_to_hear_it_again(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.REPEAT


@pytest.mark.parametrize(
    "text",
    [
        "đợi tí",
        "khoan đã",
        "đợi anh một chút nhé",
        "để tôi lấy giấy bút đã",
        "từ từ để tôi ghi",
        "chờ tôi tí",
    ],
)
def test_a_caller_who_writes_or_looks_for_a_paper_asks_to_wait(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.HOLD_ON


@pytest.mark.parametrize(
    "text",
    [
        "ừm",
        "à thì",
        "ờ thì",
        "ừ thì là",
        "à",
        "hmm",
        "ờ à thì",
    ],
)
def test_thinking_aloud_is_hesitation(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.HESITATION


@pytest.mark.parametrize(
    "text",
    [
        "cả hai",
        "cả hai cái luôn",
        "cho tôi hỏi cả hai",
        "tất cả",
        "cả hai việc em ạ",
    ],
)
def test_all_that_was_offered_can_be_wanted(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.EVERYTHING


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "oke em",
        "ok rồi",
        "tôi hiểu rồi",
        "thế à",
    ],
)
def test_what_was_heard_is_acknowledged(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.ACKNOWLEDGEMENT


@pytest.mark.parametrize(
    "text",
    [
        "ok cảm ơn em",
        "không cần hỏi gì nữa",
        "không muốn hỏi gì nữa đâu",
        "thế thôi",
        "anh gọi nhầm số",
    ],
)
def test_thanks_end_a_call_also_after_ok(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.GOODBYE


@pytest.mark.parametrize(
    "text",
    [
        "bực mình quá",
        "máy ngu quá",
        "làm ăn kiểu gì thế",
        "vớ vẩn",
        "chán thật",
    ],
)
def test_anger_is_told_from_a_question(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.ANGER


@pytest.mark.parametrize(
    "text",
    [
        "em tên gì",
        "em là người hay máy đấy",
        "hôm nay trời nóng quá",
        "em có khỏe không",
        "hát một bài đi em",
    ],
)
def test_small_talk_is_told_from_a_question(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.SMALL_TALK


@pytest.mark.parametrize(
    "text",
    [
        "không nói chuyện với máy đâu",
        "gặp anh nào phụ trách mảng đất đai",
        "cho gặp ai biết việc này đi",
        "cho tôi nói chuyện với ai đó",
        "gọi cán bộ ra nghe máy giúp tôi",
        "tôi không thích nói với máy",
        "chuyển tôi sang cán bộ tư pháp",
        "cho xin gặp đồng chí phụ trách",
        "để tôi nói chuyện với người ta",
        "máy móc chán lắm, cho gặp người đi",
        "nối tôi với phòng tư pháp",
        "tôi cần người thật trả lời",
        "có nhân viên nào không",
        "chuyển cho người có thẩm quyền",
        "xin gặp chị phụ trách hộ tịch",
        "thôi để tôi hỏi cán bộ cho nhanh",
        "gặp bộ phận một cửa",
    ],
)
def test_a_wish_for_a_person_has_many_forms(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is Conduct.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "làm khai sinh thì gặp cán bộ nào",
        "muốn đăng ký tạm trú thì gặp đồng chí nào",
        "gặp người phụ trách đất đai ở phòng nào",
        "ai phụ trách đăng ký kết hôn",
    ],
)
def test_whom_to_see_about_something_is_a_question(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "được không",
        "có cần làm gì không",
        "có đúng không",
        "làm được chưa",
        "có phải thế không",
    ],
)
def test_a_no_at_the_end_of_a_question_refuses_nothing(steering: Steering, text: str) -> None:
    assert steering.recognize(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "bao nhiêu tuổi thì được kết hôn",
        "khai sinh sai thì làm thế nào",
        "mấy tuổi thì làm căn cước",
        "nhầm tên trong khai sinh",
        "sai tên",
        "mất rồi",
        "ai làm được",
        "thế thì sao",
    ],
)
def test_words_of_conduct_inside_a_question_steer_nothing(steering: Steering, text: str) -> None:
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
