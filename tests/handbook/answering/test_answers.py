"""Sentences made from facts: what a caller hears about a procedure or a topic."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.answering.answers import (
    FIRST_PORTION,
    compose,
    grounds,
    sources,
    spoken_name,
)
from handbook.answering.phrasing import syllables
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Document,
    DocumentGroup,
    Duration,
    Fee,
    LegalBasis,
    Procedure,
    TimeUnit,
    Topic,
    told_by,
)
from handbook.book.overrides import Signature

OFFICER = "Anh chị có thể gặp cán bộ trực để hỏi thêm."


def days(amount: float, unit: TimeUnit = TimeUnit.WORKING_DAY) -> Duration:
    return Duration(amount=amount, unit=unit)


def counter(**facts: Any) -> Channel:
    return Channel(kind=ChannelKind.COUNTER, **facts)


def online(**facts: Any) -> Channel:
    return Channel(kind=ChannelKind.ONLINE, **facts)


def papers(*names: str, case: str | None = None, originals: int | None = 1) -> DocumentGroup:
    return DocumentGroup(
        case=case, documents=tuple(Document(name=name, originals=originals) for name in names)
    )


def procedure(**facts: Any) -> Procedure:
    defaults: dict[str, Any] = {
        "id": "1.001193",
        "name": "Thủ tục đăng ký khai sinh",
        "field": "Hộ tịch",
        "as_of": date(2026, 6, 30),
    }
    return Procedure(**(defaults | facts))


def heard(entry: Procedure | Topic, *aspects: Aspect) -> tuple[str, ...]:
    return compose(entry, aspects).sentences


def test_a_time_shared_by_all_channels_is_said_once() -> None:
    entry = procedure(channels=(counter(time=days(1)), online(time=days(1))))
    assert heard(entry, Aspect.TIME) == ("Đăng ký khai sinh được giải quyết trong 1 ngày làm việc.",)


def test_different_times_are_said_channel_by_channel() -> None:
    entry = procedure(channels=(counter(time=days(60, TimeUnit.DAY)), online(time=days(45, TimeUnit.DAY))))
    assert heard(entry, Aspect.TIME) == (
        "Đăng ký khai sinh được giải quyết trong 60 ngày khi nộp trực tiếp.",
        "Nộp trực tuyến thì 45 ngày.",
    )


def test_two_times_for_one_channel_are_both_said() -> None:
    entry = procedure(channels=(counter(time=days(3)), counter(time=days(5))))
    assert heard(entry, Aspect.TIME) == (
        "Đăng ký khai sinh được giải quyết trong 3 hoặc 5 ngày làm việc, tùy trường hợp.",
    )


def test_a_zero_fee_is_free_of_charge() -> None:
    entry = procedure(channels=(counter(fees=(Fee(amount=0),)),))
    assert heard(entry, Aspect.FEE) == ("Đăng ký khai sinh được miễn phí.",)


def test_different_fees_are_said_channel_by_channel() -> None:
    entry = procedure(
        name="Gia hạn tạm trú",
        channels=(online(fees=(Fee(amount=7000),)), counter(fees=(Fee(amount=10000),))),
    )
    assert heard(entry, Aspect.FEE) == (
        "Mức phí của thủ tục gia hạn tạm trú là 7.000 đồng khi nộp trực tuyến.",
        "Nộp trực tiếp thì 10.000 đồng.",
    )


def test_what_a_fee_is_for_is_said_with_it() -> None:
    entry = procedure(
        channels=(
            counter(fees=(Fee(amount=2000, note="mỗi trang"), Fee(amount=1000, note="từ trang thứ ba"))),
        )
    )
    assert heard(entry, Aspect.FEE) == (
        "Mức phí của thủ tục đăng ký khai sinh là 2.000 hoặc 1.000 đồng, tùy trường hợp.",
        "Mức 2.000 đồng: mỗi trang.",
        "Mức 1.000 đồng: từ trang thứ ba.",
    )


@pytest.mark.parametrize("aspect", [a for a in Aspect if a is not Aspect.OVERVIEW])
def test_an_absent_fact_is_said_to_be_absent_and_an_officer_is_offered(aspect: Aspect) -> None:
    answer = compose(procedure(), [aspect])
    assert answer.unclear
    assert answer.sentences[0].startswith("Sổ tay chưa ghi rõ")
    assert answer.sentences[0].endswith("đăng ký khai sinh.")
    assert answer.sentences[-1] == OFFICER


def test_a_bare_number_of_unknown_unit_never_becomes_a_duration() -> None:
    answer = compose(
        procedure(channels=(counter(time_unclear="1", fee_unclear="150"),)), [Aspect.TIME, Aspect.FEE]
    )
    assert answer.unclear
    assert not any(character.isdigit() for character in answer.text)


def test_a_channel_without_a_time_is_named_beside_the_clear_ones() -> None:
    answer = compose(procedure(channels=(counter(time=days(3)), online(time_unclear="1"))), [Aspect.TIME])
    assert answer.unclear
    assert answer.sentences == (
        "Đăng ký khai sinh được giải quyết trong 3 ngày làm việc khi nộp trực tiếp.",
        "Nộp trực tuyến thì sổ tay chưa ghi rõ thời hạn.",
        OFFICER,
    )


def test_papers_are_numbered_and_equal_copies_said_once() -> None:
    entry = procedure(documents=(papers("Giấy chứng sinh", "Tờ khai"),))
    assert heard(entry, Aspect.DOCUMENTS) == (
        "Đăng ký khai sinh cần tờ khai và giấy chứng sinh.",
        "Mỗi loại 1 bản chính.",
    )


def test_different_copies_are_said_with_each_paper() -> None:
    group = DocumentGroup(
        documents=(Document(name="Tờ khai", originals=1), Document(name="Hộ chiếu", originals=1, copies=2))
    )
    assert heard(procedure(documents=(group,)), Aspect.DOCUMENTS)[1:] == (
        "Một là tờ khai, 1 bản chính.",
        "Hai là hộ chiếu, 1 bản chính và 2 bản sao.",
    )


def test_each_group_of_papers_is_announced_with_its_case() -> None:
    entry = procedure(
        documents=(papers("Tờ khai", case="Giấy tờ phải nộp"), papers("Căn cước", case="Xuất trình"))
    )
    assert heard(entry, Aspect.DOCUMENTS) == (
        "Đăng ký khai sinh cần tờ khai và căn cước.",
        "Nhóm 1, giấy tờ phải nộp, gồm 1 loại giấy tờ.",
        "Đó là tờ khai, 1 bản chính.",
        "Nhóm 2, xuất trình, gồm 1 loại giấy tờ.",
        "Đó là căn cước, 1 bản chính.",
    )


def test_papers_for_every_case_come_before_those_of_a_special_case() -> None:
    entry = procedure(documents=(papers("Giấy ủy quyền", case="Trường hợp ủy quyền"), papers("Tờ khai")))
    said = heard(entry, Aspect.DOCUMENTS)
    assert said.index("Đó là tờ khai, 1 bản chính.") < said.index("Đó là giấy ủy quyền, 1 bản chính.")


def test_a_performer_that_is_no_commune_leaves_the_communes_part_open() -> None:
    answer = compose(procedure(performed_by="Tổ chức hành nghề công chứng"), [Aspect.AUTHORITY])
    assert answer.unclear
    assert "Sổ tay chưa ghi rõ phần việc của cấp xã." in answer.sentences


def test_a_rate_by_the_page_is_said_as_such() -> None:
    entry = procedure(channels=(counter(fees=(Fee(amount=2000, note="/trang"),)),))
    assert heard(entry, Aspect.FEE) == ("Mức phí của thủ tục đăng ký khai sinh là 2.000 đồng mỗi trang.",)


def test_the_sources_own_words_are_quoted_where_they_give_no_amount() -> None:
    unclear = "Mức lệ phí (nếu có) theo quyết định của Hội đồng nhân dân cấp tỉnh"
    answer = compose(procedure(channels=(counter(fee_unclear=unclear),)), [Aspect.FEE])
    assert answer.unclear
    told = "Nguồn ghi: mức lệ phí nếu có theo quyết định của Hội đồng nhân dân cấp tỉnh."
    assert answer.sentences[1] == told


def test_a_long_list_goes_on_in_more_without_losing_or_repeating_a_paper() -> None:
    names = [
        f"Giấy xác nhận tình trạng hôn nhân của người thứ {i} do cơ quan có thẩm quyền cấp"
        for i in range(1, 13)
    ]
    answer = compose(procedure(documents=(papers(*names),)), [Aspect.DOCUMENTS])
    assert sum(map(syllables, answer.sentences)) <= FIRST_PORTION
    told = [*answer.sentences, *answer.more]
    assert [sum(f"người thứ {i} do" in text for text in told) for i in range(1, 13)] == [1] * 12


def test_remarks_on_the_papers_follow_the_list() -> None:
    entry = procedure(documents=(papers("Tờ khai"),), document_notes=("Trường hợp thiếu thì bổ sung sau.",))
    assert heard(entry, Aspect.DOCUMENTS)[-1] == "Lưu ý: trường hợp thiếu thì bổ sung sau."


def test_the_authority_and_the_place_are_named() -> None:
    entry = procedure(
        authority="Ủy ban nhân dân cấp xã", place="UBND cấp xã nơi cư trú", channels=(counter(), online())
    )
    assert heard(entry, Aspect.AUTHORITY) == ("Đăng ký khai sinh do Ủy ban nhân dân cấp xã giải quyết.",)
    assert heard(entry, Aspect.PLACE) == (
        "Hồ sơ đăng ký khai sinh nộp tại UBND cấp xã nơi cư trú.",
        "Hồ sơ nộp được trực tiếp hoặc trực tuyến.",
    )


def test_many_authorities_are_listed_one_by_one() -> None:
    bodies = (
        "Cảng vụ hàng hải, Biên phòng cửa khẩu cảng, Hải quan cửa khẩu cảng, "
        "Cơ quan kiểm dịch động vật cửa khẩu, Cơ quan kiểm dịch thực vật"
    )
    said = heard(procedure(authority=bodies), Aspect.AUTHORITY)
    assert said[0] == "Đăng ký khai sinh có 5 cơ quan giải quyết."
    assert said[1:] == tuple(
        f"{number} là {body}."
        for number, body in zip(("Một", "Hai", "Ba", "Bốn", "Năm"), bodies.split(", "), strict=True)
    )


def test_a_body_of_the_abolished_district_level_is_flagged() -> None:
    answer = compose(procedure(authority="UBND cấp huyện"), [Aspect.AUTHORITY])
    assert answer.unclear
    assert answer.sentences[1] == "Nguồn còn ghi cấp huyện, là cấp không còn từ ngày 1/7/2025."


def test_laws_are_named_before_decrees() -> None:
    entry = procedure(
        legal_basis=(
            LegalBasis(number="123/2015/NĐ-CP"),
            LegalBasis(number="60/2014/QH13", title="Luật Hộ tịch"),
        ),
        decision="163/QĐ-BTP",
    )
    assert heard(entry, Aspect.LEGAL_BASIS) == (
        "Căn cứ của thủ tục đăng ký khai sinh là Luật Hộ tịch, số 60/2014/QH13.",
        "Số liệu cập nhật ngày 30/6/2026, chưa có cán bộ ký kiểm tra.",
        "Tiếp theo là Nghị định 123/2015/NĐ-CP.",
        "Thủ tục được công bố theo Quyết định số 163/QĐ-BTP.",
    )


def test_sources_are_the_instruments_the_decision_and_the_dated_portal() -> None:
    entry = procedure(
        legal_basis=(LegalBasis(number="123/2015/NĐ-CP"),), decision="Quyết định số 6225/QĐ-BQP"
    )
    assert sources(entry) == (
        "123/2015/NĐ-CP",
        "Quyết định số 6225/QĐ-BQP",
        "Cổng Dịch vụ công quốc gia, ngày 30/6/2026",
    )


def test_grounds_tell_the_instruments_and_the_date_of_the_facts() -> None:
    entry = procedure(legal_basis=(LegalBasis(number="123/2015/NĐ-CP"),))
    assert grounds(entry) == (
        "Căn cứ là Nghị định 123/2015/NĐ-CP.",
        "Số liệu cập nhật ngày 30/6/2026, chưa có cán bộ ký kiểm tra.",
    )


def test_several_aspects_make_one_answer_with_the_list_last() -> None:
    entry = procedure(
        channels=(counter(time=days(1), fees=(Fee(amount=0),)),),
        documents=(papers("Giấy chứng sinh", "Tờ khai"),),
    )
    assert heard(entry, Aspect.DOCUMENTS, Aspect.FEE, Aspect.TIME, Aspect.FEE) == (
        "Đăng ký khai sinh được miễn phí.",
        "Thời hạn là 1 ngày làm việc.",
        "Hồ sơ cần tờ khai và giấy chứng sinh.",
        "Mỗi loại 1 bản chính.",
    )


def test_a_question_without_an_aspect_gets_the_overview() -> None:
    entry = procedure(
        authority="UBND cấp xã",
        channels=(counter(time=days(1)),),
        documents=(papers("Tờ khai"),),
        result="Giấy khai sinh",
    )
    assert heard(entry) == heard(entry, Aspect.OVERVIEW)
    assert heard(entry) == (
        "Đăng ký khai sinh do UBND cấp xã giải quyết.",
        "Thời hạn là 1 ngày làm việc.",
        "Hồ sơ cần 1 loại giấy tờ.",
        "Sổ tay chưa ghi rõ mức phí.",
        "Kết quả là giấy khai sinh.",
        "Đó là tờ khai, 1 bản chính.",
    )


def test_a_procedure_of_one_province_says_so_first() -> None:
    entry = procedure(region="Hà Tĩnh", channels=(counter(time=days(2)),))
    assert heard(entry, Aspect.TIME) == (
        "Riêng tại Hà Tĩnh, đăng ký khai sinh được giải quyết trong 2 ngày làm việc.",
    )


LONG = (
    "Thủ tục giải quyết chế độ trợ cấp một lần đối với quân nhân, người làm công tác cơ yếu hưởng lương như "
    "đối với quân nhân trực tiếp tham gia chiến tranh bảo vệ Tổ quốc đã phục viên, xuất ngũ, thôi việc"
)


def test_a_long_name_is_shortened_and_its_field_of_application_said_apart() -> None:
    entry = procedure(name=LONG, channels=(counter(time=days(12)),))
    first, scope = heard(entry, Aspect.TIME)
    assert first == "Chế độ trợ cấp một lần được giải quyết trong 12 ngày làm việc."
    assert scope.startswith("Áp dụng đối với quân nhân, người làm")
    assert scope.endswith("đã phục viên, xuất ngũ, thôi việc.")


def test_the_name_to_confirm_stands_inside_a_sentence() -> None:
    assert spoken_name(procedure()) == "đăng ký khai sinh"
    assert spoken_name(procedure(name=LONG)) == "chế độ trợ cấp một lần"


@given(st.text(alphabet="aáạđeêioôơuư ,;:()/-", min_size=1, max_size=400).filter(str.strip))
def test_no_name_however_odd_breaks_an_answer(name: str) -> None:
    answer = compose(procedure(name=name), [Aspect.OVERVIEW])
    assert answer.sentences
    assert all(text.endswith(".") for text in answer.sentences)


def test_a_topic_says_its_reviewed_sentences_whatever_the_aspect() -> None:
    topic = Topic(
        id="hn-so-xa-phuong",
        title="Số xã, phường",
        questions=("bao nhiêu xã phường",),
        facts=told_by("Hà Nội có 126 xã, phường.", by="Báo đưa tin hội nghị"),
        field="Chính quyền 2 cấp",
        side="government",
        as_of=date(2025, 9, 11),
    )
    answer = compose(topic, [Aspect.FEE])
    assert (answer.sentences, answer.unclear) == (("Hà Nội có 126 xã, phường.",), False)
    assert answer.sources == ("Báo đưa tin hội nghị",)


def test_who_signed_for_an_entry_is_told_with_its_basis() -> None:
    signature = Signature(checked_by="Bà Nguyễn Thị A", checked_on=date(2026, 11, 20))
    entry = procedure(signature=signature, legal_basis=(LegalBasis(number="123/2015/NĐ-CP"),))
    told = "Số liệu cập nhật ngày 30/6/2026, Bà Nguyễn Thị A đã kiểm tra ngày 20/11/2026."
    assert grounds(entry)[-1] == told
    assert told in compose(entry, [Aspect.LEGAL_BASIS]).sentences
