"""Names of papers as the caller hears them."""

import pytest

from handbook.papers import spoken


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
