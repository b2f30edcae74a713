"""What the tests in a real browser share: engines loaded once a file, and a service for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.app.engines import build_engines
from telephony.calls.engines import Engines
from telephony.settings import Settings
from tests.doubles.counter_browser import Counter, counter


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    return build_engines(Settings(_env_file=None, data=tmp_path_factory.mktemp("data")))


@pytest.fixture
async def served(tmp_path: Path, engines: Engines) -> AsyncIterator[Counter]:
    async with counter(Settings(_env_file=None, data=tmp_path / "data"), engines) as running:
        yield running
