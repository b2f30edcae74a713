"""Numbers, sums, dates, times and ranges: each usual way of writing reads to the same words, and back."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.voice.reading.numbers_back import value
from voice.reading import problems, read

# Each example reads a dozen forms; a slow machine is no fault of theirs.
forms = settings(deadline=None, max_examples=40)


def parted(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


@forms
@given(st.integers(0, 10**9 - 1))
def test_a_number_is_read_alike_with_and_without_full_stops(number: int) -> None:
    words = read(f"gồm {parted(number, '.')} hồ sơ")
    assert value(words.removeprefix("gồm ").removesuffix(" hồ sơ")) == number
    if number < 10_000:
        assert read(f"gồm {number} hồ sơ") == words
    if number >= 1_000:
        assert read(f"gồm {parted(number, ' ')} hồ sơ") == words
    if number >= 1_000_000:
        assert read(f"gồm {parted(number, ',')} hồ sơ") == words


@forms
@given(st.integers(1_000, 10**12))
def test_a_sum_is_read_alike_however_it_is_written(number: int) -> None:
    words = read(f"{parted(number, '.')} đồng")
    assert value(words.removesuffix(" đồng")) == number
    for mark in (".", ",", " ", "\u00a0", ""):
        for currency in (" đồng", "đồng", "đ", " đ", "₫", " VND", "VND", "VNĐ", " VNĐ", "vnđ", " Đồng"):
            written = f"{parted(number, mark)}{currency}"
            assert read(written) == words, written
            assert problems(written) == []


@forms
@given(st.integers(1, 999), st.integers(1, 9))
def test_millions_are_read_alike_in_short(whole: int, tenth: int) -> None:
    assert read(f"{whole}tr{tenth}") == read(
        f"{whole * 10 + tenth}00.000 đồng".replace("00.000", "00000")
    ).removesuffix(" đồng")
    assert (
        read(f"{whole},{tenth}tr") == read(f"{whole},{tenth} triệu") == read(f"{whole},{tenth} Triệu".lower())
    )
    assert read(f"{whole}k") == read(f"{whole} nghìn")


DAY = re.compile(r"ngày (?:mùng )?(?P<day>.+?) tháng (?P<month>.+?) năm (?P<year>.+)")


@forms
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_is_read_alike_however_it_is_written(date: datetime.date) -> None:
    day, month, year = date.day, date.month, date.year
    words = read(f"{day}/{month}/{year}")
    said = DAY.fullmatch(words)
    assert said is not None
    month_said = 4 if said["month"] == "tư" else value(said["month"])
    assert (value(said["day"]), month_said, value(said["year"])) == (day, month, year)
    for written in (
        f"{day:02}/{month:02}/{year}",
        f"ngày {day}/{month}/{year}",
        f"ngày {day:02}/{month:02}/{year}",
        f"{day} / {month} / {year}",
        f"{day}-{month}-{year}",
        f"{day:02}-{month:02}-{year}",
        f"{day}.{month}.{year}",
        f"ngày {day:02}.{month:02}.{year}",
        f"ngày {day} tháng {month} năm {year}",
        f"ngày {day:02} tháng {month:02} năm {year}",
        date.isoformat(),
    ):
        assert read(written) == words, written
        assert problems(written) == []


@forms
@given(st.dates(datetime.date(1941, 1, 1), datetime.date(2040, 12, 31)))
def test_a_year_of_two_figures_is_the_year(date: datetime.date) -> None:
    assert read(f"ngày {date:%d/%m/%y}") == read(f"ngày {date:%d/%m/%Y}")


@forms
@given(st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)))
def test_a_day_and_its_month_are_a_date_behind_words_for_days(date: datetime.date) -> None:
    words = read(f"ngày {date.day} tháng {date.month}")
    for written in (f"{date.day}/{date.month}", f"{date:%d/%m}", f"{date.day}-{date.month}"):
        assert read(f"ngày {written}") == words, written
    for before in ("từ", "đến hết", "trước", "hạn nộp", "kể từ"):
        assert read(f"{before} {date.day}/{date.month}") == f"{before} {words}"


@forms
@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_read_alike_however_it_is_written(hour: int, minute: int) -> None:
    words = read(f"lúc {hour} giờ {minute:02}")
    said = re.fullmatch(r"lúc (?P<hour>.+?) giờ ?(?P<minute>.*)", words)
    assert said is not None
    assert (value(said["hour"]), value(said["minute"] or "không")) == (hour, minute)
    for written in (
        f"{hour}h{minute:02}",
        f"{hour:02}h{minute:02}",
        f"{hour}:{minute:02}",
        f"{hour:02}:{minute:02}",
        f"{hour:02}:{minute:02}:00",
        f"{hour} h {minute:02}",
        f"{hour}g{minute:02}",
        f"{hour:02}H{minute:02}",
    ):
        minutes = " phút" if minute and written.endswith(":00") and written.count(":") == 2 else ""
        assert read(f"lúc {written}") == words + minutes.replace(" phút", ""), written


UNITS = ["ngày", "người", "%", "km", "m2", "triệu đồng", "đồng", "tuổi", "giờ", "phút", "tháng"]


@forms
@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(UNITS))
def test_a_range_is_read_alike_however_it_is_written(first: int, more: int, unit: str) -> None:
    last = first + more
    words = read(f"mức {first} đến {last} {unit}")
    for dash in ("-", " - ", "–", " – ", "—", "\u2011"):
        assert read(f"mức {first}{dash}{last} {unit}") == words, dash
        assert problems(f"mức {first}{dash}{last} {unit}") == []


@forms
@given(st.integers(1, 900_000), st.integers(1, 900_000))
def test_a_range_of_sums_keeps_both_sums(first: int, more: int) -> None:
    low, high = first * 1_000, (first + more) * 1_000
    words = read(f"{parted(low, '.')} đồng đến {parted(high, '.')} đồng")
    for currency in ("đ", " đồng", "VNĐ"):
        for dash in ("-", " - ", "–"):
            written = f"{parted(low, '.')}{currency}{dash}{parted(high, '.')}{currency}"
            assert read(written) == words, written


@forms
@given(st.integers(1, 28), st.integers(1, 12), st.integers(1, 28), st.integers(1, 12))
def test_a_range_of_days_keeps_both_days(day: int, month: int, last_day: int, last_month: int) -> None:
    words = read(f"từ ngày {day}/{month} đến ngày {last_day}/{last_month}")
    assert " đến ngày " in words
    for written in (
        f"từ {day}/{month} đến {last_day}/{last_month}",
        f"từ {day}/{month} - {last_day}/{last_month}",
        f"từ {day:02}/{month:02}-{last_day:02}/{last_month:02}",
        f"từ {day}/{month}–{last_day}/{last_month}",
    ):
        assert read(written) == words, written


@pytest.mark.parametrize("first", range(2, 7))
@pytest.mark.parametrize("last", range(3, 8))
def test_weekdays_are_read_alike_in_figures_and_in_short(first: int, last: int) -> None:
    if first < last:
        words = read(f"từ thứ {first} đến thứ {last}")
        for written in (
            f"thứ {first} - thứ {last}",
            f"T{first}-T{last}",
            f"thứ {first}-{last}",
            f"T{first} đến T{last}",
        ):
            assert read(f"từ {written}") == words, written
