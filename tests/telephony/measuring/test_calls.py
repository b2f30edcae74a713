"""The measurement of whole calls."""

import asyncio
import io
import sys
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI, Response
from prometheus_client import generate_latest
from rich.console import Console

from telephony.app.server import address, listen, running
from telephony.cli import main as cli
from telephony.cli.bench_calls import questions, run_bench
from telephony.measuring import test_call as trial
from telephony.measuring.calls import (
    STAGGER_S,
    CallsBench,
    LoopLag,
    Vitals,
    bench_calls,
    summary,
    table,
    vitals,
)
from telephony.settings import Settings
from telephony.simulator import (
    CallTimeline,
    Ended,
    Turn,
    Utterance,
)
from tests.doubles import virtual_time
from voice.audio import write_wav

VITALS = Vitals(400.0, 5, 0)


def clip(label: str) -> Utterance:
    return Utterance.spoken(label, np.full(1600, 0.1, dtype=np.float32))


def timeline(ended: Ended, *turns: Turn, reason: str = "", missing: int = 0) -> CallTimeline:
    return CallTimeline(
        "CA1", "", turns=list(turns), ended=ended, reason=reason, missing_frames=missing, worst_lag_ms=12.0
    )


def turn(answer_ms: float | None, decision: str | None, pause: float = 400.0) -> Turn:
    parts = {"pause": pause, "recognition": 150.0, "match": 80.0, "first_audio": 5.0}
    return Turn(
        "clip", 1.0, 2.0, answer_ms=answer_ms, decision=decision, parts_ms=(decision and parts) or None
    )


TIMELINES = (
    timeline(Ended.ANSWERED_AND_HUNG_UP, turn(500.0, "answer"), missing=2),
    timeline(Ended.ANSWERED_AND_HUNG_UP, turn(600.0, "answer"), turn(700.0, "answer")),
    timeline(Ended.TRANSFERRED, turn(1_100.0, "transfer", pause=1_000.0), missing=1),
    timeline(Ended.FAILED, turn(None, None), reason="nothing was said"),
)


def measured(*timelines: CallTimeline) -> CallsBench:
    return summary(timelines, 2, 60.0, VITALS, VITALS)


def test_calls_answers_transfers_and_failures_are_counted() -> None:
    result = measured(*TIMELINES)
    assert (result.completed, result.failed, result.transfers) == (3, 1, 1)
    assert (result.turns, result.answers, result.unanswered) == (5, 3, 1)
    assert result.decisions == {"answer": 3, "transfer": 1}
    assert result.reasons == {"nothing was said": 1}
    assert result.missing_frames == 3
    assert result.caller_lag_ms == 12.0


def test_waiting_times_are_told_with_their_parts_and_what_these_leave() -> None:
    result = measured(*TIMELINES)
    assert result.answer_ms.p50 == 650.0
    assert result.answered_ms.p50 == 600.0
    assert result.parts_ms["pause"].p50 == 400.0
    assert result.parts_ms["recognition"].p95 == 150.0
    assert result.parts_ms["rest"].p50 == pytest.approx((95 + 195) / 2)


def test_calls_of_which_nothing_is_known_but_their_sound_have_no_parts() -> None:
    result = measured(timeline(Ended.ANSWERED_AND_HUNG_UP, turn(500.0, None)))
    assert result.answer_ms.p50 == 500.0
    assert result.parts_ms["pause"].p50 is None
    assert result.answers == 0


def test_the_table_names_waits_failures_and_the_server() -> None:
    out = io.StringIO()
    Console(file=out, width=160).print(table(measured(*TIMELINES)))
    for part in ("3 completed, 1 failed", "nothing was said", "650 ms at the median", "3 of 20 ms", "400 MB"):
        assert part in out.getvalue()


def test_so_many_callers_at_once_call_again_and_again_until_the_time_is_over() -> None:
    going: set[str] = set()
    most, said, callers, begun = 0, [], [], []

    async def run() -> CallsBench:
        loop = asyncio.get_running_loop()

        async def place(utterance: Utterance, caller: str) -> CallTimeline:
            nonlocal most
            begun.append(loop.time())
            said.append(utterance.label)
            callers.append(caller)
            going.add(caller)
            most = max(most, len(going))
            await asyncio.sleep(10)
            going.remove(caller)
            return timeline(Ended.ANSWERED_AND_HUNG_UP, turn(500.0, "answer"))

        async def look() -> Vitals:
            return VITALS

        clips = [clip("a"), clip("b"), clip("c"), clip("d")]
        return await bench_calls(place, look, clips, calls=3, seconds=25, clock=loop.time)

    result = virtual_time.run(run())
    assert result.completed == len(said) == 9
    assert most == 3
    assert said == list("abcdabcda")
    assert len(set(callers)) == 9, "one number that rings so often would be turned away"
    assert 0 < begun[1] - begun[0] < STAGGER_S
    assert result.seconds == pytest.approx(begun[-1] - begun[0] + 10, abs=0.1)


async def test_a_helpline_tells_its_memory_tasks_and_calls() -> None:
    app = FastAPI()

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest())

    listener = listen("127.0.0.1", 0)
    async with running(app, listener):
        told = await vitals(trial.Helpline(address(listener), "AC", "token"))
    assert told.active_calls == 0
    assert told.tasks is not None
    assert told.tasks > 1
    if sys.platform == "linux":
        assert told.memory_mb is not None
        assert 20 < told.memory_mb < 20_000


async def test_a_helpline_that_cannot_be_asked_tells_nothing() -> None:
    assert await vitals(trial.Helpline("http://127.0.0.1:9", "AC", "token")) == Vitals()


async def test_a_folder_stands_for_its_recordings_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.wav", "a.wav"):
        write_wav(tmp_path / name, np.full(8000, 0.1, dtype=np.float32), 16_000)
    (tmp_path / "notes.txt").write_text("no audio")
    assert [question.label for question in await questions([tmp_path])] == ["a.wav", "b.wav"]


async def test_without_recordings_a_synthetic_question_is_asked() -> None:
    (question,) = await questions([])
    assert len(question.frames) > 50


def test_a_folder_without_recordings_and_a_missing_token_are_clear_errors(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for words, said in (
        ([str(tmp_path)], "holds no recordings"),
        (["--to", "http://127.0.0.1:9"], "HELPLINE_TWILIO_AUTH_TOKEN"),
    ):
        monkeypatch.setattr(sys, "argv", ["helpline", "bench", "calls", *words])
        with pytest.raises(SystemExit):
            cli.main()
        assert said in capsys.readouterr().err


@pytest.mark.model
@pytest.mark.e2e
async def test_two_real_callers_at_once_are_both_answered(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    result = await run_bench(settings, [], calls=2, seconds=3, to=None)
    assert (result.completed, result.failed, result.answers, result.unanswered) == (2, 0, 2, 0)
    assert result.answer_ms.p50 is not None
    assert result.answer_ms.p50 < 3_000
    assert result.parts_ms["recognition"].p50 is not None
    assert result.missing_frames == 0
    assert result.after.memory_mb is not None
    assert result.after.active_calls == 0


def test_the_lag_of_the_event_loop_is_that_of_the_run_alone() -> None:
    before = Vitals(loop_lags=((1.0, 900.0), (50.0, 990.0), (1000.0, 1000.0)))
    after = Vitals(loop_lags=((1.0, 1880.0), (50.0, 1985.0), (1000.0, 1995.0)))
    assert LoopLag.between(before, after) == LoopLag(1.0, 50.0, 50.0), "what was slow before is not counted"
    assert LoopLag.between(Vitals(), Vitals()) == LoopLag()
