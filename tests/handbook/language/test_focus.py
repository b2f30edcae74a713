"""What a question asks in particular, in the language that ships."""

import pytest

from handbook.book.entries import ChannelKind
from handbook.language.focus import Focus, YesNo
from handbook.language.language import Language
from handbook.language.text import split


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def focus(language: Language, text: str) -> Focus:
    return language.focus(split(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bà ngoại đi khai sinh cho cháu được không", YesNo.MAY),
        ("khai tử có bắt buộc phải có giấy báo tử không", YesNo.NEED),
        ("kết hôn có cần giấy độc thân không", YesNo.NEED),
        ("ket hon co can giay doc than khong", YesNo.NEED),
        ("căn cước cũ còn dùng không", YesNo.WHETHER),
    ],
)
def test_a_question_for_yes_or_no_tells_what_it_wants_to_know(
    language: Language, text: str, kind: YesNo
) -> None:
    assert focus(language, text).yes_or_no is kind


@pytest.mark.parametrize(
    "text", ["khai sinh cần giấy tờ gì", "không có hộ khẩu thì khai sinh ở đâu", "mất bao nhiêu tiền"]
)
def test_a_question_for_a_fact_is_none_for_yes_or_no(language: Language, text: str) -> None:
    assert focus(language, text).yes_or_no is None


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("đăng ký tạm trú qua mạng mất bao nhiêu tiền", (ChannelKind.ONLINE,)),
        ("dang ky tam tru online het bao nhieu", (ChannelKind.ONLINE,)),
        ("gửi qua bưu điện được không", (ChannelKind.POST,)),
        ("đăng ký tạm trú mất bao nhiêu tiền", ()),
    ],
)
def test_the_way_of_handing_in_is_heard(
    language: Language, text: str, channels: tuple[ChannelKind, ...]
) -> None:
    assert focus(language, text).channels == channels


def test_a_case_is_known_by_the_words_of_callers_and_of_sources(language: Language) -> None:
    asked = focus(language, "đăng ký tạm trú ở phòng trọ cần giấy tờ gì")
    assert "do thuê" in asked.cases
    assert asked.says("phòng trọ")
    assert not asked.says("nhà mình")


def test_a_question_for_an_age_asks_for_that_figure(language: Language) -> None:
    (figure,) = focus(language, "mấy tuổi thì được hưởng").figures
    assert figure.name == "tuổi"
