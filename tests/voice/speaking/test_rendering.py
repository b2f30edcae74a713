"""Rendering ahead of the calls: complete, resumable, and safe against a crash at any moment."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from voice.reading import read
from voice.speaking.cache import AudioCache
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.mouth import Mouth, build_mouth
from voice.speaking.rendering import GIVE_UP_AFTER, render
from voice.speaking.speech import Speech, SynthesisError

SENTENCES = [f"Thủ tục số {number} được giải quyết trong {number} ngày." for number in range(1, 41)]


class Voice:
    """Speaks a tone, fails where told, and waits until as many sentences as wanted are there together."""

    def __init__(self, name: str = "voice", together: int = 1) -> None:
        self.together = asyncio.Barrier(together)
        self.is_local = True
        self.name = self.fingerprint = name
        self.texts: list[str] = []
        self.fails_on: set[str] = set()
        self.failing = False
        self.at_once = self.most_at_once = 0

    async def synthesize(self, text: str) -> Speech:
        self.texts.append(text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.together.wait()
        self.at_once -= 1
        if self.failing or text in self.fails_on:
            raise SynthesisError("out of order")
        return Speech(np.sin(np.arange(1600, dtype=np.float32)), 8_000)

    def at(self, pace: float) -> "Voice":
        return self


async def test_everything_is_rendered_once_and_the_second_time_nothing(tmp_path: Path) -> None:
    voice = Voice()
    mouth = Mouth([voice], AudioCache(tmp_path))
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    outcome = await render(mouth, SENTENCES, done=step)
    assert (outcome.rendered, outcome.there_already) == ({"voice": 40}, {})
    assert outcome.complete
    assert steps == 40
    again = await render(mouth, SENTENCES)
    assert (again.rendered, again.there_already) == ({}, {"voice": 40})
    assert sorted(voice.texts) == sorted(map(read, SENTENCES))


@pytest.mark.parametrize("jobs", [1, 5])
async def test_as_many_sentences_are_made_at_once_as_it_is_told(tmp_path: Path, jobs: int) -> None:
    voice = Voice(together=jobs)
    async with asyncio.timeout(30):
        await render(Mouth([voice], AudioCache(tmp_path), deadline_s=30), SENTENCES, jobs=jobs)
    assert voice.most_at_once == jobs


async def test_a_sentence_that_no_voice_can_say_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    voice = Voice()
    voice.fails_on = {read(SENTENCES[3])}
    outcome = await render(Mouth([voice], AudioCache(tmp_path)), SENTENCES)
    assert outcome.rendered["voice"] == 39
    assert list(outcome.failed) == [SENTENCES[3]]
    assert "out of order" in outcome.failed[SENTENCES[3]]
    assert not outcome.complete


async def test_when_nothing_works_it_gives_up_and_counts_what_is_left(tmp_path: Path) -> None:
    voice = Voice()
    voice.failing = True
    outcome = await render(Mouth([voice], AudioCache(tmp_path)), SENTENCES, jobs=1)
    assert len(outcome.failed) == GIVE_UP_AFTER
    assert outcome.not_tried == 40 - GIVE_UP_AFTER
    assert not outcome.complete


async def test_what_a_fallback_said_is_made_anew_by_the_preferred_voice_unless_only_what_is_missing_is_wanted(
    tmp_path: Path,
) -> None:
    first, second = Voice("first"), Voice("second")
    first.failing = True
    await render(Mouth([first, second], AudioCache(tmp_path)), SENTENCES[:4])
    first.failing = False
    mouth = Mouth([first, second], AudioCache(tmp_path))
    missing = await render(mouth, SENTENCES[:5], only_missing=True)
    assert (missing.rendered, missing.there_already) == ({"first": 1}, {"second": 4})
    everything = await render(mouth, SENTENCES[:5])
    assert (everything.rendered, everything.there_already) == ({"first": 4}, {"first": 1})


ENDLESS = """
import asyncio, sys
from pathlib import Path
from voice.speaking.rendering import render
from voice.speaking.mouth import build_mouth

def said():
    print("one more", flush=True)

sentences = [f"Thủ tục số {number} được giải quyết trong {number} ngày." for number in range(1, 100_000)]
asyncio.run(render(build_mouth(["espeak"], Path(sys.argv[1])), sentences, done=said))
"""


def test_killed_in_the_middle_it_loses_and_corrupts_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(25):
            assert process.stdout.readline() == "one more\n"
        process.send_signal(signal.SIGKILL)
    files = list(tmp_path.rglob("*.ulaw"))
    assert len(files) >= 25
    cache, fingerprint = AudioCache(tmp_path), EspeakSynthesizer().fingerprint
    whole = [s for s in SENTENCES if cache.get(read(s), fingerprint)]
    assert set(files) == set(tmp_path.rglob("*.ulaw"))  # a damaged one would have been removed
    assert len(whole) >= 20
    outcome = asyncio.run(render(build_mouth(["espeak"], tmp_path), SENTENCES))
    assert outcome.there_already["espeak"] == len(whole)
    assert outcome.rendered["espeak"] == len(SENTENCES) - len(whole)
