"""How much can be told is counted, and what is missing is named."""

from datetime import date

from handbook.answering.coverage import GOALS, coverage, coverage_lines
from handbook.book.entries import Aspect, Channel, ChannelKind, Fee, Procedure
from handbook.book.handbook import Handbook, Shelved

TODAY = date(2026, 11, 29)


def procedure(code: str, *channels: Channel) -> Procedure:
    return Procedure(
        id=code, name="Đăng ký", field="Hộ tịch", place="Công an xã", channels=channels, as_of=TODAY
    )


BOOK = Handbook(
    [
        procedure("1.000001", Channel(kind=ChannelKind.COUNTER, fees=(Fee(amount=0),))),
        procedure("1.000002"),
    ],
    shelved=[Shelved(procedure("1.000003"), "của tỉnh khác")],
)


def test_every_aspect_that_a_city_expects_is_counted_with_what_lacks_it() -> None:
    counted = {each.aspect: each for each in coverage(BOOK, TODAY)}
    assert tuple(counted) == tuple(GOALS)
    fee = counted[Aspect.FEE]
    assert (fee.told, fee.missing, fee.share) == (1, ("1.000002",), 0.5)
    assert counted[Aspect.PLACE].share == 1


def test_the_table_marks_what_is_below_its_goal_and_names_the_codes_if_asked() -> None:
    lines = list(coverage_lines(BOOK, TODAY, missing=True))
    assert lines[0] == "2 procedures are done here, 1 are not"
    assert any(line.startswith("fee") and "50.0%  below 85%" in line for line in lines)
    assert "fee: 1.000002" in lines


def test_a_book_without_procedures_lacks_nothing() -> None:
    assert all(each.share == 1 for each in coverage(Handbook([]), TODAY))
