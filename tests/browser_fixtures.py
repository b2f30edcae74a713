"""What the tests in a real browser share: faculties loaded once a file, and a service for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.conversation.conversation import Faculties
from telephony.service import build_faculties
from telephony.settings import Settings
from tests.counter_browser import Counter, counter


@pytest.fixture(scope="module")
def faculties(tmp_path_factory: pytest.TempPathFactory) -> Faculties:
    return build_faculties(Settings(_env_file=None, data=tmp_path_factory.mktemp("data")))


@pytest.fixture
async def served(tmp_path: Path, faculties: Faculties) -> AsyncIterator[Counter]:
    async with counter(Settings(_env_file=None, data=tmp_path / "data"), faculties) as running:
        yield running
