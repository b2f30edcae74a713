import numpy as np
import pytest

from voice import mulaw
from voice.hearing import HEARING_RATE
from voice.line import DELAY_MS, LineReceiver


def tone(hertz: float, rate: int, seconds: float = 1.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("hertz", [100, 300, 1000, 3000, 3600])
def test_a_tone_in_the_telephone_band_arrives_unchanged_but_for_coding_noise(hertz: float) -> None:
    received = LineReceiver().feed(mulaw.encode(tone(hertz, mulaw.TELEPHONE_RATE)))
    delay = DELAY_MS * HEARING_RATE // 1000
    error = received[delay:] - tone(hertz, HEARING_RATE)[:-delay]
    settled = error[2 * delay :]
    # μ-law's signal to distortion ratio is about 38 dB on loud tones (ITU-T G.712 asks for 33 dB).
    assert 20 * np.log10(np.sqrt(np.mean(settled**2)) / np.sqrt(0.125)) < -33


@pytest.mark.parametrize("hertz", [300, 1000, 3400])
def test_no_mirror_image_appears_above_the_telephone_band(hertz: float) -> None:
    received = LineReceiver().feed(mulaw.encode(tone(hertz, mulaw.TELEPHONE_RATE, 2.0)))[-HEARING_RATE:]
    spectrum = np.abs(np.fft.rfft(received * np.blackman(HEARING_RATE)))
    image = 8000 - hertz
    assert 20 * np.log10(spectrum[image - 10 : image + 10].max() / spectrum[hertz]) < -50


def test_frames_of_any_size_give_the_same_audio_as_one_piece() -> None:
    codes = mulaw.encode(tone(440, mulaw.TELEPHONE_RATE))
    whole = LineReceiver().feed(codes)
    receiver = LineReceiver()
    sizes = [1, 160, 7, 0, 500]
    pieces, at = [], 0
    while at < len(codes):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(receiver.feed(codes[at : at + size]))
        at += size
    assert np.allclose(np.concatenate(pieces), whole, atol=1e-6)


def test_every_frame_comes_out_at_once() -> None:
    receiver = LineReceiver()
    assert [len(receiver.feed(mulaw.SILENCE * mulaw.FRAME_BYTES)) for _ in range(5)] == [320] * 5


def test_silence_stays_silent() -> None:
    assert not LineReceiver().feed(mulaw.SILENCE * 800).any()
