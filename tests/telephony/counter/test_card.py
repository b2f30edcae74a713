"""The card holds the entry's facts, and says where there are none."""

import re
from datetime import date

import pytest

from handbook.book.entries import (
    Aspect,
    Channel,
    ChannelKind,
    Citation,
    Document,
    DocumentGroup,
    Duration,
    Fact,
    FactSource,
    Fee,
    Procedure,
    StatutoryTime,
    Supplement,
    TimeUnit,
    Topic,
)
from telephony.counter.card import card
from telephony.counter.qr import qr_code
from telephony.counter.screen import readable

WEEK = Duration(amount=5, unit=TimeUnit.WORKING_DAY)
BASIS = Citation(number="60/2014/QH13", article="Điều 18", title="Luật Hộ tịch", quote="ngay sau khi nhận")


def procedure(**facts: object) -> Procedure:
    return Procedure.model_validate(
        {"id": "1.2", "name": "Thủ tục cấp giấy", "field": "Hộ tịch", "as_of": date(2026, 6, 30), **facts}
    )


def test_ways_that_cost_and_take_the_same_share_a_row() -> None:
    channels = [Channel(kind=kind, time=WEEK, fees=(Fee(amount=8000),)) for kind in ChannelKind]
    (row,) = card(procedure(channels=channels), ())["channels"]
    assert row == {
        "way": "Trực tiếp, trực tuyến, qua bưu chính",
        "time": "5 ngày làm việc",
        "fee": "8.000 đồng",
        "note": None,
    }


def test_a_bare_number_of_the_source_is_no_time() -> None:
    (row,) = card(procedure(channels=[Channel(kind=ChannelKind.COUNTER, time_unclear="1")]), ())["channels"]
    assert row["time"] == row["fee"] == "Sổ tay chưa ghi rõ"


def test_a_time_that_the_law_sets_fills_the_gap_and_names_the_law() -> None:
    shown = card(
        procedure(
            channels=[Channel(kind=ChannelKind.COUNTER, time_unclear="1")],
            supplement=Supplement(times=(StatutoryTime(limit=WEEK, basis=BASIS),)),
        ),
        (),
    )
    assert shown["channels"][0]["time"] == "5 ngày làm việc"
    assert "Điều 18" in " ".join(shown["times"])


def test_papers_are_listed_with_their_numbers_those_for_everybody_first() -> None:
    shown = card(
        procedure(
            documents=[
                DocumentGroup(case="Trường hợp ủy quyền", documents=(Document(name="văn bản ủy quyền"),)),
                DocumentGroup(documents=(Document(name="- tờ khai", originals=1, copies=2),)),
            ]
        ),
        (),
    )
    assert [group["case"] for group in shown["documents"]] == [None, "Trường hợp ủy quyền"]
    assert shown["documents"][0]["papers"] == [{"name": "Tờ khai", "count": "1 bản chính và 2 bản sao"}]
    assert not shown["documents_unclear"]


def test_a_procedure_without_papers_says_that_the_list_may_be_incomplete() -> None:
    assert card(procedure(), ())["documents_unclear"]


def test_the_aspects_asked_for_come_along_so_that_they_can_stand_first() -> None:
    assert card(procedure(), (Aspect.FEE,))["aspects"] == ["fee"]


def test_a_procedure_without_an_address_has_no_code_to_scan() -> None:
    assert card(procedure(), ())["qr"] is None


def test_a_topic_shows_its_answer_and_source() -> None:
    topic = Topic(
        id="t",
        title="Số xã",
        questions=("bao nhiêu xã",),
        facts=(
            Fact(
                said=("Hà Nội có 126 xã, phường.",),
                source=FactSource(number="1656/NQ-UBTVQH15", title="Nghị quyết số 1656/NQ-UBTVQH15"),
                since=date(2025, 7, 1),
            ),
        ),
        field="Chung",
        side="government",
        as_of=date(2025, 9, 1),
    )
    shown = card(topic, ())
    assert (shown["kind"], shown["text"]) == ("topic", ["Hà Nội có 126 xã, phường."])
    assert shown["basis"] == [{"number": "1656/NQ-UBTVQH15", "title": None}]


def test_the_qr_code_is_a_square_with_its_three_finder_patterns() -> None:
    code = qr_code("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3fac-7489-b53b-a15eb239a6fe")
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)]
    assert "".join(f"M{x} {y}h{w}v1h-{w}z" for x, y, w in runs) == code.path
    last = code.size - 4 - 7
    assert {(4, 4, 7), (last, 4, 7), (4, last, 7)} <= set(runs)
    assert all(x >= 4 and x + width <= code.size - 4 and 4 <= y < code.size - 4 for x, y, width in runs)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+84912345678", "0912 345 678"), ("+842438253536", "02438 253 536"), ("+12025550143", "+12025550143")],
)
def test_a_telephone_number_is_shown_as_it_is_dialled_here(phone: str, shown: str) -> None:
    assert readable(phone) == shown
