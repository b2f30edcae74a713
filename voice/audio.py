"""Audio files in and out: reads whatever FFmpeg reads, writes 16-bit WAV."""

import wave
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
import soxr

from voice.errors import VoiceError
from voice.samples import Samples


class AudioError(VoiceError):
    """The audio cannot be read; the message names the file and what to do."""


def read(source: Path | BinaryIO, rate: int) -> Samples:
    """All of the first audio track of `source`, mixed down to mono, at `rate` Hz. Raises AudioError."""
    name = source if isinstance(source, Path) else "the audio"
    try:
        samples, native_rate = _decode(source)
    except FileNotFoundError as error:
        raise AudioError(f"{name} does not exist; check the path") from error
    except (av.FFmpegError, OSError) as error:
        raise AudioError(
            f"{name} cannot be read as audio ({error}); give a WAV, FLAC, MP3 or Ogg file"
        ) from error
    if native_rate == rate:
        return samples
    # soxr's HQ, its default, is transparent for 16-bit audio; FFmpeg's own resampler is not.
    return np.asarray(soxr.resample(samples, native_rate, rate), dtype=np.float32)


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Writes mono 16-bit PCM at `rate` Hz; louder than full scale is clipped."""
    pcm = np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())


def _decode(source: Path | BinaryIO) -> tuple[Samples, int]:
    with av.open(str(source) if isinstance(source, Path) else source, mode="r") as container:
        if not container.streams.audio:
            raise OSError("it has no audio track")
        stream = container.streams.audio[0]
        # Planar floats keep the channels apart: FFmpeg's own mix to mono would raise the level by 3 dB.
        to_float = av.AudioResampler(format="fltp")
        frames = [
            planar.to_ndarray()
            for frame in (*container.decode(stream), None)
            for planar in to_float.resample(frame)
        ]
        samples = np.concatenate(frames, axis=1).mean(axis=0) if frames else np.zeros(0)
        return samples.astype(np.float32), stream.rate
