"""Telephone sound: rate, level, peaks, edges and frames."""

import numpy as np
import pytest

from voice.mulaw import (
    FRAME_BYTES,
    TELEPHONE_RATE,
    decode,
    encode,
)
from voice.samples import Samples
from voice.speaking.loudness import (
    LOUDER_DB,
    PEAK_DBFS,
    TARGET_DBFS,
    active_level,
    for_telephone,
    raised,
)
from voice.speaking.speech import Speech

PEAK = 10 ** (PEAK_DBFS / 20)


def syllables(rate: int, *, seconds: float = 3.0, amplitude: float = 0.1) -> Samples:
    """A voice-like sound: harmonics of 120 Hz that come and go four times a second."""
    t = np.arange(int(rate * seconds)) / rate
    voice = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 25))
    envelope = np.clip(np.sin(2 * np.pi * 4 * t), 0, None)
    return (amplitude * voice * envelope).astype(np.float32)


def tone(frequency: float, rate: int, seconds: float = 1.0) -> Samples:
    return (0.3 * np.sin(2 * np.pi * frequency * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def level_at(samples: Samples, frequency: float) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    near = np.abs(np.fft.rfftfreq(len(samples), 1 / TELEPHONE_RATE) - frequency) < 20
    return float(20 * np.log10(spectrum[near].max() / (len(samples) / 4)))


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
@pytest.mark.parametrize("amplitude", [0.003, 0.1, 0.9])
def test_every_voice_comes_out_at_the_target_level_without_clipping(rate: int, amplitude: float) -> None:
    samples = for_telephone(Speech(syllables(rate, amplitude=amplitude), rate))
    assert active_level(samples) == pytest.approx(TARGET_DBFS, abs=0.3)
    assert np.abs(samples).max() <= PEAK


def test_raised_speech_is_clearly_louder_and_does_not_clip() -> None:
    usual = encode(for_telephone(Speech(syllables(24_000), 24_000)))
    louder = raised(usual)
    assert len(louder) == len(usual)
    gain = active_level(decode(louder)) - active_level(decode(usual))
    assert LOUDER_DB - 2 < gain <= LOUDER_DB + 0.1
    assert np.abs(decode(louder)).max() <= PEAK * 1.03  # the coding's own step up there is 3 %


def test_raised_silence_stays_silence() -> None:
    assert raised(b"\xff" * 160) == b"\xff" * 160


def test_pauses_do_not_make_the_speech_louder() -> None:
    voice = syllables(24_000)
    gap = np.zeros(24_000 * 3, dtype=np.float32)
    with_pause = for_telephone(Speech(np.concatenate([voice, gap, voice]), 24_000))
    assert np.abs(with_pause).max() == pytest.approx(
        np.abs(for_telephone(Speech(voice, 24_000))).max(), rel=0.02
    )


def test_peaks_are_bent_not_cut() -> None:
    click_rich = syllables(24_000)
    click_rich[::3000] = 0.8
    samples = for_telephone(Speech(click_rich, 24_000))
    assert np.abs(samples).max() <= PEAK
    # Cutting would leave runs of samples that stand exactly at the limit.
    assert np.count_nonzero(np.abs(samples) >= PEAK * 0.9999) <= 1


def test_what_a_telephone_cannot_carry_does_not_fold_back_into_its_band() -> None:
    speech = Speech(tone(1000, 24_000) + tone(6500, 24_000), 24_000)
    samples = for_telephone(speech)
    assert level_at(samples, 8000 - 6500) < level_at(samples, 1000) - 80


def test_the_sound_is_whole_frames_that_start_and_end_in_silence() -> None:
    speech = Speech(tone(300, 22_050, seconds=0.5137), 22_050)
    samples = for_telephone(speech)
    assert len(samples) % FRAME_BYTES == 0
    assert samples[0] == 0
    assert samples[-1] == 0
    assert np.abs(np.diff(np.concatenate([samples, samples]))).max() < 0.1


def test_long_silence_at_the_ends_is_cut_and_inside_is_kept() -> None:
    voice, second = tone(300, 16_000, 0.5), np.zeros(16_000, dtype=np.float32)
    speech = Speech(np.concatenate([second, voice, second, voice, second]), 16_000)
    seconds = len(for_telephone(speech)) / TELEPHONE_RATE
    assert seconds == pytest.approx(0.02 + 0.5 + 1 + 0.5 + 0.12, abs=0.03)


@pytest.mark.parametrize("count", [0, 100, 24_000])
def test_silence_gives_no_sound_at_all(count: int) -> None:
    assert len(for_telephone(Speech(np.zeros(count, dtype=np.float32), 24_000))) == 0


def test_the_active_level_of_a_sine_is_its_rms() -> None:
    assert active_level(tone(1000, TELEPHONE_RATE)) == pytest.approx(
        20 * np.log10(0.3 / np.sqrt(2)), abs=0.01
    )
