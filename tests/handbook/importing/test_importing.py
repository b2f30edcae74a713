"""Importing a file of rows: every readable row becomes a file, the others are told one by one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.entries import Procedure
from handbook.book.handbook import Handbook
from handbook.importing import (
    Fact,
    ImportReport,
    export,
    import_rows,
)
from handbook.importing.procedure import procedure
from handbook.importing.rows import Row

AS_OF = date(2026, 6, 30)
RUN_TOGETHER: dict[str, Any] = {
    "ma_thu_tuc": "1.000890",
    "detail_url": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1",
    "ten_thu_tuc": "Thủ tục đăng ký\nkhai  sinh (1.000890)",
    "so_quyet_dinh": "163/QĐ-BTP",
    "linh_vuc": "Hộ tịch",
    "co_quan_co_tham_quyen": "Ủy ban Nhân dân\xa0xã.",
    "co_quan_thuc_hien": "Không có thông tin",
    "dia_chi_tiep_nhan": "",
    "trinh_tu_thuc_hien": "Nộp hồ sơ đăng ký tại Trung tâm Phục vụ hành chính công; nhận kết quả.",
    "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
    "Trực tiếp3 Ngày làm việc8,000 VNĐTrực tuyến1Miễn phí",
    "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khaiTK01.doc1 bản chính",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13",
    "ket_qua_xu_ly": "Giấy khai sinhMã: KQ.G15.000031Trích lụcMã: KQ.G15.00032Từ khóaKhông có thông tin"
    "Mô tảKhông có thông tinChọn cơ quan thực hiệnTỉnh/ Thành phốNộp hồ sơ",
}
STRUCTURED: dict[str, Any] = {
    "ma_thu_tuc": "1.013133",
    "ten_thu_tuc": "Đăng ký nghĩa vụ quân sự",
    "so_quyet_dinh": "Quyết định số 6375/QĐ-BQP",
    "linh_vuc": "Nghĩa vụ quân sự",
    "cach_thuc_thuc_hien": [
        {
            "hinh_thuc": "Trực tiếp",
            "thoi_han_giai_quyet": "1 Ngày làm việc",
            "phi_le_phi": "Phí : 0 Đồng",
            "mo_ta": "",
        }
    ],
    "thanh_phan_ho_so": [{"ten_giay_to": "Phiếu", "so_luong": "", "ghi_chu": "Bản chính: 1\nBản sao: 0"}],
    "can_cu_phap_ly": [{"so_ky_hieu": "13/2016/NĐ-CP", "trich_yeu": "Nghị định về đăng ký"}],
    "ket_qua_xu_ly": "Giấy chứng nhận",
}


def run(folder: Path, *rows: dict[str, Any] | str) -> ImportReport:
    source = folder / "rows.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    source.write_text("\n".join(lines), encoding="utf-8")
    return import_rows(source, folder / "book", AS_OF)


def imported(folder: Path, **changes: Any) -> tuple[Procedure, ImportReport]:
    report = run(folder, RUN_TOGETHER | changes)
    entry = Handbook.load(folder / "book")[RUN_TOGETHER["ma_thu_tuc"]]
    assert isinstance(entry, Procedure)
    return entry, report


def about(report: ImportReport, fact: Fact) -> list[str]:
    return [remark.reason for remark in report.remarks if remark.fact is fact]


def test_both_shapes_become_one_readable_file_each(tmp_path: Path) -> None:
    report = run(tmp_path, RUN_TOGETHER, STRUCTURED)
    assert (report.imported, report.rejected) == (2, ())
    text = (tmp_path / "book/procedures/1.000890.yaml").read_text(encoding="utf-8")
    assert text == (
        "kind: procedure\n"
        "id: '1.000890'\n"
        "name: Thủ tục đăng ký khai sinh\n"
        "field: Hộ tịch\n"
        "authority: Ủy ban Nhân dân xã\n"
        "place: Trung tâm Phục vụ hành chính công\n"
        "channels:\n"
        "  - kind: counter\n"
        "    time:\n"
        "      amount: 3\n"
        "      unit: working_day\n"
        "    fees:\n"
        "      - amount: 8000\n"
        "  - kind: online\n"
        "    time_unclear: '1'\n"
        "    fees:\n"
        "      - amount: 0\n"
        "documents:\n"
        "  - documents:\n"
        "      - name: Tờ khai\n"
        "        originals: 1\n"
        "        form: TK01.doc\n"
        "legal_basis:\n"
        "  - number: 60/2014/QH13\n"
        "    title: Luật Hộ tịch\n"
        "steps:\n"
        "  said:\n"
        "    - Nộp hồ sơ đăng ký tại Trung tâm Phục vụ hành chính công; nhận kết quả\n"
        "result: Giấy khai sinh; Trích lục\n"
        "decision: 163/QĐ-BTP\n"
        "source: https://dichvucong.gov.vn/thu-tuc-hanh-chinh/1\n"
        "as_of: 2026-06-30\n"
    )
    second = Handbook.load(tmp_path / "book")["1.013133"]
    assert isinstance(second, Procedure)
    assert (second.decision, second.source) == ("6375/QĐ-BQP", None)


def test_what_is_unclear_is_reported_with_code_fact_and_words(tmp_path: Path) -> None:
    _, report = imported(tmp_path)
    assert [str(remark) for remark in report.remarks] == ["1.000890 time: a number without a unit: 1"]
    assert report.procedures_by_fact == {Fact.TIME: 1}
    assert str(report).endswith("time: 1 procedures to look at\n1 imported, 0 rejected")


def test_a_bad_row_is_told_by_line_and_code_and_stops_no_other(tmp_path: Path) -> None:
    nameless = {key: value for key, value in STRUCTURED.items() if key != "ten_thu_tuc"}
    strange = STRUCTURED | {"ma_thu_tuc": "1.013134", "cach_thuc_thuc_hien": [{"hinh_thuc": "Fax"}]}
    report = run(tmp_path, "{not json", nameless, '["a list"]', strange, "", RUN_TOGETHER, RUN_TOGETHER)
    assert report.imported == 1
    assert [(row.line, row.code) for row in report.rejected] == [
        (1, None),
        (2, "1.013133"),
        (3, None),
        (4, "1.013134"),
        (7, "1.000890"),
    ]
    told = [str(row) for row in report.rejected]
    assert "not JSON at column 2" in told[0]
    assert told[1] == "line 2, 1.013133: ten_thu_tuc: Field required"
    assert "hinh_thuc: Input should be 'Trực tiếp'" in told[3]
    assert "earlier line" in told[4]
    assert [path.name for path in (tmp_path / "book/procedures").iterdir()] == ["1.000890.yaml"]


def test_a_row_that_is_not_utf8_is_rejected_alone(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_bytes(b'{"ma_thu_tuc": "\xff"}\n' + json.dumps(RUN_TOGETHER).encode())
    report = import_rows(source, tmp_path / "book", AS_OF)
    assert report.imported == 1
    assert [row.reason for row in report.rejected] == ["byte 16 is not UTF-8"]


@pytest.mark.parametrize("code", ["../../evil", "1.00089", "", "1.000890\n"])
def test_a_code_that_is_no_code_writes_no_file(tmp_path: Path, code: str) -> None:
    report = run(tmp_path, RUN_TOGETHER | {"ma_thu_tuc": code})
    assert report.imported == 0
    assert len(report.rejected) == 1
    assert list((tmp_path / "book/procedures").iterdir()) == []


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(tmp_path)
    target = tmp_path / "book/procedures/1.000890.yaml"
    before = target.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        run(tmp_path, RUN_TOGETHER | {"linh_vuc": "Cư trú"})
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]


def test_importing_again_leaves_hand_written_names_alone(tmp_path: Path) -> None:
    imported(tmp_path)
    names = tmp_path / "book/names/ho_tich.yaml"
    names.parent.mkdir()
    names.write_text('"1.000890": [làm khai sinh]\n', encoding="utf-8")
    entry, _ = imported(tmp_path)
    assert entry.aliases == ("làm khai sinh",)


def test_a_province_s_own_procedure_is_marked_with_its_region(tmp_path: Path) -> None:
    entry, report = imported(
        tmp_path, so_quyet_dinh="1404/QĐ-UBND", ten_thu_tuc="Hỗ trợ trên địa bàn tỉnh Hà Tĩnh giai đoạn 2026"
    )
    assert entry.region == "Hà Tĩnh"
    assert about(report, Fact.REGION) == ["a rule of Hà Tĩnh, not of Hà Nội"]


def test_a_province_s_own_procedure_without_its_name_belongs_to_no_city_we_know(tmp_path: Path) -> None:
    entry, report = imported(tmp_path, so_quyet_dinh="226/QĐ-UBND")
    assert entry.region == "một tỉnh nguồn không nêu tên"
    assert about(report, Fact.REGION) == ["published by a province that the row does not name"]


def test_a_youth_union_named_after_a_person_is_no_province(tmp_path: Path) -> None:
    entry, report = imported(
        tmp_path,
        so_quyet_dinh="226/QĐ-UBND",
        trinh_tu_thuc_hien="Đoàn Thanh niên Cộng sản Hồ Chí Minh; tỉnh Sơn La",
    )
    assert entry.region == "Sơn La"
    assert len(about(report, Fact.REGION)) == 1


def test_a_body_of_another_province_is_left_out(tmp_path: Path) -> None:
    entry, report = imported(tmp_path, co_quan_thuc_hien="Phòng Cảnh sát phòng cháy, chữa cháy TP HCM")
    assert entry.performed_by is None
    assert about(report, Fact.AUTHORITY) == ["names a body of another province"]


def test_steps_in_the_place_of_a_body_are_left_out(tmp_path: Path) -> None:
    entry, report = imported(
        tmp_path, co_quan_thuc_hien="chứng thực tiến hành chụp từ bản chính như sau: * Ghi lời chứng"
    )
    assert entry.performed_by is None
    assert about(report, Fact.AUTHORITY) == ["the cell holds steps, not a body"]


_FRAGMENTS = st.sampled_from(
    [
        *(
            "Trực tiếp",
            "Trực tuyến",
            "5 Ngày",
            "1",
            "0 Giờ",
            "Miễn phí",
            "Không có thông tin",
            "10,000 VNĐ",
            "10 USD",
        ),
        *(
            "Tên giấy tờMẫu đơn, tờ khaiSố lượng",
            "1 bản chính",
            ",1 bản sao",
            "Đơn",
            ".doc",
            "* Lưu ý:",
            "--",
            "2025",
        ),
        *(
            "Luật Hộ tịch",
            "60/2014/QH13",
            "Nghị định số ",
            "Mã: KQ.G15.000031",
            "(",
            ")",
            " ",
            "\n",
            "; ",
            ": ",
            "-",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_FRAGMENTS | st.text(max_size=5), max_size=12).map("".join))
def test_whatever_a_cell_holds_the_row_is_read_or_rejected(cell: str) -> None:
    tables = dict.fromkeys(("cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly"), cell)
    bodies = dict.fromkeys(("co_quan_thuc_hien", "dia_chi_tiep_nhan", "so_quyet_dinh", "ket_qua_xu_ly"), cell)
    entry, _ = procedure(Row.model_validate(RUN_TOGETHER | tables | bodies), AS_OF)
    assert Procedure.model_validate(entry.model_dump()) == entry


def test_the_district_level_is_kept_and_reported(tmp_path: Path) -> None:
    entry, report = imported(tmp_path, co_quan_co_tham_quyen="Công an huyện")
    assert entry.authority == "Công an huyện"
    assert about(report, Fact.DISTRICT) == ["names the district level, abolished on 1 July 2025"]


def test_a_place_is_taken_from_the_steps_only_when_they_name_one(tmp_path: Path) -> None:
    steps = "Nộp hồ sơ đăng ký tại Công an cấp xã. Hoặc nộp hồ sơ đăng ký tại Ủy ban nhân dân cấp xã."
    assert imported(tmp_path, trinh_tu_thuc_hien=steps)[0].place is None
    assert imported(tmp_path, dia_chi_tiep_nhan="Công an cấp xã.")[0].place == "Công an cấp xã"


def test_a_decision_without_an_exact_number_is_reported(tmp_path: Path) -> None:
    entry, report = imported(tmp_path, so_quyet_dinh="Demo/QĐ-BCA")
    assert entry.decision is None
    assert about(report, Fact.DECISION) == ["no exact number"]


def test_procedures_that_share_a_name_are_reported(tmp_path: Path) -> None:
    report = run(tmp_path, STRUCTURED, STRUCTURED | {"ma_thu_tuc": "1.013134"})
    assert about(report, Fact.NAME) == ["one name for 2 codes"] * 2


def test_entries_are_exported_as_lines_without_empty_fields(tmp_path: Path) -> None:
    run(tmp_path, RUN_TOGETHER, STRUCTURED)
    out = tmp_path / "book.jsonl"
    assert export(Handbook.load(tmp_path / "book"), out) == 2
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [Procedure.model_validate(line).id for line in lines] == ["1.000890", "1.013133"]
    assert lines[1]["channels"] == [
        {"kind": "counter", "time": {"amount": 1, "unit": "working_day"}, "fees": [{"amount": 0}]}
    ]
    assert "aliases" not in lines[0]


@pytest.mark.parametrize(
    "cell",
    [
        "Giấy phépMã: KQ.H17.000039Từ khóaKhông có thông tinMô tảKhông có thông tin",
        "Giấy phépMã: 000.00.00.G11-KQ3554Từ khóaKhai báo tạm vắngMô tảTheo điều 5Chọn cơ quan thực hiện",
        "Giấy phépMã: dsfas",
        "Giấy phépMã: KQ.G01.000065Giấy phépMã: VBTT",
    ],
)
def test_a_result_loses_its_code_of_whatever_form_and_the_search_panel(tmp_path: Path, cell: str) -> None:
    entry, _ = imported(tmp_path, ket_qua_xu_ly=cell)
    assert entry.result == "Giấy phép"


def test_a_row_dated_by_itself_keeps_its_own_day(tmp_path: Path) -> None:
    assert imported(tmp_path, ngay_du_lieu="2025-11-27")[0].as_of == date(2025, 11, 27)
    other = imported(tmp_path, ngay_du_lieu="2026-07", ten_thu_tuc="Đăng ký lại")[0]
    assert other.as_of == date(2026, 7, 1)


def test_a_row_that_says_the_same_keeps_the_day_of_the_first(tmp_path: Path) -> None:
    imported(tmp_path, ngay_du_lieu="2025-11-27")
    assert imported(tmp_path, ngay_du_lieu="2026-07")[0].as_of == date(2025, 11, 27)


def test_a_name_in_capitals_is_written_as_a_sentence(tmp_path: Path) -> None:
    assert imported(tmp_path, ten_thu_tuc="THỦ TỤC ĐĂNG KÝ (CẤP XÃ)")[0].name == "Thủ tục đăng ký (cấp xã)"
