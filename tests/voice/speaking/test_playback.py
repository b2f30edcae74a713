"""Where the listener is in what is being said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.mulaw import (
    FRAME_BYTES,
    FRAME_MS,
    SILENCE,
    decode,
    encode,
)
from voice.speaking.mouth import build_mouth
from voice.speaking.playback import (
    OVERLAP_MS,
    SEARCH_MS,
    Playback,
    Position,
)

LOUD = encode(np.tile(np.array([0.3, -0.3], dtype=np.float32), FRAME_BYTES // 2))
QUIET = SILENCE * FRAME_BYTES


def playing(*lengths: int) -> Playback:
    playback = Playback()
    for number, frames in enumerate(lengths):
        playback.queue(f"câu {number}", LOUD * frames)
    return playback


def test_it_starts_at_the_first_frame_of_the_first_sentence() -> None:
    playback = playing(10, 5)
    assert playback.position == Position(0, 0)
    assert playback.sentence == "câu 0"
    assert playback.unheard == ("câu 0", "câu 1")


def test_frames_counted_lead_through_the_sentences_to_the_end() -> None:
    playback = playing(10, 5)
    playback.advance(9)
    assert playback.position == Position(0, 9)
    playback.advance(3)
    assert (playback.position, playback.sentence) == (Position(1, 2), "câu 1")
    playback.advance(100)
    assert playback.finished
    assert playback.position is None
    assert playback.sentence is None
    assert playback.unheard == ()


def test_a_mark_of_the_line_corrects_a_count_that_lags() -> None:
    playback = playing(10, 5, 5)
    playback.advance(2)
    playback.reached(0)
    assert playback.position == Position(1, 0)


def test_a_mark_of_a_sentence_already_counted_as_heard_changes_nothing() -> None:
    playback = playing(10, 5)
    playback.advance(12)
    playback.reached(0)
    assert playback.position == Position(1, 2)


def test_a_sentence_queued_later_goes_on_from_the_end() -> None:
    playback = playing(3)
    playback.advance(50)
    assert playback.queue("câu sau", LOUD * 4) == 1
    assert playback.position == Position(1, 0)


def test_repeating_starts_the_current_sentence_again_and_keeps_those_behind_it() -> None:
    playback = playing(10, 5, 7)
    playback.advance(12)
    assert [(text, len(codes) // FRAME_BYTES) for text, codes in playback.repeated()] == [
        ("câu 1", 5),
        ("câu 2", 7),
    ]
    assert playback.position == Position(1, 0)


def test_repeating_after_the_end_says_the_last_sentence_again() -> None:
    playback = playing(10, 5)
    playback.advance(15)
    assert [text for text, _ in playback.repeated()] == ["câu 1"]
    assert playback.position == Position(1, 0)


def test_resuming_goes_back_to_the_last_pause_and_sends_exactly_the_rest() -> None:
    playback = Playback()
    codes = LOUD * 60 + QUIET + LOUD * 80
    playback.queue("câu dài", codes)
    playback.queue("câu sau", LOUD * 3)
    playback.advance(100)
    (text, rest), (_, following) = playback.resumed()
    assert text == "câu dài"
    assert rest == codes[60 * FRAME_BYTES :]
    assert following == LOUD * 3
    assert playback.position == Position(0, 60)
    playback.advance(len(rest) // FRAME_BYTES)
    assert playback.position == Position(1, 0)


def test_resuming_near_the_start_begins_the_sentence_again() -> None:
    playback = playing(200)
    playback.advance((OVERLAP_MS + SEARCH_MS) // FRAME_MS)
    ((_, rest),) = playback.resumed()
    assert rest == LOUD * 200


def test_nothing_is_left_to_resume_after_the_end_and_nothing_to_repeat_before_the_start() -> None:
    playback = playing(2)
    playback.advance(2)
    assert list(playback.resumed()) == []
    assert list(Playback().repeated()) == []


@pytest.mark.parametrize("codes", [b"", b"\xff" * (FRAME_BYTES - 1)])
def test_a_part_of_a_frame_is_refused(codes: bytes) -> None:
    with pytest.raises(ValueError, match="whole frames"):
        Playback().queue("câu", codes)


async def test_a_real_sentence_is_taken_up_in_a_pause_without_a_click(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    mouth = build_mouth(["espeak"], tmp_path_factory.mktemp("cache"))
    said = await mouth.say("Hồ sơ gồm tờ khai, bản chính giấy chứng sinh, và giấy tờ tùy thân của cha mẹ.")
    whole = decode(said.mulaw)
    for stopped_at in range(100, len(said.mulaw) // FRAME_BYTES, 25):
        playback = Playback()
        playback.queue("câu", said.mulaw)
        playback.advance(stopped_at)
        ((_, rest),) = playback.resumed()
        taken_up = decode(rest)
        first = taken_up[:FRAME_BYTES]
        assert np.sqrt(np.mean(first**2)) < 0.3 * np.sqrt(np.mean(whole**2))


@given(
    st.lists(st.integers(1, 120), min_size=1, max_size=5),
    st.lists(st.integers(0, 200), max_size=6),
)
def test_stopping_and_resuming_anywhere_loses_no_frame(lengths: list[int], pauses: list[int]) -> None:
    playback = playing(*lengths)
    for frames in pauses:
        playback.advance(frames)
        before = playback.position
        sent = sum(len(codes) for _, codes in playback.resumed()) // FRAME_BYTES
        if before is None:
            assert sent == 0
            return
        heard = sum(lengths[: before.sentence]) + before.frame
        assert sent >= sum(lengths) - heard
    playback.advance(sum(lengths))
    assert playback.finished
