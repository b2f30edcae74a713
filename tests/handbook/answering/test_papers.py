"""Names of papers as the caller hears them."""

import pytest

from handbook.answering.papers import enumerated, gist, spoken
from handbook.book.entries import Document, DocumentGroup


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tờ khai (theo mẫu số 01 ban hành kèm theo Thông tư số 04/2020/TT-BTP)", "Tờ khai"),
        (
            "Đơn theo Mẫu số 04 ban hành kèm theo Nghị định số 358/2025/NĐ-CP ngày 31 tháng 12 năm 2025 "
            "của Chính phủ quy định cơ chế quản lý, tổ chức thực hiện các chương trình",
            "Đơn theo Mẫu số 04",
        ),
        ("Danh sách hành khách (nếu có)", "Danh sách hành khách nếu có"),
        ("- Giấy ủy quyền (trường hợp nộp thay);", "Giấy ủy quyền, trường hợp nộp thay"),
        ("(3) Bản sao hợp đồng", "Bản sao hợp đồng"),
    ],
)
def test_a_paper_loses_its_citation_but_never_its_condition(written: str, said: str) -> None:
    assert spoken(written) == said


def test_an_instruments_title_stays_where_a_requirement_may_hide_in_it() -> None:
    text = "Tờ khai ban hành kèm theo Thông tư số 1/2025/TT-BTC quy định về phí, có xác nhận của UBND cấp xã"
    assert "có xác nhận của UBND cấp xã" in spoken(text)


def test_a_number_repeated_in_words_is_said_once() -> None:
    assert spoken("Chậm nhất 01 (một) giờ") == "Chậm nhất 01 giờ"
    assert spoken("Mẫu số 11 (cá nhân)") == "Mẫu số 11, cá nhân"


def group(*names: str, case: str | None = None) -> DocumentGroup:
    return DocumentGroup(case=case, documents=tuple(Document(name=name, originals=1) for name in names))


def test_the_gist_names_what_nearly_everyone_hands_in_the_form_first() -> None:
    groups = [
        group(
            "Biên bản về việc trẻ bị bỏ rơi",
            "Giấy chứng sinh; trường hợp không có thì nộp văn bản của người làm chứng",
            case="Giấy tờ phải nộp",
        ),
        group("Hộ chiếu/Thẻ căn cước (sau đây gọi tắt là giấy tờ tùy thân)", case="Giấy tờ phải xuất trình"),
        group("Tờ khai đăng ký khai sinh theo mẫu"),
    ]
    assert gist(groups, 40) == "tờ khai đăng ký khai sinh, giấy chứng sinh, giấy tờ tùy thân và giấy tờ khác"


def test_the_gist_names_fewer_papers_rather_than_run_on() -> None:
    papers = [group("Đơn đề nghị", "Bản đồ khu đất", "Hợp đồng thuê")]
    assert gist(papers, 40) == "đơn đề nghị, bản đồ khu đất và hợp đồng thuê"
    assert gist(papers, 8) == "đơn đề nghị và giấy tờ khác"
    assert gist(papers, 3) == ""


def test_papers_of_special_cases_give_no_gist() -> None:
    special = group("Đơn đề nghị", "Giấy ủy quyền", case="Trường hợp ủy quyền")
    assert gist([special, group("Giấy tờ khác", case="Đối với hộ nghèo")], 40) == ""


def test_special_cases_come_last_in_the_list_and_forms_first() -> None:
    told = enumerated(
        group("Trường hợp ủy quyền thì có giấy ủy quyền", "Sổ đỏ bản gốc", "Đơn đề nghị cấp lại")
    )
    assert [text.partition(",")[0].rstrip(".") for text in told] == [
        "Một là đơn đề nghị cấp lại",
        "Hai là sổ đỏ bản gốc",
        "Ba là trường hợp ủy quyền thì có giấy ủy quyền",
    ]
