"""Nobody waits in the mouth for somebody else's work."""

import asyncio
import threading
from pathlib import Path

import pytest

from tests.doubles.own_threads import hanging_shared_threads, refuse_shared_threads
from tests.doubles.tone_voice import ToneVoice
from voice.samples import Samples
from voice.speaking import mouth as module
from voice.speaking.cache import AudioCache
from voice.speaking.edge import EdgeSynthesizer, EdgeTimeouts
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.loudness import for_telephone
from voice.speaking.mouth import Mouth, build_mouth
from voice.speaking.rendering import render
from voice.speaking.speech import Speech, SynthesisError

PATIENCE_S = 10
"""Only a test that fails waits so long."""


class SlowDisk(AudioCache):
    """A cache that stores nothing until it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.storing = threading.Semaphore(0)
        self.let = threading.Event()

    def put(self, text: str, fingerprint: str, payload: bytes) -> None:
        self.storing.release()
        assert self.let.wait(PATIENCE_S)
        super().put(text, fingerprint, payload)


async def test_a_cached_sentence_starts_while_twenty_other_jobs_hang(tmp_path: Path) -> None:
    mouth = build_mouth(["espeak"], tmp_path)
    await mouth.say("Xin chào")
    with hanging_shared_threads(20):
        async with asyncio.timeout(PATIENCE_S):
            assert (await mouth.say("Xin chào")).cached
            assert not (await mouth.say("Tạm biệt")).cached
            assert not (await mouth.say("Tôi tên Bình", private=True)).cached


async def test_a_network_voice_that_finds_no_thread_is_replaced_in_time(tmp_path: Path) -> None:
    edge = EdgeSynthesizer(timeouts=EdgeTimeouts(first_audio=0.05, total=0.1))
    mouth = Mouth([edge, EspeakSynthesizer()], AudioCache(tmp_path))
    with hanging_shared_threads(20):
        async with asyncio.timeout(PATIENCE_S):
            assert (await mouth.say("Xin chào")).voice == "espeak"


async def test_nothing_that_is_said_or_rendered_runs_on_the_shared_threads(tmp_path: Path) -> None:
    refuse_shared_threads()
    mouth = build_mouth(["espeak"], tmp_path)
    assert (await render(mouth, ["câu một", "câu hai"])).rendered == {"espeak": 2}
    assert (await render(mouth, ["câu một"], only_missing=True)).there_already == {"espeak": 1}


async def test_a_cached_sentence_does_not_wait_for_others_to_be_stored(tmp_path: Path) -> None:
    await Mouth([ToneVoice("voice")], AudioCache(tmp_path)).say("Xin chào")
    disk = SlowDisk(tmp_path)
    mouth = Mouth([ToneVoice("voice")], disk)
    others = [asyncio.create_task(mouth.say(f"câu {number}")) for number in range(8)]
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not disk.storing.acquire(blocking=False):
                await asyncio.sleep(0)
            assert (await mouth.say("Xin chào")).cached
    finally:
        disk.let.set()
        await asyncio.gather(*others)


async def test_the_event_loop_goes_on_while_a_sentence_is_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoding, let = threading.Event(), threading.Event()

    def slow(speech: Speech) -> Samples:
        encoding.set()
        assert let.wait(PATIENCE_S)
        return for_telephone(speech)

    monkeypatch.setattr(module, "for_telephone", slow)
    said = asyncio.create_task(Mouth([ToneVoice("voice")], AudioCache(tmp_path)).say("Xin chào"))
    async with asyncio.timeout(PATIENCE_S):
        while not encoding.is_set():
            await asyncio.sleep(0)
    let.set()
    assert (await said).mulaw


def alive() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("speech-")}


async def test_a_closed_mouth_leaves_no_thread_and_says_so(tmp_path: Path) -> None:
    before = alive()
    mouth = Mouth([ToneVoice("voice", is_local=True)], AudioCache(tmp_path))
    await mouth.say("Xin chào")
    assert alive() - before
    mouth.close()
    mouth.close()
    assert not alive() - before
    for private in (False, True):
        with pytest.raises(SynthesisError, match="stopping"):
            await mouth.say("Xin chào", private=private)


async def test_a_sentence_being_made_is_given_up_when_the_mouth_is_closed(tmp_path: Path) -> None:
    voice = ToneVoice("voice")
    voice.hanging = True
    mouth = Mouth([voice], AudioCache(tmp_path))
    said = asyncio.create_task(mouth.say("Xin chào"))
    await voice.begun.wait()
    mouth.close()
    with pytest.raises(asyncio.CancelledError):
        await said
