"""Fixtures that tests of several rooms ask for."""

import pytest

from handbook.book.handbook import Handbook
from handbook.matching.matcher import Matcher
from tests.doubles import shipped
from voice.turns.vad import SpeechDetector


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    """The one that ships."""
    return shipped.handbook()


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """Of the handbook that ships."""
    return shipped.matcher()


@pytest.fixture(scope="session")
def detector() -> SpeechDetector:
    """The real network."""
    return shipped.detector()
