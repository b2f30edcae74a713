"""Numbers that carriers give, and numbers that people write."""

import pytest

from telephony.numbers import WITHHELD, is_callable, parse_number

NOBODYS = [
    "", " ", "anonymous", "Anonymous", "Restricted", "unavailable", "sip:lan@pbx.example",
    "sip:+84912345678@pbx.example", "client:lan", "+", "+84", "0912345678", "84912345678", "113",
    "+840912345678", "+84 912345678", "+٨٤٩١٢٣٤٥٦٧٨", "+8491234567890123", *sorted(WITHHELD),
]  # fmt: skip


@pytest.mark.parametrize("number", NOBODYS)
def test_what_is_no_number_of_anybody_is_not_called_back(number: str) -> None:
    assert not is_callable(number)


@pytest.mark.parametrize("number", ["+84912345678", "+842433334444", "+12025550143", "+4930123456"])
def test_a_number_with_its_country_is_somebodys(number: str) -> None:
    assert is_callable(number)
    assert parse_number(number) == number


@pytest.mark.parametrize(
    "written", ["+84 912 345 678", "+84 (912) 345-678", "+84.912.345.678", " +84912345678 "]
)
def test_a_number_is_read_as_people_write_it(written: str) -> None:
    assert parse_number(written) == "+84912345678"


@pytest.mark.parametrize(
    "written", ["+840912345678", "0912 345 678", "84912345678", "0084912345678", "840912345678"]
)
def test_a_number_written_for_use_within_the_country_is_refused_with_the_likely_one(written: str) -> None:
    with pytest.raises(ValueError, match=r"\+84912345678 is likely meant"):
        parse_number(written)


def test_a_number_that_begins_like_the_country_within_the_country_keeps_its_digits() -> None:
    with pytest.raises(ValueError, match=r"\+84841234567 is likely meant"):
        parse_number("0841234567")


@pytest.mark.parametrize("written", ["", "lan", "+12345", "113", "+266696687"])
def test_nothing_is_guessed_where_nothing_is_likely(written: str) -> None:
    with pytest.raises(ValueError, match=r"^(?!.*likely)"):
        parse_number(written)
