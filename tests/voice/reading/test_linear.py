"""Twice the text is twice the work: a broken cell of an import must not hold up the build."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from voice.reading import read

HOSTILE = [
    "1.",
    "1,",
    "1/",
    "1-",
    "a.",
    "A-",
    "(",
    "x ",
    "A",
    "9",
    "1 ",
    "000 ",
    "số ",
    "ngày 1,",
    "khoản 1, ",
    "đồng/",
    "I",
    "<",
    "-> ",
    "\n",
    "NĐ-",
    "1/2/",
    "một (",
    "a@",
    "https://",
    "é",
]


def steps(work: Callable[[], object]) -> int:
    """How many calls `work` makes, of Python functions and of patterns alike."""
    count = 0

    def step(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_work_grows_with_the_length_of_the_text(piece: str) -> None:
    short = piece * (2_000 // len(piece))
    assert steps(lambda: read(short * 4)) < 6 * steps(lambda: read(short)) + 5_000


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_two_hundred_kilobytes_are_read(piece: str) -> None:
    # A pattern that looked at the whole text from each place would take hours; the test's time limit tells.
    read(piece * (200_000 // len(piece)))
