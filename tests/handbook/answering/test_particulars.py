"""Yes or no comes first, and the case that was named alone, where the facts say so."""

from datetime import date
from typing import Any

import pytest

from handbook.answering.answers import Answer, compose
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Document,
    DocumentGroup,
    Fact,
    FactSource,
    Fee,
    Procedure,
)
from handbook.language.language import Language
from handbook.language.text import split

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def fact(*said: str, **more: Any) -> Fact:
    source = FactSource(number="68/2020/QH14", article="Điều 27")
    return Fact.model_validate({"said": said, "source": source, "from": date(2021, 7, 1), **more})


RENTED = DocumentGroup(
    case="Trường hợp đăng ký tạm trú tại chỗ ở do thuê",
    documents=(Document(name="Hợp đồng thuê nhà", originals=1),),
)
OWNED = DocumentGroup(
    case="Trường hợp đăng ký tạm trú tại chỗ ở thuộc quyền sở hữu của mình",
    documents=(Document(name="Giấy tờ chứng minh quyền sở hữu chỗ ở", originals=1),),
)
RESIDENCE = Procedure(
    id="1.004194",
    name="Đăng ký tạm trú",
    field="Cư trú",
    as_of=date(2026, 6, 30),
    channels=(
        Channel(kind=ChannelKind.COUNTER, fees=(Fee(amount=15_000),)),
        Channel(kind=ChannelKind.ONLINE, fees=(Fee(amount=0),)),
    ),
    documents=(RENTED, OWNED),
    facts={
        Aspect.DEPUTY: (fact("Người nhà đi thay phải có văn bản ủy quyền.", answers="được"),),
        Aspect.CONDITIONS: (
            fact("Ở từ 30 ngày trở lên thì đăng ký."),
            fact("Nhà thuê thì chủ nhà phải đồng ý.", when=["nhà thuê", "phòng trọ"]),
        ),
    },
)


def told(language: Language, text: str, *aspects: Aspect) -> Answer:
    return compose(RESIDENCE, aspects, TODAY, language.focus(split(text)))


def test_a_may_question_is_answered_with_the_word_of_the_fact_first(language: Language) -> None:
    answer = told(language, "người nhà đi thay được không", Aspect.DEPUTY)
    assert answer.sentences[0] == "Được."


def test_the_word_of_the_fact_is_not_said_to_another_kind_of_question(language: Language) -> None:
    answer = told(language, "có bắt buộc tôi phải đi không", Aspect.DEPUTY)
    assert answer.sentences[0] != "Được."


def test_a_plain_question_gets_no_yes_or_no(language: Language) -> None:
    answer = told(language, "ai đi thay", Aspect.DEPUTY)
    assert "ủy quyền" in answer.sentences[0]


def test_a_way_that_is_open_may_be_used_and_one_that_is_not_listed_is_said_to_be_unknown(
    language: Language,
) -> None:
    assert told(language, "nộp online được không", Aspect.PLACE).sentences[0] == "Được."
    by_post = told(language, "gửi qua bưu điện được không", Aspect.PLACE)
    assert by_post.unclear
    assert "chưa ghi" in by_post.text


def test_the_fee_of_the_way_named_is_told_alone(language: Language) -> None:
    answer = told(language, "nộp qua mạng mất bao nhiêu tiền", Aspect.FEE)
    assert "15.000" not in answer.text
    assert "trực tuyến" in answer.text


def test_the_papers_of_the_case_named_are_told_alone(language: Language) -> None:
    answer = told(language, "ở phòng trọ thì cần giấy tờ gì", Aspect.DOCUMENTS)
    assert "hợp đồng thuê nhà" in answer.text.casefold()
    assert "sở hữu" not in answer.text


def test_the_fact_of_the_case_named_comes_first_and_the_ordinary_one_otherwise(language: Language) -> None:
    named = told(language, "phòng trọ thì điều kiện thế nào", Aspect.CONDITIONS)
    assert "chủ nhà phải đồng ý" in named.sentences[0]
    plain = told(language, "điều kiện đăng ký thế nào", Aspect.CONDITIONS)
    assert "30 ngày" in plain.sentences[0]


def test_a_paper_that_the_list_has_is_needed_and_one_it_lacks_is_not_denied(language: Language) -> None:
    assert told(language, "có cần hợp đồng thuê nhà không", Aspect.DOCUMENTS).sentences[0].startswith("Có")
    unknown = told(language, "có cần ảnh thẻ không", Aspect.DOCUMENTS)
    assert unknown.unclear
    assert not unknown.sentences[0].startswith("Không")
