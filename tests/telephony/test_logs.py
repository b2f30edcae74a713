"""The log: a line bears its call, and nobody can fill the disk with it."""

import io
import logging
from collections.abc import Iterator

import pytest

from telephony import logs
from telephony.logs import CallFilter, Throttle


class Log:
    """A log of three lines a minute for each kind."""

    def __init__(self) -> None:
        self.time = 0.0
        self._written = io.StringIO()
        self.handler = logging.StreamHandler(self._written)
        self.handler.setFormatter(logging.Formatter("%(call)s%(message)s%(left_out)s"))
        for each in (CallFilter(), Throttle(3, lambda: self.time)):
            self.handler.addFilter(each)

    @property
    def lines(self) -> list[str]:
        return self._written.getvalue().splitlines()


@pytest.fixture
def written() -> Iterator[Log]:
    log = Log()
    logger.addHandler(log.handler)
    yield log
    logger.removeHandler(log.handler)


logger = logging.getLogger("tests.log")
logger.propagate = False


def test_a_line_within_a_call_bears_its_id(written: Log) -> None:
    with logs.about("CA1"):
        logger.warning("within")
    logger.warning("without")
    assert written.lines == ["[CA1] within", "without"]


def test_a_flood_of_one_kind_is_cut_and_counted_and_drowns_nothing_else(written: Log) -> None:
    for number in range(1_000):
        logger.warning("refused request %d", number)
    logger.error("the disk is full")
    written.time = 60.0
    logger.warning("refused request %d", 1_000)
    assert written.lines == [
        "refused request 0",
        "refused request 1",
        "refused request 2",
        "the disk is full",
        "refused request 1000 (997 more like this were left out)",
    ]
