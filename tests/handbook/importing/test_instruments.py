"""Instruments out of the portal's table: exact numbers with their titles, or the words as they are."""

from handbook.importing.instruments import instruments
from handbook.importing.rows import LegalCells

HEADING = "Tên văn bản pháp lýMã văn bản"


def read(cell: str) -> list[tuple[str, str | None]]:
    found, unclear, _ = instruments(HEADING + cell)
    assert unclear == []
    return [(basis.number, basis.title) for basis in found]


def structured(code: str, title: str) -> tuple[list[str], list[str]]:
    found, unclear, _ = instruments([LegalCells(so_ky_hieu=code, trich_yeu=title)])
    return [basis.number for basis in found], unclear


def test_titles_and_numbers_run_together_come_apart() -> None:
    assert read("Luật Căn cước26/2023/QH15Nghị định quy định chi tiết Luật Căn cước70/2024/NĐ-CP") == [
        ("26/2023/QH15", "Luật Căn cước"),
        ("70/2024/NĐ-CP", "Nghị định quy định chi tiết Luật Căn cước"),
    ]


def test_numbers_inside_a_title_do_not_end_it() -> None:
    title = "Thông tư số 106/2021/TT-BTC sửa đổi Thông tư số 85/2019/TT-BTC ngày 29/11/2019 về lệ phí"
    assert read(f"{title}106/2021/TT-BTC") == [("106/2021/TT-BTC", title)]


def test_a_year_or_an_assembly_before_a_number_belongs_to_the_title() -> None:
    assert read("Luật Cư trú 202068/2020/QH14Luật 60/2014/QH1360/2014/QH13") == [
        ("68/2020/QH14", "Luật Cư trú 2020"),
        ("60/2014/QH13", "Luật 60/2014/QH13"),
    ]


def test_a_number_ends_where_a_title_in_capitals_begins() -> None:
    assert read("BAN HÀNH QUY TRÌNH2222/QĐ-BHXHQUY ĐỊNH CHI TIẾT12/2025/TT-BNV") == [
        ("2222/QĐ-BHXH", "BAN HÀNH QUY TRÌNH"),
        ("12/2025/TT-BNV", "QUY ĐỊNH CHI TIẾT"),
    ]


def test_the_decimal_of_a_resolution_is_part_of_its_number() -> None:
    title = "Nghị quyết số 66.7/2025/NQ-CP của Chính phủ: Quy định cắt giảm"
    assert read(f"{title}66.7/2025/NQ-CP") == [("66.7/2025/NQ-CP", title)]


def test_a_full_stop_before_a_number_ends_the_title() -> None:
    assert read("Nghị định trong lĩnh vực hộ tịch.07/2025/NĐ-CP") == [
        ("07/2025/NĐ-CP", "Nghị định trong lĩnh vực hộ tịch")
    ]


def test_a_number_cell_with_the_kind_in_words_gives_the_number() -> None:
    assert read("Luật thú yNghị định số 35/2016/NĐ-CP") == [("35/2016/NĐ-CP", "Luật thú y")]


def test_a_number_cut_short_is_completed_only_from_its_own_title() -> None:
    assert read("Luật số 58/2024/QH15 của Quốc hội: Luật Đầu tư côngLuật số 58")[0][0] == "58/2024/QH15"
    assert structured("34/2023", "Nghị định 34/2023/NĐ-CP sửa đổi Nghị định số 112/2014/NĐ-CP") == (
        ["34/2023/NĐ-CP"],
        [],
    )
    assert structured("54", "Luật Hải quan 2014") == ([], ["Luật Hải quan 2014 54"])


def test_a_misprinted_number_is_kept_as_words() -> None:
    found, unclear, remarks = instruments(HEADING + "Quy định một cửa118/2025/NĐ-CLuật Đất đai31/2024/QH15")
    assert [basis.number for basis in found] == ["31/2024/QH15"]
    assert unclear == ["Quy định một cửa 118/2025/NĐ-C"]
    assert [reason for _, reason, _ in remarks] == ["no exact number"]


def test_a_title_and_a_number_of_two_instruments_are_kept_as_words() -> None:
    numbers, unclear = structured("69/2007/TT-BQP", "Nghị định số 159/2006/NĐ-CP")
    assert numbers == []
    assert unclear == ["Nghị định số 159/2006/NĐ-CP 69/2007/TT-BQP"]


def test_the_structured_shape_loses_the_words_before_the_number() -> None:
    assert structured("Thông tư số 104/2024/TT-BQP", "Thông tư thay thế") == (["104/2024/TT-BQP"], [])


def test_an_instrument_named_twice_is_listed_once() -> None:
    assert len(read("Luật Hộ tịch60/2014/QH13Luật Hộ tịch60/2014/QH13")) == 1


def test_no_information_is_reported() -> None:
    found, unclear, remarks = instruments("Không có thông tin")
    assert (found, unclear) == ([], [])
    assert [reason for _, reason, _ in remarks] == ["not stated"]


def test_a_number_glued_to_the_words_after_it_is_parted_from_them() -> None:
    found, _, _ = instruments(
        [LegalCells(so_ky_hieu="53/2025/TT-BCA", trich_yeu="Thông tư số 53/2025/TT-BCAngày 01/7/2025")]
    )
    assert found[0].title == "Thông tư số 53/2025/TT-BCA ngày 01/7/2025"


def test_the_party_s_instruments_end_a_title_like_the_state_s() -> None:
    assert read("Thông báo về tuổi của đảng viên13-TB/TWLuật Việc làm74/2025/QH15") == [
        ("13-TB/TW", "Thông báo về tuổi của đảng viên"),
        ("74/2025/QH15", "Luật Việc làm"),
    ]
