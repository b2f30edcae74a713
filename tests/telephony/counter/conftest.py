"""What the tests of the counter share."""

from collections.abc import AsyncIterator

import pytest

from tests.doubles.counter_bench import make_bench
from tests.doubles.counter_page import Opening, Page


@pytest.fixture
async def page() -> AsyncIterator[Opening]:
    pages: list[Page] = []

    def open_page(*texts: str | None) -> Page:
        pages.append(Page(make_bench(*texts)))
        return pages[-1]

    yield open_page
    for opened in pages:
        await opened.session.close()
        opened.bench.recognition.close()
