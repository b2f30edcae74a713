"""The offline voice, as it really speaks."""

import asyncio
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from voice.speaking import espeak
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.speech import SynthesisError

SENTENCE = "Anh chị nộp hồ sơ tại Ủy ban nhân dân cấp xã."


async def test_a_sentence_becomes_a_few_seconds_of_sound_below_full_scale() -> None:
    speech = await EspeakSynthesizer().synthesize(SENTENCE)
    assert speech.rate == 22_050
    assert speech.samples.dtype == np.float32
    assert 1.5 < len(speech.samples) / speech.rate < 6
    assert 0.05 < np.abs(speech.samples).max() < 0.99


async def test_fewer_words_a_minute_take_longer() -> None:
    slow, quick = [await EspeakSynthesizer(rate).synthesize(SENTENCE) for rate in (100, 200)]
    assert len(slow.samples) > 1.4 * len(quick.samples)


async def test_a_slower_pace_takes_longer_and_is_never_slower_than_the_library_can() -> None:
    voice = EspeakSynthesizer(160)
    usual, slow = await voice.synthesize(SENTENCE), await voice.at(0.5).synthesize(SENTENCE)
    assert len(slow.samples) > 1.6 * len(usual.samples)
    assert voice.at(0.75).fingerprint == EspeakSynthesizer(120).fingerprint
    assert EspeakSynthesizer(90).at(0.5).fingerprint == EspeakSynthesizer(80).fingerprint


async def test_tones_make_a_difference_so_the_voice_is_vietnamese() -> None:
    level, falling = [(await EspeakSynthesizer().synthesize(word)).samples for word in ("ma", "mà")]
    count = min(len(level), len(falling))
    assert np.abs(level[:count] - falling[:count]).mean() > 0.01


async def test_requests_at_once_do_not_mix() -> None:
    alone = [await EspeakSynthesizer().synthesize(text) for text in ("một", "hai mươi mốt ngày làm việc")]
    texts = ["một", "hai mươi mốt ngày làm việc"] * 10
    together = await asyncio.gather(*(EspeakSynthesizer().synthesize(text) for text in texts))
    lengths = [len(speech.samples) for speech in together]
    assert lengths == pytest.approx([len(speech.samples) for speech in alone * 10], rel=0.05)


async def test_the_event_loop_goes_on_while_the_voice_works() -> None:
    task = asyncio.create_task(EspeakSynthesizer().synthesize(SENTENCE * 20))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10


def test_a_missing_library_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match=r"cannot be loaded from .*reinstall the espeakng-loader"):
        espeak._Library(tmp_path / "libespeak-ng.so", tmp_path)


def test_missing_voice_data_is_a_clear_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    library = Path(espeakng_loader.get_library_path())
    other = tmp_path / library.name
    other.write_bytes(library.read_bytes())  # a second copy has globals of its own
    with pytest.raises(SynthesisError, match="finds no voices"):
        espeak._Library(other, tmp_path / "espeak-ng-data")


@pytest.mark.parametrize("rate", [79, 451])
def test_a_rate_the_library_does_not_know_is_refused(rate: int) -> None:
    with pytest.raises(ValueError, match="80 to 450"):
        EspeakSynthesizer(rate)


def test_the_fingerprint_names_version_voice_and_rate() -> None:
    assert EspeakSynthesizer(120).fingerprint == "espeak-ng 1.52.0 vi 120 wpm"
