"""Sentences through the mouth: cache, change of voices, single flight."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.doubles.manual_clock import ManualClock
from tests.doubles.tone_voice import ToneVoice
from voice.mulaw import FRAME_BYTES, TELEPHONE_RATE, decode
from voice.speaking.breaker import FAILURES_TO_OPEN, FIRST_PAUSE_S
from voice.speaking.cache import AudioCache
from voice.speaking.loudness import TARGET_DBFS, active_level
from voice.speaking.mouth import Mouth, build_mouth
from voice.speaking.speech import SynthesisError
from voice.speaking.voices import UnknownVoiceError


def pitch(mulaw: bytes) -> float:
    samples = decode(mulaw)
    return float(np.abs(np.fft.rfft(samples)).argmax() * TELEPHONE_RATE / len(samples))


@pytest.fixture
async def first() -> ToneVoice:
    return ToneVoice("first", 500)


@pytest.fixture
async def second() -> ToneVoice:
    return ToneVoice("second", 1000)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def mouth(first: ToneVoice, second: ToneVoice, clock: ManualClock, tmp_path: Path) -> Mouth:
    return Mouth([first, second], AudioCache(tmp_path), deadline_s=0.05, clock=clock)


async def test_the_first_voice_speaks_and_numbers_are_words_by_then(mouth: Mouth, first: ToneVoice) -> None:
    said = await mouth.say("UBND trả kết quả sau 5 ngày")
    assert first.texts == ["Ủy ban nhân dân trả kết quả sau năm ngày"]
    assert (said.voice, said.cached) == ("first", False)
    assert pitch(said.mulaw) == pytest.approx(500, abs=5)
    assert len(said.mulaw) % FRAME_BYTES == 0


async def test_the_second_request_comes_from_the_cache(mouth: Mouth, first: ToneVoice) -> None:
    before = await mouth.say("Xin chào")
    after = await mouth.say("Xin chào")
    assert after.cached
    assert after.mulaw == before.mulaw
    assert len(first.texts) == 1


async def test_texts_that_are_read_alike_share_one_rendering(mouth: Mouth, first: ToneVoice) -> None:
    await mouth.say("5 ngày")
    assert (await mouth.say("năm ngày")).cached
    assert len(first.texts) == 1


async def test_a_failing_voice_is_replaced_within_the_sentence(mouth: Mouth, first: ToneVoice) -> None:
    first.failing = True
    said = await mouth.say("Xin chào")
    assert said.voice == "second"
    assert pitch(said.mulaw) == pytest.approx(1000, abs=5)


async def test_a_hanging_voice_is_replaced_at_its_deadline(mouth: Mouth, first: ToneVoice) -> None:
    first.hanging = True
    assert (await mouth.say("Xin chào")).voice == "second"


async def test_a_voice_that_gives_only_silence_is_replaced(mouth: Mouth, first: ToneVoice) -> None:
    first.loudness = 0.0
    assert (await mouth.say("Xin chào")).voice == "second"


async def test_when_every_voice_fails_the_error_names_each(
    mouth: Mouth, first: ToneVoice, second: ToneVoice
) -> None:
    first.failing = second.failing = True
    with pytest.raises(SynthesisError, match=r"first: out of order; second: out of order"):
        await mouth.say("Xin chào")


async def test_a_rendering_of_the_fallback_does_not_hide_the_preferred_voice(
    mouth: Mouth, first: ToneVoice
) -> None:
    first.failing = True
    await mouth.say("Xin chào")
    first.failing = False
    said = await mouth.say("Xin chào")
    assert (said.voice, said.cached) == ("first", False)
    assert (await mouth.say("Xin chào")).cached


async def test_a_rendering_of_the_fallback_serves_while_the_preferred_voice_fails(
    mouth: Mouth, first: ToneVoice, second: ToneVoice
) -> None:
    first.failing = True
    await mouth.say("Xin chào")
    said = await mouth.say("Xin chào")
    assert (said.voice, said.cached) == ("second", True)
    assert len(second.texts) == 1


async def test_a_voice_that_keeps_failing_is_skipped_and_probed_after_the_pause(
    mouth: Mouth, first: ToneVoice, clock: ManualClock
) -> None:
    first.failing = True
    for number in range(FAILURES_TO_OPEN + 3):
        assert (await mouth.say(f"câu {number}")).voice == "second"
    assert len(first.texts) == FAILURES_TO_OPEN
    first.failing = False
    clock.now += FIRST_PAUSE_S
    assert (await mouth.say("câu cuối")).voice == "first"


async def test_what_a_skipped_voice_said_before_is_still_played(mouth: Mouth, first: ToneVoice) -> None:
    await mouth.say("Xin chào")
    first.failing = True
    for number in range(FAILURES_TO_OPEN):
        await mouth.say(f"câu {number}")
    said = await mouth.say("Xin chào")
    assert (said.voice, said.cached) == ("first", True)


async def test_a_skipped_voice_is_tried_all_the_same_when_no_other_can_speak(
    mouth: Mouth, first: ToneVoice, second: ToneVoice
) -> None:
    first.failing = True
    for number in range(FAILURES_TO_OPEN):
        await mouth.say(f"câu {number}")
    first.failing, second.failing = False, True
    assert (await mouth.say("câu mới")).voice == "first"


async def test_thirty_requests_for_a_new_sentence_synthesise_it_once(mouth: Mouth, first: ToneVoice) -> None:
    answers = await asyncio.gather(*(mouth.say("Xin chào") for _ in range(30)))
    assert len(first.texts) == 1
    assert len({said.mulaw for said in answers}) == 1


@asynccontextmanager
async def held(voice: ToneVoice) -> AsyncIterator[None]:
    """While inside, the voice has begun and does not finish."""
    voice.gate.clear()
    yield
    voice.gate.set()


async def test_one_caller_giving_up_does_not_stop_the_sentence_for_the_others(
    first: ToneVoice, tmp_path: Path
) -> None:
    mouth = Mouth([first], AudioCache(tmp_path))
    async with held(first):
        leaving, staying = (asyncio.create_task(mouth.say("Xin chào")) for _ in range(2))
        await first.begun.wait()
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
    assert (await staying).voice == "first"
    assert len(first.texts) == 1


async def test_a_sentence_nobody_waits_for_any_more_is_finished_for_the_cache(
    first: ToneVoice, tmp_path: Path
) -> None:
    mouth = Mouth([first], AudioCache(tmp_path))
    async with held(first):
        only = asyncio.create_task(mouth.say("Xin chào"))
        await first.begun.wait()
        only.cancel()
        with pytest.raises(asyncio.CancelledError):
            await only
    await mouth.say("Xin chào")
    assert len(first.texts) == 1


async def test_a_failed_sentence_can_be_asked_for_again(first: ToneVoice, tmp_path: Path) -> None:
    mouth = Mouth([first], AudioCache(tmp_path))
    first.failing = True
    with pytest.raises(SynthesisError):
        await mouth.say("Xin chào")
    first.failing = False
    assert (await mouth.say("Xin chào")).voice == "first"


async def test_the_time_of_failed_voices_counts_as_synthesis(
    first: ToneVoice, second: ToneVoice, tmp_path: Path
) -> None:
    ticks = iter(range(100))
    mouth = Mouth([first, second], AudioCache(tmp_path), clock=lambda: next(ticks))
    assert (await mouth.say("Xin chào")).synthesis_ms >= 1000


async def test_a_text_without_words_is_a_mistake_of_the_caller(mouth: Mouth) -> None:
    with pytest.raises(ValueError, match="nothing to say"):
        await mouth.say(" ... ")


def test_a_mouth_without_voices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one voice"):
        Mouth([], AudioCache(tmp_path))


async def test_the_offline_voice_speaks_at_the_telephones_level_and_then_from_disk(tmp_path: Path) -> None:
    said = await build_mouth(["espeak"], tmp_path).say("Thời hạn giải quyết là 5 ngày làm việc.")
    assert active_level(decode(said.mulaw)) == pytest.approx(TARGET_DBFS, abs=0.5)
    found = await build_mouth(["espeak"], tmp_path).say("Thời hạn giải quyết là 5 ngày làm việc.")
    assert (found.cached, found.mulaw) == (True, said.mulaw)


async def test_a_slower_sentence_is_spoken_anew_and_kept_beside_the_usual_one(tmp_path: Path) -> None:
    mouth = build_mouth(["espeak"], tmp_path)
    usual, slow = await mouth.say("Trả kết quả sau 5 ngày."), await mouth.say("Trả kết quả sau 5 ngày.", 0.75)
    assert len(slow.mulaw) / len(usual.mulaw) == pytest.approx(1 / 0.75, rel=0.1)
    assert not slow.cached
    assert (await mouth.say("Trả kết quả sau 5 ngày.", 0.75)).mulaw == slow.mulaw
    assert (await mouth.say("Trả kết quả sau 5 ngày.")).mulaw == usual.mulaw


async def test_the_pace_of_a_voice_shares_its_circuit(tmp_path: Path, clock: ManualClock) -> None:
    first, second = ToneVoice("first", 500), ToneVoice("second", 1000)
    first.failing = True
    mouth = Mouth([first, second], AudioCache(tmp_path), clock=clock)
    for number in range(FAILURES_TO_OPEN + 2):
        assert (await mouth.say(f"câu {number}", 0.75)).voice == "second"
    assert len(first.texts) == FAILURES_TO_OPEN


async def test_the_first_sentence_of_an_answer_is_there_before_the_second_is_made(
    first: ToneVoice, tmp_path: Path
) -> None:
    mouth = Mouth([first], AudioCache(tmp_path))
    await mouth.say("câu một")
    async with held(first):
        answer = mouth.recite(["câu một", "câu hai"])
        assert (await anext(answer)).cached
    assert not (await anext(answer)).cached


async def test_while_a_sentence_plays_the_next_one_is_made(first: ToneVoice, tmp_path: Path) -> None:
    mouth = Mouth([first], AudioCache(tmp_path))
    answer = mouth.recite(["câu một", "câu hai", "câu ba"])
    await anext(answer)
    async with asyncio.timeout(5):
        while "câu hai" not in first.texts:  # nobody has asked for it yet
            await asyncio.sleep(0)
    assert [said.voice async for said in answer] == ["first", "first"]


async def test_a_recital_broken_off_leaves_no_work_behind(first: ToneVoice, tmp_path: Path) -> None:
    mouth = Mouth([first], AudioCache(tmp_path))
    answer = mouth.recite(f"câu {number}" for number in range(10))
    await anext(answer)
    await answer.aclose()
    await mouth.say("câu khác")
    assert first.texts[0] == "câu không"
    assert {"câu hai", "câu ba"}.isdisjoint(first.texts)


async def test_an_answer_without_sentences_is_silent(mouth: Mouth) -> None:
    assert [said async for said in mouth.recite([])] == []


async def test_it_tells_which_voice_has_a_sentence_already(mouth: Mouth, first: ToneVoice) -> None:
    assert await mouth.holds("5 ngày") is None
    first.failing = True
    await mouth.say("5 ngày")
    assert await mouth.holds("năm ngày") == "second"
    first.failing = False
    await mouth.say("5 ngày")
    assert await mouth.holds("5 ngày") == "first"


@pytest.mark.parametrize("names", [["espek"], ["espeak", "robot"], []])
def test_an_unknown_voice_is_refused_with_the_list_of_the_known(names: list[str], tmp_path: Path) -> None:
    with pytest.raises(UnknownVoiceError, match="choose from edge, edge:HoaiMy"):
        build_mouth(names, tmp_path)


def test_a_voice_that_cannot_be_loaded_is_left_out_while_another_is_there(tmp_path: Path) -> None:
    assert build_mouth(["piper:/no/such.onnx", "espeak"], tmp_path)
    with pytest.raises(SynthesisError, match=r"no voice is available: piper:/no/such\.onnx"):
        build_mouth(["piper:/no/such.onnx"], tmp_path)
