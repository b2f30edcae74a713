"""Our own voice where Twilio can fetch it."""

import io

import av
import numpy as np

from telephony.twilio.spoken import (
    LIFETIME_S,
    LONGEST_HELD,
    SpokenClips,
    wav,
)
from voice.mulaw import decode, encode


def test_the_wav_file_holds_the_very_audio() -> None:
    codes = encode((0.5 * np.sin(np.arange(8000) * 0.2)).astype(np.float32))
    with av.open(io.BytesIO(wav(codes))) as file:
        stream = file.streams.audio[0]
        assert (stream.rate, stream.codec_context.name) == (8000, "pcm_mulaw")
        played = np.concatenate([frame.to_ndarray().ravel() for frame in file.decode(audio=0)])
    assert np.abs(played / 32768 - decode(codes)).max() < 1e-3


def test_a_clip_is_found_by_its_name_until_it_is_forgotten() -> None:
    time = [0.0]
    clips = SpokenClips(lambda: time[0])
    name = clips.add(b"\xff" * 160)
    assert clips.find(name) == wav(b"\xff" * 160)
    assert clips.find("another") is None
    time[0] = LIFETIME_S
    assert clips.find(name) is None


def test_names_are_long_random_and_differ() -> None:
    clips = SpokenClips(lambda: 0.0)
    names = {clips.add(b"\xff") for _ in range(50)}
    assert len(names) == 50
    assert min(map(len, names)) >= 32


def test_no_more_than_a_limit_is_held() -> None:
    clips = SpokenClips(lambda: 0.0)
    first = clips.add(b"\xff")
    for _ in range(LONGEST_HELD):
        clips.add(b"\xff")
    assert clips.find(first) is None
