"""What the timeline says about a call: stretches of speech, answer times, JSON, the recording."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from telephony.simulator.recording import Recording
from telephony.simulator.spurts import Spurts
from telephony.simulator.timeline import (
    CallLog,
    CallTimeline,
    Dial,
    Ended,
    EventKind,
    Spurt,
    Turn,
    measure_answers,
)
from voice.mulaw import encode


def spurts_of(audible: list[tuple[float, float]], seconds: float) -> list[tuple[float, float]]:
    spurts = Spurts()
    found = []
    for n in range(int(seconds * 50)):
        t = n * 0.02
        if spurt := spurts.hear(t, any(start - 1e-9 <= t < end - 1e-9 for start, end in audible)):
            found.append(spurt)
    if spurt := spurts.end():
        found.append(spurt)
    return [(round(spurt.start, 2), round(spurt.end, 2)) for spurt in found]


def test_short_gaps_belong_to_one_stretch_of_speech_and_long_ones_part_two() -> None:
    assert spurts_of([(1.0, 2.0), (2.3, 3.0), (4.0, 5.0)], 8) == [(1.0, 3.0), (4.0, 5.0)]


def test_speech_that_is_going_on_when_the_stream_ends_is_reported() -> None:
    assert spurts_of([(1.0, 9.0)], 2) == [(1.0, 2.0)]


def test_the_answer_is_the_first_speech_that_began_after_the_caller_had_finished() -> None:
    turns = [Turn("a", 2.0, 4.0), Turn("b", 9.0, 10.0)]
    measure_answers(turns, [Spurt(0, 1), Spurt(4.6, 6), Spurt(7, 8), Spurt(10.25, 12)])
    assert turns[0].answer_ms == pytest.approx(600)
    assert (turns[0].answer_from, turns[0].answer_to) == (4.6, 8)
    assert turns[1].answer_ms == pytest.approx(250)
    assert not any(turn.cut_off for turn in turns)


def test_a_helpline_that_speaks_over_the_caller_is_no_quick_answer() -> None:
    turn = Turn("a", 2.0, 4.0)
    measure_answers([turn], [Spurt(3.0, 4.5), Spurt(5.5, 6.0)])
    assert turn.cut_off
    assert turn.answer_ms == pytest.approx(1500)


def test_a_turn_without_answer_or_without_end_has_no_answer_time() -> None:
    unfinished, unanswered = Turn("a", 2.0), Turn("b", 5.0, 6.0)
    measure_answers([unfinished, unanswered], [Spurt(0, 1), Spurt(3, 4)])
    assert unfinished.answer_ms is None
    assert unanswered.answer_ms is None


def test_times_count_from_the_answer_and_events_come_in_the_order_they_began() -> None:
    now = 100.0
    seen = []
    timeline = CallTimeline("CA1", "2026-01-01T00:00:00+00:00")
    log = CallLog(timeline, lambda: now, seen.append)
    assert log.t() == 0
    now = 101.0
    log.answered()
    now = 105.0
    log.add(EventKind.MARK, "a mark")
    log.helpline_spoke(Spurt(1.0, 3.0))
    log.finish(Ended.TRANSFERRED, "because")
    assert [(event.kind, event.t) for event in timeline.events] == [
        (EventKind.HELPLINE_SPOKE, 1.0),
        (EventKind.MARK, 4.0),
        (EventKind.ENDED, 4.0),
    ]
    assert [event.kind for event in seen] == [EventKind.MARK, EventKind.HELPLINE_SPOKE, EventKind.ENDED]


def test_the_timeline_is_json_with_the_facts_that_were_attached() -> None:
    timeline = CallTimeline("CA1", "2026-01-01T00:00:00+00:00")
    timeline.turns.append(Turn("clip.wav", 1.23456, heard="đăng ký khai sinh"))
    timeline.dials.append(Dial(3.0, ("+84901",), "no-answer"))
    CallLog(timeline, lambda: 0.0).finish(Ended.TRANSFERRED, "put through")
    result = json.loads(json.dumps(timeline.to_dict()))
    assert result["ended"] == "transferred"
    assert result["turns"][0]["heard"] == "đăng ký khai sinh"
    assert result["turns"][0]["spoke_from"] == 1.235
    [dial] = result["dials"]
    assert (dial["t"], dial["targets"], dial["status"]) == (3.0, ["+84901"], "no-answer")
    assert "recording" not in result


def test_the_recording_keeps_its_timing_and_both_sides(tmp_path: Path) -> None:
    recording = Recording()
    recording.skip_to(0.5)
    recording.add(encode(np.full(160, 0.5, dtype=np.float32)), encode(np.full(160, -0.25, dtype=np.float32)))
    recording.write_wav(tmp_path / "both.wav", with_caller=True)
    with wave.open(str(tmp_path / "both.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 8000, 4160)
        samples = np.frombuffer(file.readframes(4160), dtype="<i2").reshape(-1, 2) / 32768
    assert not samples[:4000].any()
    assert samples[4000:, 0] == pytest.approx(0.5, abs=0.02)
    assert samples[4000:, 1] == pytest.approx(-0.25, abs=0.02)
    recording.write_wav(tmp_path / "heard.wav")
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert file.getnchannels() == 1
