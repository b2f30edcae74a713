"""The counter's page in a real browser: pairing, troubles, buttons, and what the next citizen may see."""

from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from telephony.calls.engines import Engines
from telephony.settings import Settings
from tests.doubles.counter_browser import (
    CHROMIUM,
    Counter,
    ask,
    begin,
    chromium,
    counter,
    loudness,
    open_page,
    pause,
    settled,
    until,
    until_shown,
    until_sign,
    until_state,
    until_title,
)

pytest_plugins = ["tests.doubles.browser_fixtures"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install one, or set HELPLINE_CHROMIUM"),
]

QUESTION = "Đăng ký khai sinh cần giấy tờ gì?"
DEATH = "Đăng ký khai tử cần giấy tờ gì?"
"""Not one of the page's own examples."""
AMBIGUOUS = "Đăng ký lại khai sinh hay khai tử?"


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
        await until_sign(page, "Mất kết nối")
        stopped_at = float(await page.evaluate("performance.now()"))
        await pause(10)
        after = await loudness(page)
        assert after[after[:, 0] > stopped_at + 1000][:, 1].max() < 0.001, (
            "nothing is read on without a server"
        )
        assert await page.locator("#answer .title").is_visible(), "the card stays to be read"
        await served.start()
        await until_state(page, "waiting")
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
        await until_sign(page, title)
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
        await until_shown(page, "choice")
        chosen = await page.locator("#answer .choice span").first.inner_text()
        await page.locator("#answer .choice").first.click()
        await until_shown(page, "card")
        assert (await page.locator("#answer .title").inner_text()).lower() == chosen.splitlines()[0].lower()
        await settled(page)
        await page.click("#officer")
        await until_shown(page, "officers")
        assert await page.locator(".officers a").first.get_attribute("href") == "tel:+12025550143"
        assert "yêu cầu số" in await page.locator("#answer .aside").inner_text()
        assert await page.locator("#history li").count() == 1
        await page.click("#quiet")
        await until_state(page, "waiting")
    assert complaints == []
    assert served.service is not None
    (record,) = served.service.journal.known
    assert str(record.outcome) == "officer_shown: asked_for_person"
    assert len(record.messages) == 1


async def test_a_page_too_many_is_told_that_the_server_is_busy_and_served_when_a_place_is_free(
    tmp_path: Path, engines: Engines
) -> None:
    settings = Settings(_env_file=None, data=tmp_path / "data", max_counters=1)
    async with counter(settings, engines) as served, chromium() as browser:
        first, _ = await open_page(browser, served.link())
        await begin(first)
        second, complaints = await open_page(browser, served.link("Quầy 2"))
        await until_sign(second, "Máy chủ đang bận")
        assert "gọi điện đến tổng đài" in await second.inner_text("#hint")
        assert not await second.locator("#remedy").is_visible()
        await first.close()
        await until_state(second, "ready", "waiting")
        await ask(second, QUESTION)
        await until_title(second, "khai sinh")
    assert complaints == []


async def test_nothing_of_a_citizens_question_is_left_for_the_next(served: Counter) -> None:
    async with chromium() as browser:
        page, complaints = await open_page(browser, served.link())
        await begin(page)
        await ask(page, DEATH)
        await until_title(page, "khai tử")
        await page.locator("#answer .checklist input").first.check()
        await page.fill("#question", "con chị Hoa")
        assert DEATH in await page.inner_text("#history")
        await page.click("#next")
        await until_shown(page, "welcome")
        await until_state(page, "waiting")
        assert await page.inner_text("#heard") == ""
        assert await page.input_value("#question") == ""
        assert DEATH not in await page.content()
        await page.locator("#history button").click()
        await until_title(page, "khai tử")
        assert await page.locator("#answer .checklist input:checked").count() == 0
    assert complaints == []


async def test_a_page_under_a_path_prefix_pairs_hears_and_answers(served: Counter) -> None:
    assert served.service is not None
    served.service.app.mount("/hotline", served.service.app)  # as behind a proxy that strips the prefix
    async with chromium() as browser:
        page, complaints = await open_page(browser, served.link(path="/hotline"))
        await begin(page)
        await ask(page, QUESTION)
        await until_title(page, "khai sinh")
        await until_state(page, "answering")
        assert page.url == f"{served.url}/hotline/"
    assert complaints == []


async def test_before_a_restart_the_answer_goes_on_and_the_page_says_that_the_next_must_wait(
    served: Counter,
) -> None:
    async with chromium() as browser:
        page, complaints = await open_page(browser, served.link())
        await begin(page)
        await ask(page, QUESTION)
        await until_state(page, "answering")
        assert served.service is not None
        served.service.drain.begin()
        assert served.service.drain.busy() == 1
        await page.click("#next")
        await until_sign(page, "Máy chủ sắp khởi động lại")
        assert served.service.drain.busy() == 0
        await ask(page, QUESTION)
        assert await page.text_content("#state") == "Máy chủ sắp khởi động lại"
    assert complaints == []
