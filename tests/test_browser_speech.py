"""Speaking to the counter, in a real browser with a recording as its microphone and the real recogniser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from handbook.answers import compose
from handbook.entries import Aspect
from telephony.conversation import Faculties
from telephony.journal import CallRecord
from telephony.service import build_faculties
from telephony.settings import Settings
from tests.counter_browser import (
    AUDIBLE,
    CHROMIUM,
    Counter,
    Script,
    begin,
    chromium,
    counter,
    loudness,
    onset,
    open_page,
    silence_begins,
    until,
    until_state,
)
from voice.mulaw import TELEPHONE_RATE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install one, or set HELPLINE_CHROMIUM"),
]

OVERHEARD = "Chứng thực bản sao mất bao lâu?"
QUESTION = f"Sổ tay ơi, {OVERHEARD.lower()}"
CERTIFIED_COPY = "2.000815"
FOLLOW_UP = "Đăng ký khai tử."
DEATH_REGISTRATION = "1.000656"
"""Words that whisper-base understands even from a synthetic voice."""


@pytest.fixture(scope="module")
def faculties(tmp_path_factory: pytest.TempPathFactory) -> Faculties:
    return build_faculties(Settings(_env_file=None, data=tmp_path_factory.mktemp("data")))


@pytest.fixture
async def served(tmp_path: Path, faculties: Faculties) -> AsyncIterator[Counter]:
    async with counter(Settings(_env_file=None, data=tmp_path / "data"), faculties) as running:
        yield running


def records(served: Counter) -> list[CallRecord]:
    assert served.service is not None
    return list(served.service.journal._calls.values())


async def faculties_say(served: Counter, text: str) -> float:
    """Seconds it takes to say the sentences of `text`."""
    said = [await served.faculties.mouth.say(sentence + ".") for sentence in text.rstrip(".").split(". ")]
    return sum(len(each.mulaw) for each in said) / TELEPHONE_RATE


async def first_answer_seconds(served: Counter) -> float:
    answer = compose(served.faculties.handbook[CERTIFIED_COPY], (Aspect.TIME,))
    return await faculties_say(served, answer.text)


async def test_only_the_wake_phrase_turns_speech_into_an_answer_on_screen_and_aloud(
    served: Counter, tmp_path: Path
) -> None:
    recording = tmp_path / "microphone.wav"
    spans = await Script([(1.5, OVERHEARD), (8.0, QUESTION)], 60).write(recording)
    async with chromium(recording) as browser:
        page, complaints = await open_page(browser, served.link())
        started = await begin(page)
        await until_state(page, "waiting")
        await until(page, f"performance.now() > {started + 7500}")
        assert await page.text_content("#heard") == ""
        assert await page.get_attribute("#answer", "data-shows") == "welcome"
        await until_state(page, "answering", seconds=25)
        assert "hứng thực bản sao" in str(await page.text_content("#answer .title"))
        answer = str(await page.text_content("#answer .spoken"))
        await until_state(page, "listening", seconds=60)
        rows = await loudness(page)
    said = await faculties_say(served, answer)
    reply = onset(rows, 0) - started - spans[QUESTION][1] * 1000
    assert 0 < reply < 8000, f"the answer began {reply:.0f} ms after the question"
    loud = rows[rows[:, 1] > AUDIBLE]
    assert len(loud) > 20
    assert (loud[-1, 0] - loud[0, 0]) / 1000 == pytest.approx(said, rel=0.15)
    assert float(rows[:, 1].max()) < 0.7
    assert complaints == []
    (record,) = records(served)
    assert (record.channel, record.caller) == ("counter", "Quầy 1")
    assert [(turn.decision, turn.entry) for turn in record.turns] == [("answer", CERTIFIED_COPY)]


async def test_after_an_answer_the_next_question_needs_no_wake_phrase(
    served: Counter, tmp_path: Path
) -> None:
    recording = tmp_path / "microphone.wav"
    answer = await first_answer_seconds(served)
    follow_up_at = 1.5 + 5.5 + answer + 4
    await Script([(1.5, QUESTION), (follow_up_at, FOLLOW_UP)], follow_up_at + 60).write(recording)
    async with chromium(recording) as browser:
        page, complaints = await open_page(browser, served.link())
        await begin(page)
        await until_state(page, "listening", seconds=60)
        await until(
            page, "document.querySelector('#answer .title').textContent.includes('khai tử')", seconds=30
        )
        await until_state(page, "answering")
    assert complaints == []
    (record,) = records(served)
    assert [turn.entry for turn in record.turns] == [CERTIFIED_COPY, DEATH_REGISTRATION]


async def test_whoever_speaks_over_the_answer_silences_it_within_300_ms_and_is_heard(
    served: Counter, tmp_path: Path
) -> None:
    recording = tmp_path / "microphone.wav"
    spans = await Script([(13.0, FOLLOW_UP)], 60).write(recording)
    async with chromium(recording) as browser:
        page, complaints = await open_page(browser, served.link())
        started = await begin(page)
        await until(page, f"performance.now() > {started + 8000}")
        await page.fill("#question", "Đăng ký khai sinh cần giấy tờ gì?")
        await page.press("#question", "Enter")
        await until_state(page, "answering")
        await until(
            page, "document.querySelector('#answer .title').textContent.includes('khai tử')", seconds=30
        )
        spoken, heard = await loudness(page), await loudness(page, "in")
    begun = onset(heard, started + 12_500)
    before = spoken[(spoken[:, 0] > begun - 400) & (spoken[:, 0] < begun)]
    assert before[:, 1].max() > AUDIBLE, "the answer was sounding when somebody spoke over it"
    silent = silence_begins(spoken, begun)
    assert silent - begun <= 300, f"silent {silent - begun:.0f} ms after the first sound over it"
    assert begun - started == pytest.approx(spans[FOLLOW_UP][0] * 1000, abs=800)
    assert complaints == []
    (record,) = records(served)
    assert record.turns[-1].entry == DEATH_REGISTRATION
