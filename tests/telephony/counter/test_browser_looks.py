"""How the counter's page looks: every state in pictures, its weight, its calm, and what axe says of it."""

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.async_api import Page, WebSocketRoute

from telephony.counter.messages import BUSY
from tests.doubles.counter_browser import (
    ARTIFACTS,
    CHROMIUM,
    Counter,
    ask,
    begin,
    chromium,
    open_page,
    settled,
    until,
    until_shown,
    until_sign,
    until_state,
)

pytest_plugins = ["tests.doubles.browser_fixtures"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install one, or set HELPLINE_CHROMIUM"),
]

log = logging.getLogger(__name__)

AXE = os.environ.get("HELPLINE_TEST_AXE")
PAGE_BYTES = 150_000
QUESTION = "Đăng ký khai sinh cần giấy tờ gì?"
AMBIGUOUS = "Đăng ký lại khai sinh hay khai tử?"
OUTSIDE = "Giá vàng hôm nay bao nhiêu?"


SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1366, "height": 768}},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "is_mobile": True},
}


async def test_the_page_is_small(served: Counter) -> None:
    sizes: list[int] = []

    async def weigh(response: Any) -> None:
        sizes.append(len(await response.body()))

    async with chromium() as browser:
        page = await (await browser.new_context()).new_page()
        page.on("response", weigh)
        await page.goto(served.url)
        await page.wait_for_selector("#pairing-form")
    log.info("the page weighs %d bytes in %d files", sum(sizes), len(sizes))
    assert len(sizes) >= 10
    assert sum(sizes) < PAGE_BYTES


@pytest.mark.parametrize("device", SCREENS)
async def test_the_page_keeps_still_from_state_to_state(served: Counter, device: str) -> None:
    async with chromium() as browser:
        page, _ = await open_page(browser, served.link(), **SCREENS[device])
        await begin(page)
        for question in (QUESTION, AMBIGUOUS, OUTSIDE):
            await ask(page, question)
            await settled(page)
        await page.click("#officer")
        await until_shown(page, "officers")
        await settled(page)
        await page.click("#next")
        await until_shown(page, "welcome")
        await served.stop()
        await until_sign(page, "Mất kết nối")
        shifts = await page.evaluate("window.shifts")
    log.info("the page shifted %s", shifts)
    assert sum(shift["value"] for shift in shifts) < 0.01, json.dumps(shifts, indent=1, ensure_ascii=False)


@pytest.mark.skipif(
    AXE is None, reason="axe-core is not here: npm pack axe-core, then HELPLINE_TEST_AXE=…/axe.min.js"
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
        await until_shown(page, "choice")
        await assert_accessible(page, "choice")
        await page.click("#officer")
        await until_shown(page, "officers")
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


async def photograph(page: Page, name: str) -> None:
    """Keeps a picture, on which the sign's words and button must not be cut off."""
    ARTIFACTS.mkdir(exist_ok=True)
    await page.screenshot(path=ARTIFACTS / f"counter-{name}.png")
    cut_off = await page.evaluate(
        """() => {
          const [sign, words] = [document.querySelector(".status"), document.getElementById("state")];
          return words.scrollWidth > words.clientWidth || sign.scrollHeight > sign.clientHeight;
        }"""
    )
    assert not cut_off, f"{name}: the sign's words do not fit"


class Between:
    """Stands between page and service: passes everything on, and can show states that pass too quickly."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sockets: list[WebSocketRoute] = []

    async def step_in(self) -> None:
        await self._page.route_web_socket("**/counter/stream", self._open)

    def show(self, **message: object) -> None:
        self._sockets[-1].send(json.dumps(message))

    async def close(self, code: int) -> None:
        await self._sockets[-1].close(code=code)

    def _open(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        self._sockets.append(socket)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", SCREENS)
async def test_every_state_has_its_picture(served: Counter, device: str, scheme: str) -> None:
    options: dict[str, Any] = {**SCREENS[device], "color_scheme": scheme}

    async def picture(page: Page, state: str) -> None:
        await photograph(page, f"{device}-{scheme}-{state}")

    async with chromium() as browser:
        page, _ = await open_page(browser, served.url, **options)
        await page.wait_for_selector("#pairing-form")
        await picture(page, "01-pairing")
        page, _ = await open_page(browser, "about:blank", **options)
        between = Between(page)
        await between.step_in()
        await page.goto(served.link())
        await until_state(page, "ready", "waiting")
        await picture(page, "02-welcome")
        await begin(page)
        await until_state(page, "waiting")
        await picture(page, "03-waiting")
        between.show(type="state", state="hearing")
        between.show(type="heard", text="đăng ký khai sinh cho con thì cần những", final=False)
        await until_state(page, "hearing")
        await picture(page, "04-hearing")
        between.show(type="heard", text=QUESTION, final=True)
        between.show(type="state", state="thinking")
        await until_state(page, "thinking")
        await picture(page, "05-thinking")
        await ask(page, QUESTION)
        await until_state(page, "answering")
        await picture(page, "06-answering")
        await page.click("#quiet")
        await until_state(page, "listening")
        await picture(page, "07-listening")
        await ask(page, AMBIGUOUS)
        await until_shown(page, "choice")
        await picture(page, "08-choice")
        entry = served.engines.handbook["1.001193"]
        between.show(
            type="options", options=[{"key": "1", "title": "Đăng ký khai sinh", "field": entry.field}]
        )
        await until(page, "document.querySelectorAll('.choices.two button').length === 2")
        await picture(page, "09-confirm")
        await settled(page)
        await ask(page, OUTSIDE)
        await settled(page)
        await until_shown(page, "unknown")
        await picture(page, "10-unknown")
        await page.click("#officer")
        await until_shown(page, "officers")
        await picture(page, "11-officers")
        await between.close(BUSY)
        await until_sign(page, "Máy chủ đang bận")
        await picture(page, "12-busy")
        await page.close()
        page, _ = await open_page(browser, served.link(), **options)
        await begin(page)
        await ask(page, QUESTION)
        await settled(page)
        await served.stop()
        await until_sign(page, "Mất kết nối")
        await picture(page, "13-offline")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", SCREENS)
@pytest.mark.parametrize("microphone", ["refused", "missing"])
async def test_a_page_without_a_microphone_has_its_picture(
    served: Counter, device: str, scheme: str, microphone: str
) -> None:
    async with chromium(microphone=microphone) as browser:
        page, _ = await open_page(browser, served.link(), **SCREENS[device], color_scheme=scheme)
        await until_state(page, "ready", "trouble")
        await photograph(page, f"{device}-{scheme}-14-{microphone}-before")
        await page.click("#remedy")
        await until_sign(page, {"refused": "Micro bị chặn", "missing": "Không thấy micro"}[microphone])
        await photograph(page, f"{device}-{scheme}-14-{microphone}")
