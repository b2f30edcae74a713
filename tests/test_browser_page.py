"""The counter's page in a real browser: pairing, states, troubles, and how it looks and reads."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.async_api import Page

from telephony.conversation.conversation import Faculties
from telephony.service import build_faculties
from telephony.settings import Settings
from tests.counter_browser import (
    ARTIFACTS,
    CHROMIUM,
    Counter,
    begin,
    chromium,
    counter,
    loudness,
    open_page,
    pause,
    until,
    until_state,
    until_title,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install one, or set HELPLINE_CHROMIUM"),
]

AXE = os.environ.get("HELPLINE_AXE")
PAGE_BYTES = 150_000
QUESTION = "Đăng ký khai sinh cần giấy tờ gì?"
AMBIGUOUS = "Đăng ký lại khai sinh hay khai tử?"
OUTSIDE = "Giá vàng hôm nay bao nhiêu?"


@pytest.fixture(scope="module")
def faculties(tmp_path_factory: pytest.TempPathFactory) -> Faculties:
    return build_faculties(Settings(_env_file=None, data=tmp_path_factory.mktemp("data")))


@pytest.fixture
async def served(tmp_path: Path, faculties: Faculties) -> AsyncIterator[Counter]:
    async with counter(Settings(_env_file=None, data=tmp_path / "data"), faculties) as running:
        yield running


async def ask(page: Page, question: str) -> None:
    await page.fill("#question", question)
    await page.press("#question", "Enter")


async def settled(page: Page) -> None:
    """The answer is up; the voice is stopped so that the next step need not wait for it."""
    await until_state(page, "answering")
    await page.click("#quiet")
    await until_state(page, "listening", "waiting")


async def test_an_unpaired_page_can_do_nothing_until_a_code_is_typed(served: Counter) -> None:
    code = served.link().partition("#pair=")[2]
    async with chromium() as browser:
        page, _ = await open_page(browser, served.url)
        await page.wait_for_selector("#pairing-form")
        assert not await page.locator("#desk").is_visible()
        await page.fill("#code", "AAAA-AAAA")
        await page.press("#code", "Enter")
        await until(page, "document.getElementById('pairing-trouble').textContent.includes('Mã không đúng')")
        await page.fill("#code", code.lower())
        await page.press("#code", "Enter")
        await page.wait_for_selector("#desk")
        assert await page.text_content("#counter") == "Quầy 1"
        (cookie,) = await page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        await page.reload()
        await page.wait_for_selector("#desk")


async def test_losing_the_server_for_ten_seconds_is_told_and_mended_without_a_reload(served: Counter) -> None:
    async with chromium() as browser:
        page, complaints = await open_page(browser, served.link())
        await begin(page)
        await page.evaluate("window.sameDocument = true")
        await ask(page, QUESTION)
        await until_state(page, "answering")
        await served.stop()
        await until(page, "document.getElementById('state').textContent === 'Mất kết nối'")
        stopped_at = float(await page.evaluate("performance.now()"))
        await pause(10)
        after = await loudness(page)
        assert after[after[:, 0] > stopped_at + 1000][:, 1].max() < 0.001, (
            "nothing is read on without a server"
        )
        assert await page.locator("#answer .title").is_visible(), "the card stays to be read"
        await served.start()
        await until_state(page, "waiting", seconds=15)
        await ask(page, "Đăng ký kết hôn mất bao lâu?")
        await until_title(page, "kết hôn")
        assert await page.evaluate("window.sameDocument")
    # The browser itself reports each request that finds no server.
    lost = ("WebSocket", "net::ERR_CONNECTION_REFUSED")
    assert [complaint for complaint in complaints if not any(word in complaint for word in lost)] == []


@pytest.mark.parametrize(
    ("microphone", "title"), [("refused", "Micro bị chặn"), ("missing", "Không thấy micro")]
)
async def test_without_a_microphone_the_page_says_what_to_do_and_answers_in_writing(
    served: Counter, microphone: str, title: str
) -> None:
    async with chromium(microphone=microphone) as browser:
        page, complaints = await open_page(browser, served.link())
        await until_state(page, "ready", "trouble")
        await page.click("#remedy")
        await until(page, f"document.getElementById('state').textContent === {title!r}")
        assert "Vẫn gõ được câu hỏi" in str(await page.text_content("#hint"))
        await ask(page, QUESTION)
        await until_title(page, "khai sinh")
        await until_state(page, "answering")
    assert complaints == []


async def test_a_choice_is_made_by_button_and_a_question_outside_the_book_leads_to_the_officer(
    served: Counter,
) -> None:
    async with chromium() as browser:
        page, complaints = await open_page(browser, served.link())
        await begin(page)
        await ask(page, AMBIGUOUS)
        await page.wait_for_selector("#answer[data-shows=choice] .choice")
        chosen = await page.locator("#answer .choice span").first.inner_text()
        await page.locator("#answer .choice").first.click()
        await page.wait_for_selector("#answer[data-shows=card]")
        assert (await page.locator("#answer .title").inner_text()).lower() == chosen.splitlines()[0].lower()
        await settled(page)
        await page.click("#officer")
        await page.wait_for_selector("#answer[data-shows=officers]")
        assert await page.locator(".officers a").first.get_attribute("href") == "tel:+12025550143"
        assert "yêu cầu số" in await page.locator("#answer .aside").inner_text()
        assert await page.locator("#history li").count() == 1
        await page.click("#quiet")
        await until_state(page, "waiting")
    assert complaints == []
    assert served.service is not None
    (record,) = served.service.journal._calls.values()
    assert record.outcome == "transferred: asked_for_person"
    assert len(record.messages) == 1


async def test_the_page_is_small_and_keeps_still_from_state_to_state(served: Counter) -> None:
    sizes: list[int] = []
    async with chromium() as browser:
        context = await browser.new_context()
        probe = await context.new_page()

        async def weigh(response: Any) -> None:
            sizes.append(len(await response.body()))

        probe.on("response", weigh)
        await probe.goto(served.url)
        await probe.wait_for_selector("#pairing-form")
        page, _ = await open_page(browser, served.link())
        await begin(page)
        for question in (QUESTION, AMBIGUOUS, OUTSIDE):
            await ask(page, question)
            await settled(page)
        shifts = await page.evaluate("window.shifts")
    assert len(sizes) >= 10
    assert sum(sizes) < PAGE_BYTES
    assert sum(value for value, _ in shifts) < 0.01, shifts


@pytest.mark.skipif(
    AXE is None, reason="axe-core is not here: npm pack axe-core, then HELPLINE_AXE=…/axe.min.js"
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_in_any_state(served: Counter, scheme: str) -> None:
    assert AXE is not None
    async with chromium() as browser:
        page, _ = await open_page(browser, served.url, color_scheme=scheme)
        await page.wait_for_selector("#pairing-form")
        await assert_accessible(page, "pairing")
        page, _ = await open_page(browser, served.link(), color_scheme=scheme)
        await until_state(page, "ready", "waiting")
        await assert_accessible(page, "welcome")
        await begin(page)
        await ask(page, QUESTION)
        await until_state(page, "answering")
        await assert_accessible(page, "card")
        await ask(page, AMBIGUOUS)
        await page.wait_for_selector("#answer[data-shows=choice]")
        await assert_accessible(page, "choice")
        await page.click("#officer")
        await page.wait_for_selector("#answer[data-shows=officers]")
        await assert_accessible(page, "officers")


async def assert_accessible(page: Page, state: str) -> None:
    await page.evaluate(await asyncio.to_thread(Path(str(AXE)).read_text, encoding="utf-8"))
    found = await page.evaluate("axe.run()")
    serious = [
        f"{state}: {violation['id']} {violation['nodes'][0]['html']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


SCREENS = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", SCREENS)
async def test_every_state_has_its_picture(served: Counter, device: str, scheme: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    options: dict[str, Any] = {**SCREENS[device], "color_scheme": scheme}

    async def picture(page: Page, state: str) -> None:
        await page.screenshot(path=ARTIFACTS / f"counter-{device}-{scheme}-{state}.png")

    async with chromium() as browser:
        page, _ = await open_page(browser, served.url, **options)
        await page.wait_for_selector("#pairing-form")
        await picture(page, "1-pairing")
        page, _ = await open_page(browser, served.link(), **options)
        await until_state(page, "ready", "waiting")
        await picture(page, "2-welcome")
        await begin(page)
        await until_state(page, "waiting")
        await picture(page, "3-waiting")
        await ask(page, QUESTION)
        await until_state(page, "answering")
        await pause(0.5)
        await picture(page, "4-answering")
        await page.click("#quiet")
        await until_state(page, "listening")
        await picture(page, "5-listening")
        await ask(page, AMBIGUOUS)
        await page.wait_for_selector("#answer[data-shows=choice]")
        await picture(page, "6-choice")
        await page.click("#officer")
        await page.wait_for_selector("#answer[data-shows=officers]")
        await picture(page, "7-officers")
        await served.stop()
        await until(page, "document.getElementById('state').textContent === 'Mất kết nối'")
        await picture(page, "8-offline")
