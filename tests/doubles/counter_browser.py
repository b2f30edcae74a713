"""A real Chromium before a real counter: its microphone is a recording, its speaker is measured."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from playwright.async_api import Browser, Page, async_playwright

from telephony.app.server import listen, running
from telephony.app.service import Service, build_service
from telephony.calls.engines import Engines
from telephony.counter.build import pairing_link
from telephony.settings import Settings
from tests.doubles.synthetic_voice import hiss
from voice.audio import write_wav
from voice.samples import HEARING_RATE
from voice.speaking.espeak import EspeakSynthesizer

CHROMIUM = os.environ.get("HELPLINE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARTIFACTS = Path(__file__).parents[2] / "artifacts"
WORDS_A_MINUTE = 110
PATIENCE_S = 40.0
"""For whatever happens within a second on a machine that has nothing else to do."""
AUDIBLE = 0.01
"""RMS of -40 dBFS: a voice at a normal level lies well above, the silence of a stopped speaker at zero."""

_SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --use-fake-device-for-media-stream "
    "--disable-dev-shm-usage"
).split()

_METERS = """
// Measures what really reaches the speakers and what really comes from the microphone, every 10 ms.
window.metered = { out: [], in: [] };
const meter = (context, node, log) => {
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  node.connect(analyser);
  const wave = new Float32Array(512);
  setInterval(() => {
    analyser.getFloatTimeDomainData(wave);
    log.push([performance.now(), Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length)]);
  }, 10);
};
const connect = AudioNode.prototype.connect;
const mixes = new WeakMap();
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) {
    let mix = mixes.get(target);
    if (!mix) {
      mix = this.context.createGain();
      mixes.set(target, mix);
      connect.call(mix, target);
      meter(this.context, mix, window.metered.out);
    }
    return connect.call(this, mix);
  }
  return connect.call(this, target, ...rest);
};
const microphone = AudioContext.prototype.createMediaStreamSource;
AudioContext.prototype.createMediaStreamSource = function (stream) {
  const source = microphone.call(this, stream);
  meter(this, source, window.metered.in);
  return source;
};
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const moved = [...entry.sources].map(({ node, previousRect, currentRect }) => {
      const place = (rect) => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(" ");
      const named = node?.nodeType === 1 ? node : node?.parentElement;
      return `${named?.outerHTML.slice(0, 60)}: ${place(previousRect)} -> ${place(currentRect)}`;
    });
    window.shifts.push({ value: entry.value, state: document.body.dataset.state, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True, slots=True)
class Script:
    """What is said into the microphone, from the moment it opens."""

    lines: Sequence[tuple[float, str]]
    """Second at which it begins, and the words."""
    seconds: float

    async def write(self, path: Path) -> dict[str, tuple[float, float]]:
        """The recording; gives the seconds between which each line sounds."""
        voice = EspeakSynthesizer(words_per_minute=WORDS_A_MINUTE)
        audio = hiss(self.seconds, 3e-4)
        spans: dict[str, tuple[float, float]] = {}
        for begin, words in self.lines:
            speech = await voice.synthesize(words)
            samples = soxr.resample(speech.samples, speech.rate, HEARING_RATE).astype(np.float32)
            start = round(begin * HEARING_RATE)
            assert start + len(samples) < len(audio), f"{words!r} does not fit"
            audio[start : start + len(samples)] += samples * 0.5 / np.abs(samples).max()
            spans[words] = (begin, begin + len(samples) / HEARING_RATE)
        write_wav(path, audio, HEARING_RATE)
        return spans


@dataclass
class Counter:
    """The service, to be stopped and started again at the same address."""

    settings: Settings
    engines: Engines
    port: int = 0
    service: Service | None = None
    _running: Any = None
    _stack: list[Any] = field(default_factory=list)

    async def start(self) -> None:
        listener = listen("127.0.0.1", self.port)
        self.port = listener.getsockname()[1]
        self.service = build_service(self.settings, self.engines)
        self._running = running(self.service.app, listener)
        await self._running.__aenter__()

    async def stop(self) -> None:
        if self._running is not None:
            await self._running.__aexit__(None, None, None)
            self._running = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link(self, name: str = "Quầy 1", path: str = "") -> str:
        return pairing_link(self.settings, self.url + path, name, lambda: datetime.now(UTC))


@asynccontextmanager
async def counter(settings: Settings, engines: Engines) -> AsyncIterator[Counter]:
    made = Counter(settings, engines)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


@asynccontextmanager
async def chromium(recording: Path | None = None, microphone: str = "granted") -> AsyncIterator[Browser]:
    """`microphone`: granted, refused or missing."""
    switches = list(_SWITCHES)
    if microphone == "granted":
        switches.append("--use-fake-ui-for-media-stream")
    if microphone == "missing":
        switches.remove("--use-fake-device-for-media-stream")
        switches.append("--use-fake-ui-for-media-stream")
    if recording is not None:
        switches.append(f"--use-file-for-fake-audio-capture={recording}%noloop")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        try:
            yield browser
        finally:
            await browser.close()


async def open_page(browser: Browser, url: str, **options: Any) -> tuple[Page, list[str]]:
    """A page with meters in it, and the list of what it complains about."""
    context = await browser.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "locale": "vi-VN", **options}
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.add_init_script(_METERS)
    await page.goto(url)
    return page, complaints


async def begin(page: Page) -> float:
    """Presses "Bắt đầu"; gives the page's time in ms when the microphone began to run."""
    await until(page, "document.body.dataset.state !== 'starting'")
    if await page.locator("#remedy").is_visible():
        await page.locator("#remedy").click()
    await until(page, "window.metered.in.length > 0")
    return float(await page.evaluate("window.metered.in[0][0]"))


async def until(page: Page, condition: str, seconds: float = PATIENCE_S) -> None:
    """Waits for a condition in JavaScript; the page's own policy forbids Playwright's way of doing so."""
    try:
        async with asyncio.timeout(seconds):
            while not await page.evaluate(condition):
                await asyncio.sleep(0.02)
    except TimeoutError:
        shown = await page.evaluate("document.body.innerText")
        raise AssertionError(f"{condition} is not true after {seconds} s; the page shows {shown}") from None


async def until_state(page: Page, *states: str, seconds: float = PATIENCE_S) -> None:
    await until(page, f"{list(states)}.includes(document.body.dataset.state)", seconds)


async def until_sign(page: Page, words: str) -> None:
    """Waits for the words of the large sign."""
    await until(page, f"document.getElementById('state').textContent === {words!r}")


async def until_shown(page: Page, kind: str) -> None:
    """Waits for the right-hand side to show a welcome, card, choice or officers."""
    await until(page, f"document.getElementById('answer').dataset.shows === {kind!r}")


async def until_title(page: Page, words: str, seconds: float = PATIENCE_S) -> None:
    """Waits for a card whose title holds `words`."""
    title = "document.querySelector('#answer .title')?.textContent ?? ''"
    await until(page, f"({title}).includes({words!r})", seconds)


async def ask(page: Page, question: str) -> None:
    """Types a question."""
    await page.fill("#question", question)
    await page.press("#question", "Enter")


async def settled(page: Page) -> None:
    """The answer is up; the voice is stopped so that the next step need not wait for it."""
    await until_state(page, "answering")
    await page.click("#quiet")
    await until_state(page, "listening", "waiting")


async def loudness(page: Page, side: str = "out") -> np.ndarray[Any, np.dtype[np.float64]]:
    """Rows of time in ms and RMS."""
    return np.array(await page.evaluate(f"window.metered.{side}"), dtype=np.float64).reshape(-1, 2)


def onset(rows: np.ndarray[Any, np.dtype[np.float64]], after_ms: float) -> float:
    """Time in ms of the first audible sound after `after_ms`."""
    return float(next(time for time, rms in rows if time > after_ms and rms > AUDIBLE))


def silence_begins(
    rows: np.ndarray[Any, np.dtype[np.float64]], after_ms: float, lasts_ms: float = 200
) -> float:
    """Time in ms of the last audible sound before the first `lasts_ms` of silence after `after_ms`."""
    last = after_ms
    for time, rms in rows[rows[:, 0] > after_ms]:
        if time - last >= lasts_ms:
            return last
        if rms > AUDIBLE:
            last = float(time)
    return last


async def pause(seconds: float) -> None:
    """Lets real time pass, where that is what is tested."""
    await asyncio.sleep(seconds)
