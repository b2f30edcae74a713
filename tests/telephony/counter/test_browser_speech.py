"""Speaking to the counter, in a real browser with a recording as its microphone and the real recogniser."""

import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from handbook.answering.answers import compose
from handbook.book.entries import Aspect
from telephony.calls import prompts
from telephony.records.record import CallRecord
from tests.doubles.counter_browser import (
    AUDIBLE,
    CHROMIUM,
    Counter,
    Script,
    ask,
    begin,
    chromium,
    loudness,
    onset,
    open_page,
    silence_begins,
    until,
    until_state,
    until_title,
)
from voice.mulaw import TELEPHONE_RATE

pytest_plugins = ["tests.doubles.browser_fixtures"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install one, or set HELPLINE_CHROMIUM"),
]

log = logging.getLogger(__name__)

OVERHEARD = "Đăng ký khai tử."
QUESTION = f"Sổ tay ơi! {OVERHEARD}"
DEATH_REGISTRATION = "1.000656"
FOLLOW_UP = "Đăng ký nhận cha mẹ con."
PARENTHOOD = "1.001022"
"""Words that whisper-base understands even from a synthetic voice."""
INTERRUPTIONS = (
    "À anh ơi, cho tôi hỏi.",
    "Cho tôi hỏi một việc.",
    "Anh ơi, dừng lại một chút.",
    "Xin lỗi, khoan.",
)
"""Two begin with a vowel, two with a soft consonant."""
LONG_ANSWER = "Đăng ký khai sinh cần giấy tờ gì?"
"""Typed; some twenty seconds are read out."""


def records(served: Counter) -> list[CallRecord]:
    assert served.service is not None
    return list(served.service.journal.known)


async def seconds_to_say(served: Counter, sentences: Sequence[str]) -> float:
    said = [await served.engines.mouth.say(sentence) for sentence in sentences]
    return sum(len(each.mulaw) for each in said) / TELEPHONE_RATE


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
        await until_state(page, "answering")
        assert await page.text_content("#answer .title") == "Đăng ký khai tử"
        assert "khai tử" in str(await page.text_content("#answer .spoken"))
        assert await page.locator("#answer .checklist li").count() > 2
        assert await page.locator("#answer .qr svg path").count() == 1
        await until_state(page, "listening", seconds=60)
        rows = await loudness(page)
    (record,) = records(served)
    assert (record.channel, record.caller) == ("counter", "Quầy 1")
    assert [(turn.decision, turn.entry) for turn in record.turns] == [("answer", DEATH_REGISTRATION)]
    reply = onset(rows, 0) - started - spans[QUESTION][1] * 1000
    log.info("the answer began %.0f ms after the question", reply)
    assert 0 < reply < 8000, f"the answer began {reply:.0f} ms after the question"
    loud = rows[rows[:, 1] > AUDIBLE]
    assert len(loud) > 20
    said = await seconds_to_say(served, record.turns[0].said)
    assert (loud[-1, 0] - loud[0, 0]) / 1000 == pytest.approx(said, rel=0.15)
    assert float(rows[:, 1].max()) < 0.7
    assert complaints == []


async def test_after_an_answer_the_next_question_needs_no_wake_phrase(
    served: Counter, tmp_path: Path
) -> None:
    recording = tmp_path / "microphone.wav"
    composed = compose(served.engines.handbook[DEATH_REGISTRATION], (Aspect.OVERVIEW,))
    answer = await seconds_to_say(served, (*composed.sentences, prompts.HEAR_MORE.sentences[0]))
    follow_up_at = 1.5 + 5.5 + answer + 4
    await Script([(1.5, QUESTION), (follow_up_at, FOLLOW_UP)], follow_up_at + 60).write(recording)
    async with chromium(recording) as browser:
        page, complaints = await open_page(browser, served.link())
        await begin(page)
        await until_state(page, "listening", seconds=60)
        await until_title(page, "khai tử")
        await until_state(page, "answering")
    assert complaints == []
    (record,) = records(served)
    assert [turn.entry for turn in record.turns] == [DEATH_REGISTRATION, PARENTHOOD]


async def test_whoever_speaks_over_the_answer_silences_it_within_300_ms(
    served: Counter, tmp_path: Path
) -> None:
    recording = tmp_path / "microphone.wav"
    begins = [10.0 + 10 * number for number in range(len(INTERRUPTIONS))]
    await Script(list(zip(begins, INTERRUPTIONS, strict=True)), 60).write(recording)
    async with chromium(recording) as browser:
        page, complaints = await open_page(browser, served.link())
        started = await begin(page)
        for at in begins:
            await until(page, f"performance.now() > {started + (at - 4) * 1000}")
            await ask(page, LONG_ANSWER)
            await until(page, f"performance.now() > {started + (at + 2) * 1000}")
        spoken, heard = await loudness(page), await loudness(page, "in")
    silent_after = {}
    for at, words in zip(begins, INTERRUPTIONS, strict=True):
        begun = onset(heard, started + at * 1000 - 500)
        before = spoken[(spoken[:, 0] > begun - 1000) & (spoken[:, 0] < begun)]
        assert before[:, 1].max() > AUDIBLE, f"nothing was sounding at {at} s"
        silent_after[words] = round(silence_begins(spoken, begun, lasts_ms=500) - begun)
    log.info("silent %s ms after the first audible sound over the answer", silent_after)
    assert max(silent_after.values()) <= 300, silent_after
    assert complaints == []
