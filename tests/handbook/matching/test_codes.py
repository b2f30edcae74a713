"""A procedure is found by its own code, typed or spoken."""

import pytest

from handbook.matching.codes import code_said

KNOWN = {"1.001193", "2.000815"}


@pytest.mark.parametrize(
    "text",
    [
        "thủ tục 1.001193 cần giấy tờ gì",
        "mã 1 . 001193",
        "một chấm không không một một chín ba mất bao lâu",
        "mot cham khong khong mot mot chin ba",
        "1 chấm 001193",
    ],
)
def test_a_code_is_known_however_its_digits_are_given(text: str) -> None:
    assert code_said(text, KNOWN) == "1.001193"


@pytest.mark.parametrize(
    "text", ["", "9.999999", "phí 1.001.193 đồng", "số 11.0011934", "1.001193 hay 2.000815"]
)
def test_other_numbers_and_two_codes_name_none(text: str) -> None:
    assert code_said(text, KNOWN) is None
