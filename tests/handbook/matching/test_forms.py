"""How a question is put, whatever it is about."""

import pytest

from handbook.language.language import Language
from handbook.matching.forms import Form, question_form


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def form(text: str, language: Language) -> Form:
    return question_form(tuple(text.split()), language.wording)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("tách khẩu rồi có được chia đất không", ("chia", "đất")),
        ("kết hôn có phải nộp lệ phí không", ("nộp", "lệ", "phí")),
        ("có phép nghỉ không", ("nghỉ",)),
        ("ở đây có chia đất không có nhận con dâu không", ("nhận", "con", "dâu")),
        ("tach khau roi co duoc chia dat khong", ("chia", "dat")),
    ],
)
def test_a_yes_or_no_question_wants_to_know_what_stands_between_have_and_not(
    language: Language, text: str, focus: tuple[str, ...]
) -> None:
    assert form(text, language).focus == focus


@pytest.mark.parametrize(
    "text",
    [
        "",
        "đăng ký khai sinh",
        "không có giấy tờ",
        "có",
        "không",
        "có một hai ba bốn năm sáu bảy tám chín mười việc không",
    ],
)
def test_other_questions_have_no_focus(language: Language, text: str) -> None:
    assert form(text, language).focus == ()
    assert not form(text, language).outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("có được chia đất không", True),
        ("có bị phạt không", True),
        ("co bi phat khong", True),
        ("có thể được chia không", True),
        ("có phải nộp không", False),
        ("có chia đất nông nghiệp được không", False),
    ],
)
def test_a_question_asks_what_becomes_of_somebody_with_may_and_will(
    language: Language, text: str, outcome: bool
) -> None:
    assert form(text, language).outcome is outcome


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("ai được chia đất", True),
        ("kết hôn mấy tuổi", True),
        ("ket hon bao nhieu tuoi", True),
        ("kết hôn", False),
        ("có được chia đất không", False),
        ("ai có được chia đất không", True),
    ],
)
def test_a_question_word_that_is_left_makes_it_open(language: Language, text: str, is_open: bool) -> None:
    assert form(text, language).open is is_open
