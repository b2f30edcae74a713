"""Papers out of the portal's table: names, counts, cases, forms and remarks kept apart."""

import pytest

from handbook.book.entries import Document, DocumentGroup
from handbook.importing.documents import Papers, papers
from handbook.importing.rows import DocumentCells

TABLE = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def documents(text: str) -> list[Document]:
    return [document for group in papers(text).groups for document in group.documents]


def only(text: str) -> Document:
    (document,) = documents(f"--{TABLE}{text}")
    return document


def reasons(found: Papers) -> list[str]:
    return [reason for _, reason, _ in found.remarks]


def test_papers_come_apart_under_the_heading_of_their_case() -> None:
    found = papers(
        f"* Giấy tờ phải nộp:{TABLE}- Tờ khai;1 bản chínhGiấy ủy quyền (nếu có).1 bản chính,1 bản sao"
        f"Trường hợp theo danh sách{TABLE}Danh sách0 bản chính,2 bản sao--{TABLE}Hộ chiếu1 bản chính"
    )
    assert found.groups == [
        DocumentGroup(
            case="Giấy tờ phải nộp",
            documents=(
                Document(name="Tờ khai", originals=1),
                Document(name="Giấy ủy quyền (nếu có)", originals=1, copies=1),
            ),
        ),
        DocumentGroup(
            case="Trường hợp theo danh sách", documents=(Document(name="Danh sách", originals=0, copies=2),)
        ),
        DocumentGroup(documents=(Document(name="Hộ chiếu", originals=1),)),
    ]
    assert found.unclear is None
    assert found.remarks == []


@pytest.mark.parametrize(
    ("glued", "name", "form"),
    [
        (
            "Phiếu khai báo (mẫu NA17)101-Mau A17 tam tru.doc",
            "Phiếu khai báo (mẫu NA17)",
            "101-Mau A17 tam tru.doc",
        ),
        (
            "Tờ khai (Thông tư số 53/2025/TT-BCA).1.MuCT01.doc",
            "Tờ khai (Thông tư số 53/2025/TT-BCA)",
            "1.MuCT01.doc",
        ),
        (
            "Đơn theo Nghị định số 41/2026/NĐ-CPMẫu số 01.docx",
            "Đơn theo Nghị định số 41/2026/NĐ-CP",
            "Mẫu số 01.docx",
        ),
        (
            "Đơn theo Quyết định số 24/2021/QĐ-TTgGiấy đề nghị.pdf",
            "Đơn theo Quyết định số 24/2021/QĐ-TTg",
            "Giấy đề nghị.pdf",
        ),
        (
            "Đơn theo mẫu số 25.NT Nghị định số 41/2026/NĐ-CP;Mau25.docx",
            "Đơn theo mẫu số 25.NT Nghị định số 41/2026/NĐ-CP",
            "Mau25.docx",
        ),
        ("Văn bản theo quy địnhvăn bản đề nghị.docx", "Văn bản theo quy định", "văn bản đề nghị.docx"),
    ],
)
def test_a_form_s_file_name_is_cut_off_the_paper_s_name(glued: str, name: str, form: str) -> None:
    document = only(f"{glued}1 bản chính")
    assert (document.name, document.form, document.originals) == (name, form, 1)


def test_a_file_name_without_a_seam_stays_in_the_name() -> None:
    assert only("Đơn đề nghị mẫu.doc1 bản chính") == Document(name="Đơn đề nghị mẫu.doc", originals=1)


def test_counts_inside_a_name_are_part_of_the_name() -> None:
    name = "Phiếu yêu cầu (01 bản chính hoặc 01 bản sao có chứng thực), trong đó 01 bản chính lưu"
    assert only(f"{name}1 bản chính") == Document(name=name, originals=1)
    assert only("01 bản sao có chứng thực giấy khai sinh0 bản chính,1 bản sao").name.startswith("01 bản sao")


def test_a_year_before_a_count_stays_a_year() -> None:
    found = papers(f"--{TABLE}Biên bản theo Thông tư ngày 31/12/20251 bản chính,1 bản sao")
    assert found.groups[0].documents[0] == Document(
        name="Biên bản theo Thông tư ngày 31/12/2025", originals=1, copies=1
    )
    assert found.remarks == []


def test_a_count_glued_to_another_number_is_one_digit_and_reported() -> None:
    found = papers(f"--{TABLE}Đơn theo Mẫu số 181 bản chính")
    assert found.groups[0].documents[0] == Document(name="Đơn theo Mẫu số 18", originals=1)
    assert reasons(found) == ["the count follows a number, read as one digit"]


@pytest.mark.parametrize(
    "remark",
    [
        "* Lưu ý: - Không phải nộp bản giấy.",
        "Ví dụ: giấy tờ về quyền sử dụng đất thì không phải xuất trình.",
        "Trường hợp đã khai thác được dữ liệu thì không phải nộp bản giấy.",
        "+ Người tiếp nhận có trách nhiệm kiểm tra.",
    ],
)
def test_a_remark_without_a_count_is_no_paper(remark: str) -> None:
    found = papers(f"--{TABLE}{remark}0 bản chínhTờ khai1 bản chính")
    assert found.groups == [DocumentGroup(documents=(Document(name="Tờ khai", originals=1),))]
    assert found.notes == [remark.lstrip("*+ ").rstrip(".")]


def test_everything_uncounted_below_a_remark_heading_is_a_remark() -> None:
    found = papers(f"--{TABLE}Tờ khai1 bản chính* Lưu ý:{TABLE}Bản chụp phải rõ nét.0 bản chính")
    assert len(found.groups) == 1
    assert found.notes == ["Bản chụp phải rõ nét"]


def test_a_paper_only_to_be_shown_stays_a_paper() -> None:
    assert only("Hộ chiếu để xuất trình0 bản chính") == Document(name="Hộ chiếu để xuất trình", originals=0)


def test_a_case_with_a_counted_paper_is_a_paper() -> None:
    name = "Trường hợp trẻ bị bỏ rơi thì phải có biên bản"
    assert only(f"{name}1 bản chính") == Document(name=name, originals=1)


def test_a_row_that_opens_a_list_is_a_remark() -> None:
    found = papers(f"--{TABLE}Dự án phải bổ sung:0 bản chính,1 bản saoQuyết định0 bản chính,1 bản sao")
    assert found.notes == ["Dự án phải bổ sung:"]
    assert len(found.groups[0].documents) == 1


def test_a_count_without_a_paper_is_reported() -> None:
    found = papers(f"--{TABLE}Tờ khai1 bản chính1 bản chính")
    assert len(found.groups[0].documents) == 1
    assert reasons(found) == ["a count without a paper"]


def test_words_after_the_last_count_are_kept_and_reported() -> None:
    found = papers(f"--{TABLE}Tờ khai1 bản chínhSố lượng hồ sơ: 01 bộ")
    assert found.notes == ["Số lượng hồ sơ: 01 bộ"]
    assert reasons(found) == ["words after the last count"]


def test_a_cell_without_the_table_is_unclear() -> None:
    found = papers(") và nộp cho cơ quan BHXH.\nBước 2. Cơ quan BHXH tiếp nhận hồ sơ.")
    assert found.groups == []
    assert found.unclear is not None
    assert reasons(found) == ["the table's heading is missing"]


def test_the_structured_shape_gives_papers_counts_and_forms() -> None:
    cells = {
        "ten_giay_to": "-\tBản khai (01 bản);",
        "so_luong": "M1B.docx",
        "ghi_chu": "Bản chính: 3\nBản sao: 0",
    }
    found = papers([DocumentCells.model_validate(cells)])
    assert found.groups[0].documents == (
        Document(name="Bản khai (01 bản)", originals=3, copies=0, form="M1B.docx"),
    )


def test_counts_that_cannot_be_read_are_left_out_and_reported() -> None:
    cells = {"ten_giay_to": "Bản khai", "so_luong": "", "ghi_chu": "một bản"}
    found = papers([DocumentCells.model_validate(cells)])
    assert found.groups[0].documents == (Document(name="Bản khai"),)
    assert reasons(found) == ["counts cannot be read"]


@pytest.mark.parametrize("words", ["Không quy định.", "- Không quy định"])
def test_a_cell_that_requires_nothing_is_no_paper(words: str) -> None:
    found = papers(f"--{TABLE}{words}1 bản chính")
    assert found.groups == []
    assert found.unclear


def test_a_rule_on_the_number_of_copies_is_a_note_whatever_its_own_count() -> None:
    found = papers(f"--{TABLE}Số lượng hồ sơ: 01 bộ.1 bản chínhTờ khai1 bản chính")
    assert [document.name for group in found.groups for document in group.documents] == ["Tờ khai"]
    assert found.notes == ["Số lượng hồ sơ: 01 bộ"]


@pytest.mark.parametrize(
    ("labelled", "name"),
    [
        ("Thành phần hồ sơ 1: Đơn đề nghị", "Đơn đề nghị"),
        ("Thành phần hồ sơ 2 (nếu có): Giấy ra viện", "Giấy ra viện (nếu có)"),
        ("Thành phần hồ sơ phải xuất trình: Hộ chiếu", "Thành phần hồ sơ phải xuất trình: Hộ chiếu"),
    ],
)
def test_a_label_that_only_numbers_a_paper_goes_and_its_condition_stays(labelled: str, name: str) -> None:
    cells = DocumentCells(ten_giay_to=labelled, so_luong="", ghi_chu="Bản chính: 1\nBản sao: 0")
    assert papers([cells]).groups[0].documents[0].name == name


def test_the_numbering_of_the_whole_table_is_no_part_of_a_case() -> None:
    heading = "(4) Thành phần, số lượng hồ sơ: (4.1)Hồ sơ thanh toán:a) Hồ sơ pháp lý:"
    assert (
        papers(f"{heading}{TABLE}Kế hoạch1 bản chính").groups[0].case == "Hồ sơ thanh toán: a) Hồ sơ pháp lý"
    )


def test_papers_of_the_structured_shape_stand_under_the_case_that_it_names() -> None:
    def cells(name: str, case: str) -> DocumentCells:
        return DocumentCells(
            ten_giay_to=name, so_luong="", ghi_chu="Bản chính: 1\nBản sao: 0", truong_hop=case
        )

    found = papers([cells("Đơn", "Bao gồm"), cells("Sổ", "Trường hợp mất"), cells("Ảnh", "Bao gồm")])
    named = [(group.case, [paper.name for paper in group.documents]) for group in found.groups]
    assert named == [(None, ["Đơn", "Ảnh"]), ("Trường hợp mất", ["Sổ"])]
