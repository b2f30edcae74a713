import numpy as np
import pytest

from voice import mulaw
from voice.channel import (
    TELEPHONE,
    WIDE_BAND,
    QuickStream,
    for_hearing,
)
from voice.samples import HEARING_RATE


def tone(hertz: float, rate: int, seconds: float = 1.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def decibels(ratio: float) -> float:
    return float(20 * np.log10(ratio))


@pytest.mark.parametrize("hertz", [100, 300, 1000, 3000, 3400])
def test_a_tone_in_the_telephone_band_arrives_unchanged_but_for_coding_noise(hertz: float) -> None:
    line = TELEPHONE.decode(mulaw.encode(tone(hertz, TELEPHONE.rate)))
    error = (for_hearing(line, TELEPHONE.rate) - tone(hertz, HEARING_RATE))[1_000:-1_000]
    # μ-law's signal to distortion ratio is about 38 dB on loud tones (ITU-T G.712 asks for 33 dB).
    assert decibels(np.sqrt(np.mean(error**2)) / np.sqrt(0.125)) < -33


@pytest.mark.parametrize("hertz", [300, 1000, 3400])
def test_no_mirror_image_appears_above_the_telephone_band(hertz: int) -> None:
    heard = for_hearing(tone(hertz, TELEPHONE.rate, 2.0), TELEPHONE.rate)[-HEARING_RATE:]
    spectrum = np.abs(np.fft.rfft(heard * np.blackman(HEARING_RATE)))
    image = 8000 - hertz
    assert decibels(spectrum[image - 10 : image + 10].max() / spectrum[hertz]) < -80


def test_a_quick_stream_holds_back_less_than_a_millisecond() -> None:
    stream = QuickStream(TELEPHONE.rate)
    given = sum(len(stream.feed(np.zeros(160, dtype=np.float32))) for _ in range(10))
    assert 0 <= 10 * 320 - given < HEARING_RATE // 1000


def test_a_quick_stream_gives_the_same_in_pieces_of_any_size() -> None:
    sound = tone(440, TELEPHONE.rate)
    whole = QuickStream(TELEPHONE.rate).feed(sound)
    stream = QuickStream(TELEPHONE.rate)
    sizes = [1, 160, 7, 500]
    pieces, at = [], 0
    while at < len(sound):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(stream.feed(sound[at : at + size]))
        at += size
    together = np.concatenate(pieces)
    shared = min(len(together), len(whole))
    assert np.allclose(together[:shared], whole[:shared], atol=1e-6)


def test_a_wide_band_line_is_heard_as_it_is() -> None:
    sound = tone(5000, WIDE_BAND.rate)
    received = WIDE_BAND.decode(np.rint(sound * 32_768).astype("<i2").tobytes())
    assert np.allclose(received, sound, atol=1 / 32_768)
    assert for_hearing(received, WIDE_BAND.rate) is received
    assert QuickStream(WIDE_BAND.rate).feed(received) is received


def test_half_a_sample_of_pcm_is_an_error() -> None:
    with pytest.raises(ValueError, match="multiple of element size"):
        WIDE_BAND.decode(b"\x00\x01\x02")


@pytest.mark.parametrize("rate", [TELEPHONE.rate, WIDE_BAND.rate])
def test_silence_stays_silent(rate: int) -> None:
    silence = np.zeros(rate, dtype=np.float32)
    assert not for_hearing(silence, rate).any()
    assert not QuickStream(rate).feed(silence).any()
