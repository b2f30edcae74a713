"""The carrier's playback buffer, without time or sockets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.simulator.loudness import audible_length, is_audible
from telephony.simulator.playback import Playback
from telephony.simulator.utterance import Utterance, line_noise
from voice.mulaw import (
    FRAME_BYTES,
    SILENCE,
    decode,
    encode,
)


def tone(seconds: float, dbfs: float = -20.0) -> bytes:
    t = np.arange(int(seconds * 8000)) / 8000
    return encode((np.sqrt(2) * 10 ** (dbfs / 20) * np.sin(2 * np.pi * 300 * t)).astype(np.float32))


def test_media_is_played_in_order_and_silence_fills_what_is_missing() -> None:
    playback = Playback()
    playback.feed(b"\x01" * 100)
    playback.feed(b"\x02" * 100)
    assert playback.advance(20).audio == b"\x01" * 100 + b"\x02" * 60
    assert playback.advance(20).audio == b"\x02" * 40 + SILENCE * 120
    assert playback.advance(20).audio == SILENCE * FRAME_BYTES


def test_a_mark_comes_back_only_when_all_media_before_it_has_sounded() -> None:
    playback = Playback()
    playback.feed(tone(0.05))
    assert playback.mark("end") == ()
    assert [playback.advance(20).marks for _ in range(5)] == [(), (), (), ("end",), ()]


def test_a_mark_set_while_the_last_frame_sounds_waits_for_its_end_and_keeps_the_order() -> None:
    playback = Playback()
    playback.feed(tone(0.02))
    playback.mark("first")
    playback.advance(20)
    assert playback.mark("second") == ()
    assert playback.advance(20).marks == ("first", "second")


def test_a_mark_on_an_empty_buffer_comes_back_at_once() -> None:
    assert Playback().mark("now") == ("now",)


def test_clear_empties_the_buffer_and_gives_back_the_waiting_marks() -> None:
    playback = Playback()
    playback.feed(tone(1))
    playback.mark("first")
    playback.feed(tone(1))
    playback.mark("second")
    playback.advance(20)
    assert playback.clear() == ("first", "second")
    assert playback.waiting_ms == 0
    assert not playback.audible_waiting
    assert playback.advance(20).audio == SILENCE * FRAME_BYTES


def test_media_after_a_clear_plays_with_its_own_mark() -> None:
    playback = Playback()
    playback.feed(tone(1))
    playback.clear()
    playback.feed(tone(0.02))
    playback.mark("new")
    assert playback.advance(20).marks == ()
    assert playback.advance(20).marks == ("new",)


@given(chunks=st.lists(st.binary(min_size=1, max_size=700), max_size=12))
def test_nothing_is_lost_or_repeated_whatever_the_chunks(chunks: list[bytes]) -> None:
    playback = Playback()
    reached: list[str] = []
    heard = b""
    for index, chunk in enumerate(chunks):
        playback.feed(chunk)
        playback.mark(str(index))
        played = playback.advance(20)
        reached += played.marks
        heard += played.audio
    while len(reached) < len(chunks):
        played = playback.advance(20)
        reached += played.marks
        heard += played.audio
    assert reached == [str(index) for index in range(len(chunks))]
    assert b"".join(chunks).replace(SILENCE, b"") == heard.replace(SILENCE, b"")


def test_waiting_silence_is_nothing_to_wait_for() -> None:
    playback = Playback()
    playback.feed(SILENCE * 1600)
    assert not playback.audible_waiting
    playback.feed(tone(0.02))
    assert playback.audible_waiting
    playback.advance(220)
    assert not playback.audible_waiting


def test_speech_is_audible_and_line_noise_is_not() -> None:
    assert is_audible(tone(0.02, dbfs=-40))
    assert not is_audible(tone(0.02, dbfs=-50))
    assert not any(is_audible(frame) for frame in line_noise(-60))
    assert audible_length(SILENCE * 80 + tone(0.02)) > 200
    assert audible_length(SILENCE * 80) == 0


def test_line_noise_is_as_loud_as_asked() -> None:
    noise = decode(b"".join(line_noise(-60)))
    assert 20 * np.log10(np.sqrt(np.mean(noise**2))) == pytest.approx(-60, abs=1.5)


def test_speech_ends_at_the_last_loud_frame_and_not_at_the_end_of_the_recording() -> None:
    samples = np.zeros(16_000, dtype=np.float32)
    samples[3_200:9_600] = 0.2 * np.sin(np.arange(6_400) * 0.2)
    utterance = Utterance.spoken("clip", samples, 16_000)
    assert len(utterance.frames) == 50
    assert utterance.speech.start == pytest.approx(10, abs=1)
    assert utterance.speech.stop == pytest.approx(30, abs=1)
    assert {len(frame) for frame in utterance.frames} == {FRAME_BYTES}


def test_a_recording_without_speech_counts_to_its_end() -> None:
    assert Utterance.spoken("hush", np.zeros(1600, dtype=np.float32), 8_000).speech == range(10)


def test_an_empty_recording_is_refused() -> None:
    with pytest.raises(ValueError, match="hush is empty"):
        Utterance.spoken("hush", np.zeros(0, dtype=np.float32))


def test_keys_are_pressed_half_a_second_apart() -> None:
    utterance = Utterance.pressed("1#")
    assert utterance.keys == {0: "1", 25: "#"}
    assert utterance.speech.stop - 1 == 25
    with pytest.raises(ValueError, match="cannot be pressed"):
        Utterance.pressed("1a")


def test_silence_in_the_midst_of_what_is_said_counts_as_missing_frames() -> None:
    playback = Playback()
    playback.feed(tone(0.04))
    for _ in range(5):
        playback.advance(20)
    assert playback.missing_frames == 0, "it may have been all"
    playback.feed(tone(0.04))
    assert playback.missing_frames == 3
    playback.advance(20)
    playback.feed(tone(0.04))
    assert playback.missing_frames == 3, "what came in time was not missed"


@pytest.mark.parametrize("end", ["mark", "clear"])
def test_silence_behind_a_mark_or_after_a_stop_is_nobodys_fault(end: str) -> None:
    playback = Playback()
    playback.advance(20)
    playback.feed(tone(0.04))
    if end == "mark":
        playback.mark("end")
    else:
        playback.clear()
    for _ in range(50):
        playback.advance(20)
    playback.feed(tone(0.04))
    assert playback.missing_frames == 0
