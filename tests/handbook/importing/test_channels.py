"""Times and fees out of the portal's table of channels: exact, or the source's words and the reason."""

import pytest

from handbook.book.entries import (
    Channel,
    ChannelKind,
    Duration,
    Fee,
    TimeUnit,
)
from handbook.importing.channels import channels
from handbook.importing.durations import from_receipt, mentions, parse
from handbook.importing.rows import ChannelCells

HEADING = "Hình thức nộpThời gianPhí, lệ phíMô tả"
COUNCIL = "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định."


def read(cells: str, steps: str = "") -> tuple[Channel, ...]:
    return channels(HEADING + cells, steps)[0]


def only(cells: str, steps: str = "") -> Channel:
    (channel,) = read(cells, steps)
    return channel


def reasons(cells: str, steps: str = "") -> set[str]:
    return {reason for _, reason, _ in channels(HEADING + cells, steps)[1]}


def row(kind: str = "Trực tiếp", time: str = "", fee: str = "", description: str = "") -> ChannelCells:
    return ChannelCells.model_validate(
        {"hinh_thuc": kind, "thoi_han_giai_quyet": time, "phi_le_phi": fee, "mo_ta": description}
    )


def days(amount: float) -> Duration:
    return Duration(amount=amount, unit=TimeUnit.WORKING_DAY)


def test_run_together_cells_come_apart_into_channels_counter_first() -> None:
    found = read(
        "Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng(một lần)Nộp qua cổng."
        "Dịch vụ bưu chính30 PhútMiễn phíTrực tiếp5 NgàyKhông có thông tinNộp tại trụ sở"
    )
    assert found == (
        Channel(kind=ChannelKind.COUNTER, time=Duration(amount=5, unit=TimeUnit.DAY)),
        Channel(kind=ChannelKind.ONLINE, time=days(3), fees=(Fee(amount=7000, note="một lần"),)),
        Channel(kind=ChannelKind.POST, time=Duration(amount=30, unit=TimeUnit.MINUTE), fees=(Fee(amount=0),)),
    )


def test_a_channel_named_inside_a_description_starts_no_new_one() -> None:
    assert len(read("Trực tiếp5 NgàyMiễn phí- Trực tuyến: nộp qua cổng; Trực tiếp tại trụ sở")) == 1


def test_a_table_that_does_not_begin_with_a_channel_is_left_unclear() -> None:
    found, remarks = channels(HEADING + "nộp hồ sơ. Trực tiếp5 NgàyMiễn phí", "")
    assert found == ()
    assert [reason for _, reason, _ in remarks] == ["the table of channels cannot be taken apart"]


def test_the_structured_shape_gives_the_same_facts() -> None:
    table = [
        row(time="0.5 Giờ", fee="Lệ phí : 8.000 Đồng (mỗi bản)"),
        row("Trực tuyến", "3 Ngày làm việc", "Phí : 0 Đồng"),
    ]
    assert channels(table, "")[0] == (
        Channel(
            kind=ChannelKind.COUNTER,
            time=Duration(amount=0.5, unit=TimeUnit.HOUR),
            fees=(Fee(amount=8000, note="mỗi bản"),),
        ),
        Channel(kind=ChannelKind.ONLINE, time=days(3), fees=(Fee(amount=0),)),
    )


def test_no_information_is_neither_free_nor_a_time() -> None:
    channel = only("Trực tiếpKhông có thông tinKhông có thông tin")
    assert (channel.time, channel.time_unclear, channel.fees, channel.fee_unclear) == (None, None, (), None)
    assert reasons("Trực tiếpKhông có thông tinKhông có thông tin") == {"not stated"}


def test_a_bare_number_is_no_number_of_days() -> None:
    channel = only("Trực tuyến1Miễn phí", "Ủy ban nhân dân xem xét, quyết định.")
    assert channel.time is None
    assert channel.time_unclear == "1"
    assert channel.fees == (Fee(amount=0),)
    assert reasons("Trực tuyến1Miễn phí") == {"a number without a unit"}


def test_the_steps_give_a_bare_number_its_unit_when_they_know_one_limit() -> None:
    steps = "Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân cấp xã quyết định."
    assert only("Trực tiếp5Miễn phí", steps).time == days(5)
    assert "taken from the row's own steps" in " ".join(reasons("Trực tiếp5Miễn phí", steps))


@pytest.mark.parametrize(
    "steps",
    [
        "Trong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân quyết định.",
        "Trong thời hạn 01 ngày làm việc, kể từ ngày nhận được hồ sơ, kiểm tra. "
        "Trong thời hạn 07 ngày làm việc kể từ ngày nhận được hồ sơ hợp lệ, quyết định.",
        "Niêm yết trong thời gian 01 ngày làm việc.",
    ],
)
def test_another_limit_or_several_limits_give_a_bare_number_no_unit(steps: str) -> None:
    assert only("Trực tiếp1Miễn phí", steps).time_unclear == "1"


def test_the_steps_promise_of_the_next_working_day_goes_with_a_bare_number() -> None:
    promise = "nếu tiếp nhận hồ sơ sau 15 giờ thì có Phiếu hẹn, trả kết quả trong ngày làm việc tiếp theo"
    assert only("Trực tiếp1Miễn phí", f"{promise} (nếu nộp trực tiếp); chuyển hồ sơ.").note == promise


def test_a_cell_that_its_description_contradicts_is_unclear() -> None:
    cells = "Trực tiếp7 NgàyMiễn phí07 ngày làm việc, kể từ ngày nhận đủ hồ sơ"
    assert only(cells).time_unclear == "7 Ngày; 07 ngày làm việc, kể từ ngày nhận đủ hồ sơ"
    assert reasons(cells) == {"the cell and its description disagree"}
    assert (
        only("Trực tiếp4 Ngày làm việcMiễn phíTrong thời hạn 03 ngày làm việc kể từ ngày nhận đủ hồ sơ").time
        is None
    )


def test_an_exception_in_the_description_stays_beside_the_time() -> None:
    channel = only("Trực tiếp10 Ngày làm việcMiễn phí20 ngày làm việc đối với cây cần bảo tồn")
    assert channel.time == days(10)
    assert channel.note == "20 ngày làm việc đối với cây cần bảo tồn"


def test_a_missing_time_is_taken_from_a_description_with_one_limit() -> None:
    assert only("Trực tiếpKhông có thông tinMiễn phí05 ngày làm việc kể từ ngày nhận đủ hồ sơ").time == days(
        5
    )
    several = only(
        "Trực tiếpKhông có thông tinMiễn phía) Thẩm định: 02 ngày làm việc; b) Quyết định: 33 ngày làm việc."
    )
    assert several.time is None
    assert several.time_unclear == "a) Thẩm định: 02 ngày làm việc; b) Quyết định: 33 ngày làm việc"


def test_conditions_before_a_time_are_not_lost() -> None:
    channel = only(
        "Trực tiếp9 Ngày làm việcMiễn phí"
        "a) Trường hợp đổi tên; đổi người đại diện; sửa quy chế: 05 ngày làm việc."
    )
    assert channel.note == "a) Trường hợp đổi tên; đổi người đại diện; sửa quy chế: 05 ngày làm việc"


def test_steps_listed_as_lines_of_one_channel_are_no_times_of_the_whole() -> None:
    cells = (
        "Trực tiếp2 Ngày làm việcMiễn phíMột cửa: 02 ngày làm việc."
        "Trực tiếp5 Ngày làm việcMiễn phíThẩm định: 05 ngày làm việc."
    )
    assert [(channel.time, channel.time_unclear) for channel in read(cells)] == [
        (None, "Một cửa: 02 ngày làm việc"),
        (None, "Thẩm định: 05 ngày làm việc"),
    ]


def test_cases_listed_as_lines_of_one_channel_keep_their_times_and_their_cases() -> None:
    found = read(
        "Trực tiếp3 Ngày làm việcMiễn phíTrường hợp có thẻ:\n- Không quá 03 ngày làm việc."
        "Trực tiếp7 Ngày làm việcMiễn phíKhông quá 07 ngày làm việc với trường hợp chưa có thẻ."
    )
    assert [channel.time for channel in found] == [days(3), days(7)]
    assert found[0].note == "Trường hợp có thẻ: Không quá 03 ngày làm việc"


@pytest.mark.parametrize("free", ["Miễn phí", "Miễn phí(Không)", "Miễn phí(Không có.)"])
def test_free_is_a_fee_of_zero(free: str) -> None:
    assert only(f"Trực tiếp5 Ngày{free}").fees == (Fee(amount=0),)


@pytest.mark.parametrize("free", ["Lệ phí : 0 Đồng", "Phí : Không Đồng", "Phí : không Đồng"])
def test_free_in_the_structured_shape_is_a_fee_of_zero(free: str) -> None:
    assert channels([row(fee=free)], "")[0][0].fees == (Fee(amount=0),)


def test_free_with_a_fee_set_by_the_council_is_unclear() -> None:
    channel = only(f"Trực tiếp5 NgàyMiễn phí(({COUNCIL}))")
    assert channel.fees == ()
    assert channel.fee_unclear == COUNCIL.removesuffix(".")
    assert reasons(f"Trực tiếp5 NgàyMiễn phí({COUNCIL})") == {"set by the province's People's Council"}


def test_an_amount_that_the_council_may_change_is_unclear() -> None:
    assert (
        only(f"Trực tiếp5 Ngày150,000 VNĐ({COUNCIL})").fee_unclear
        == f"150,000 VNĐ ({COUNCIL.removesuffix('.')})"
    )


def test_a_council_named_only_in_the_description_is_heard() -> None:
    assert only(f"Trực tiếp5 NgàyKhông có thông tin{COUNCIL}").fee_unclear == COUNCIL.removesuffix(".")


def test_free_that_refers_to_rules_elsewhere_is_unclear() -> None:
    assert only("Trực tiếp5 NgàyMiễn phí(Theo Thông tư số 60/2023/TT-BTC)").fees == ()


def test_free_beside_a_channel_whose_fee_the_council_sets_is_unclear() -> None:
    found = read(f"Trực tiếp5 NgàyMiễn phíTrực tuyến5 NgàyMiễn phí({COUNCIL})")
    assert [channel.fee_unclear for channel in found] == ["Miễn phí", COUNCIL.removesuffix(".")]


def test_free_stays_free_whatever_the_steps_say_of_those_who_must_pay() -> None:
    words = "nộp lệ phí nếu thuộc trường hợp phải nộp lệ phí đăng ký khai sinh"
    steps = f"Nộp hồ sơ; {words}; nhận kết quả."
    assert only("Trực tiếp5 NgàyMiễn phí", steps).fees == (Fee(amount=0),)


@pytest.mark.parametrize(
    "fee",
    [
        "5,000 VNĐ(thu 7.000 đồng/lần)",
        "700 VNĐ(Phí thẩm định: 700.000 đồng/cơ sở)",
        "25 VNĐ",
        "10 USD(/bản)",
        "50,000 VNĐ(50.000 đồng/thẻ; đến hết năm thu bằng 50% mức trên)",
    ],
)
def test_an_amount_that_its_remark_does_not_bear_out_is_unclear(fee: str) -> None:
    channel = only(f"Trực tiếp5 Ngày{fee}")
    assert channel.fees == ()
    assert channel.fee_unclear is not None
    assert channel.fee_unclear.startswith(fee.partition("(")[0])


def test_an_amount_borne_out_by_its_remark_is_kept_with_it() -> None:
    channel = only("Trực tiếp5 Ngày2,000 VNĐ(2.000 đồng/trang; từ trang thứ 3 thu 1.000 đồng/trang)")
    assert channel.fees == (Fee(amount=2000, note="2.000 đồng/trang; từ trang thứ 3 thu 1.000 đồng/trang"),)


def test_several_amounts_are_all_kept_or_all_unclear() -> None:
    both = "Lệ phí : 20000 Đồng (xe máy)\nLệ phí : 50000 Đồng (ô tô)"
    assert [fee.amount for fee in channels([row(fee=both)], "")[0][0].fees] == [20000, 50000]
    mixed = channels([row(fee="Lệ phí : 01 USD (người lớn)\nLệ phí : 20000 Đồng (xe)")], "")[0][0]
    assert mixed.fees == ()
    assert mixed.fee_unclear == "01 USD (người lớn); 20000 Đồng (xe)"


def test_digits_of_a_time_and_a_fee_run_together_are_left_unclear() -> None:
    channel = only("Trực tiếp110,000 VNĐNộp tại trụ sở")
    assert (channel.time, channel.fees) == (None, ())
    assert (channel.time_unclear, channel.fee_unclear) == ("110,000 VNĐ", "110,000 VNĐ")


def test_an_unclosed_bracket_keeps_all_its_words() -> None:
    assert only("Trực tiếp5 Ngày8,000 VNĐ(8.000 đồng (tám nghìn/bản").fees == (
        Fee(amount=8000, note="8.000 đồng (tám nghìn/bản"),
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3 Ngày làm việc", days(3)),
        ("01 Giờ", Duration(amount=1, unit=TimeUnit.HOUR)),
        ("2 Tháng", Duration(amount=2, unit=TimeUnit.MONTH)),
        ("0 Giờ", None),
        ("3", None),
        ("Không quy định", None),
        ("3 Ngày làm việc và 2 giờ", None),
    ],
)
def test_a_cell_is_a_duration_only_as_a_whole(cell: str, expected: Duration | None) -> None:
    assert parse(cell) == expected


def test_dates_and_times_of_day_are_no_durations() -> None:
    assert mentions("ngày 15/11/2015, tháng 7 năm 2024, sau 15 giờ, ngày 03 tháng 6") == []
    assert mentions("không quá 03 (ba) ngày làm việc") == [days(3)]


def test_only_limits_from_the_receipt_of_the_file_count() -> None:
    assert from_receipt("Trong thời hạn 02 ngày kể từ ngày Quyết định được ban hành") == set()
    assert from_receipt("thời hạn không quá 05 ngày làm việc, kể từ ngày nhận được đủ hồ sơ") == {days(5)}
