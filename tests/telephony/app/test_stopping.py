"""The server is stopped, or killed, in the middle of calls: no caller is lost, and no finished turn."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome
from telephony.records.record import CallRecord
from telephony.records.store import RecordStore
from telephony.simulator import (
    CallPlan,
    Ended,
    Manners,
    OfficerLeg,
    place_call,
)
from telephony.twilio.signature import SIGNATURE_HEADER
from telephony.twilio.webhooks import RECORD_PATH
from tests.doubles.call_samples import sqlite_in
from tests.doubles.scripted_helpline import QUESTION
from tests.doubles.simulated_network import ACCOUNT, say

pytestmark = pytest.mark.e2e

TOKEN = "a-token-only-the-test-knows"
CALLS = 20
BOTH_OFFICERS = ("+84900000001", "+84900000002")


class Helpline:
    """The server's process, its address and its log."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self.log = log

    async def turns(self, http: httpx.AsyncClient, call_sid: str) -> list[dict[str, Any]]:
        """Those of a call whose answer has begun."""
        url = self.url + RECORD_PATH.format(call_sid=call_sid)
        signature = RequestValidator(TOKEN).compute_signature(url, {})
        answer = await http.get(url, headers={SIGNATURE_HEADER: signature})
        return [turn for turn in answer.json().get("turns", []) if turn["voice"]]


@asynccontextmanager
async def serving(folder: Path, **settings: str) -> AsyncIterator[Helpline]:
    log = folder / "log"
    with log.open("wb") as writing:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.doubles.scripted_helpline", str(folder), TOKEN,
            env={**os.environ, **settings}, cwd=Path(__file__).parents[3],
            stdout=asyncio.subprocess.PIPE, stderr=writing,
        )  # fmt: skip
    assert process.stdout
    try:
        yield Helpline(process, (await process.stdout.readline()).decode().strip(), log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def a_call(helpline: Helpline, questions: int, number: int = 0) -> CallPlan:
    return CallPlan(
        helpline.url, ACCOUNT, TOKEN, [say(QUESTION)] * questions, caller=f"+8490000{number:04d}",
        manners=Manners(turn_pause_s=0.4), officers=[OfficerLeg(rings_s=0.2, talks_s=0.2)],
    )  # fmt: skip


async def begun(helpline: Helpline, plans: Sequence[CallPlan], turns: int) -> list[list[dict[str, Any]]]:
    """Waits until each call has so many finished turns, and gives them."""
    async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as http:
        known: list[list[dict[str, Any]]] = [[]]
        while min(map(len, known)) < turns:
            await asyncio.sleep(0.1)
            known = await asyncio.gather(*(helpline.turns(http, plan.call_sid) for plan in plans))
    return known


async def winding_down(helpline: Helpline) -> None:
    async with asyncio.timeout(30):
        while "winding down" not in helpline.log.read_text(encoding="utf-8"):
            await asyncio.sleep(0.02)


def records(folder: Path, plans: Sequence[CallPlan]) -> list[CallRecord]:
    """Those of the calls, as the next start of the service finds them."""
    journal = Journal(lambda: datetime.now(UTC), RecordStore(sqlite_in(folder)))
    found = [record for plan in plans if (record := journal.find(plan.call_sid))]
    journal.shut()
    assert len(found) == len(plans)
    return found


async def test_a_server_killed_over_twenty_calls_loses_no_caller_and_no_finished_turn(tmp_path: Path) -> None:
    async with serving(tmp_path) as helpline:
        plans = [a_call(helpline, questions=50, number=number) for number in range(CALLS)]
        calls = [asyncio.create_task(place_call(plan)) for plan in plans]
        known = await begun(helpline, plans, turns=2)
        helpline.process.send_signal(signal.SIGKILL)
        timelines = await asyncio.gather(*calls)
    assert [timeline.ended for timeline in timelines] == [Ended.TRANSFERRED] * CALLS
    assert {dial.targets for timeline in timelines for dial in timeline.dials} == {BOTH_OFFICERS}
    for record, turns in zip(records(tmp_path, plans), known, strict=True):
        assert (record.outcome, record.ended is None) == (Outcome(Ending.CRASHED), False)
        stored = record.as_json()["turns"]
        assert [turn["at"] for turn in stored[: len(turns)]] == [turn["at"] for turn in turns]
        assert all(turn["heard"] == QUESTION and turn["decision"] == "answer" for turn in stored)


async def test_told_to_stop_it_finishes_its_call_sends_new_callers_to_the_officers_and_goes(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as helpline:
        running, late = a_call(helpline, questions=3), a_call(helpline, questions=3, number=1)
        call = asyncio.create_task(place_call(running))
        await begun(helpline, [running], turns=1)
        helpline.process.send_signal(signal.SIGTERM)
        await winding_down(helpline)
        assert (await place_call(late)).ended is Ended.TRANSFERRED
        assert (await call).ended is Ended.ANSWERED_AND_HUNG_UP
        assert await asyncio.wait_for(helpline.process.wait(), 10) == 0
    first, second = records(tmp_path, [running, late])
    assert (str(first.outcome), len(first.turns)) == ("caller_hung_up", 3)
    assert (str(second.outcome), len(second.turns)) == ("overflow", 0)


async def test_a_call_that_outlasts_the_stopping_is_left_to_the_officers(tmp_path: Path) -> None:
    async with serving(tmp_path, HELPLINE_DRAIN_S="0.5") as helpline:
        plan = a_call(helpline, questions=50)
        call = asyncio.create_task(place_call(plan))
        await begun(helpline, [plan], turns=1)
        helpline.process.send_signal(signal.SIGTERM)
        timeline = await call
        assert await asyncio.wait_for(helpline.process.wait(), 20) == 0
    assert timeline.ended is Ended.TRANSFERRED
    assert [dial.targets for dial in timeline.dials] == [BOTH_OFFICERS]
    [record] = records(tmp_path, [plan])
    assert str(record.outcome) == "stream_lost"
