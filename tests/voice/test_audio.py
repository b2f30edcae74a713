import io
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from voice import audio


def tone(rate: int, seconds: float = 0.5, hertz: float = 440) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def encoded(samples: np.ndarray, rate: int, codec: str, container: str) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(
            (samples * 32_767).astype(np.int16)[None], format="s16", layout="mono"
        )
        frame.sample_rate = rate
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return file.getvalue()


def test_a_written_wav_reads_back_the_same(tmp_path: Path) -> None:
    audio.write_wav(tmp_path / "a.wav", tone(16_000), 16_000)
    assert np.allclose(audio.read(tmp_path / "a.wav", 16_000), tone(16_000), atol=1 / 32_768)


def test_a_wav_is_mono_16_bit_at_its_rate_and_clips(tmp_path: Path) -> None:
    audio.write_wav(tmp_path / "a.wav", np.array([0, 2, -2], dtype=np.float32), 8_000)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8_000)
        assert np.frombuffer(file.readframes(3), dtype="<i2").tolist() == [0, 32_767, -32_768]


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_any_rate_is_brought_to_the_one_asked_for(tmp_path: Path, rate: int) -> None:
    audio.write_wav(tmp_path / "a.wav", tone(rate), rate)
    samples = audio.read(tmp_path / "a.wav", 16_000)
    assert len(samples) == pytest.approx(8_000, abs=2)
    assert np.abs(samples[1_000:7_000] - tone(16_000)[1_000:7_000]).max() < 0.01


@pytest.mark.parametrize(("codec", "container"), [("mp3", "mp3"), ("flac", "flac"), ("pcm_mulaw", "wav")])
def test_compressed_files_are_read_from_memory(codec: str, container: str) -> None:
    samples = audio.read(io.BytesIO(encoded(tone(8_000), 8_000, codec, container)), 8_000)
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) * 8_000 / len(samples) == pytest.approx(440, abs=5)
    assert np.sqrt(np.mean(samples[1_000:3_000] ** 2)) == pytest.approx(0.354, abs=0.03)


def test_stereo_is_mixed_down(tmp_path: Path) -> None:
    left, right = np.full(100, 8_192, dtype="<i2"), np.full(100, 0, dtype="<i2")
    with wave.open(str(tmp_path / "stereo.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.stack([left, right], axis=1).tobytes())
    samples = audio.read(tmp_path / "stereo.wav", 16_000)
    assert samples.shape == (100,)
    assert samples[50] == pytest.approx(0.125, abs=0.001)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(audio.AudioError, match=r"gone\.wav does not exist"):
        audio.read(tmp_path / "gone.wav", 16_000)


def test_a_file_that_is_no_audio_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.wav").write_text("not audio at all")
    with pytest.raises(audio.AudioError, match=r"notes\.wav cannot be read as audio"):
        audio.read(tmp_path / "notes.wav", 16_000)


def test_an_empty_recording_has_no_samples(tmp_path: Path) -> None:
    audio.write_wav(tmp_path / "empty.wav", np.zeros(0, dtype=np.float32), 16_000)
    assert audio.read(tmp_path / "empty.wav", 16_000).shape == (0,)
