"""Remarks of the source on times and fees: which are told, and in what portions."""

from datetime import date

import pytest

from handbook.answering.telling import tell
from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Duration,
    Fee,
    Procedure,
    TimeUnit,
)


def details(aspect: Aspect, **facts: object) -> tuple[str, ...]:
    channel = Channel.model_validate({"kind": ChannelKind.COUNTER, **facts})
    entry = Procedure(
        id="1.001193", name="Khai sinh", field="Hộ tịch", channels=(channel,), as_of=date(2026, 6, 30)
    )
    return tell(entry, aspect, "Khai sinh", date(2026, 11, 1)).details


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("03 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ", 0),
        ("03 ngày làm việc, trường hợp phức tạp thì lâu hơn", 1),
        ("05 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ", 1),
    ],
)
def test_a_note_is_left_out_only_if_it_says_the_same_time_again(note: str, told: int) -> None:
    time = Duration(amount=3, unit=TimeUnit.WORKING_DAY)
    assert len(details(Aspect.TIME, time=time, note=note)) == told


def test_a_long_remark_is_told_clause_by_clause() -> None:
    note = (
        "tại Ủy ban nhân dân cấp xã, trang thứ nhất thu 2.000 đồng mỗi trang; từ trang thứ 3 thu 1.000 đồng; "
        "tối đa 200.000 đồng"
    )
    assert details(Aspect.FEE, fees=(Fee(amount=2000, note=note),)) == (
        "Ghi chú: tại Ủy ban nhân dân cấp xã, trang thứ nhất thu 2.000 đồng mỗi trang.",
        "Từ trang thứ 3 thu 1.000 đồng.",
        "Tối đa 200.000 đồng.",
    )


def test_a_short_remark_stays_whole() -> None:
    note = "trong hạn; quá hạn thì khác"
    assert details(Aspect.FEE, fees=(Fee(amount=2000, note=note),)) == (
        "Ghi chú: trong hạn; quá hạn thì khác.",
    )


def test_steps_that_make_no_time_together_are_quoted_with_what_they_are() -> None:
    words = "Cấp đổi biển số xe: không quá 07 ngày làm việc"
    assert details(Aspect.TIME, time_unclear=words) == (f"Nguồn ghi: c{words[1:]}.",)
