"""`helpline calls`: past calls for a person and for programs."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from rich.console import Console
from twilio.http import HttpClient
from twilio.http.response import Response
from typer.testing import CliRunner

from telephony.cli import records_report as telling
from telephony.cli.calls import calls
from telephony.records.database import RecordsError
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.reading import parse_since
from telephony.records.record import TransferAttempt
from telephony.records.store import RecordStore
from telephony.twilio.account import AccountError
from tests.doubles.call_samples import (
    NOON,
    Clock,
    a_record,
    a_turn,
    sqlite_in,
)

app = typer.Typer()
app.command()(calls)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # away from any .env
    monkeypatch.setenv("HELPLINE_DATA", str(tmp_path))
    monkeypatch.delenv("HELPLINE_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def kept(data: Path) -> list[str]:
    """Two calls, a day and an hour old; the sids and the reference given."""
    clock = Clock(datetime.now(UTC) - timedelta(days=1))
    journal = Journal(clock, RecordStore(sqlite_in(data)))
    old = journal.open("CA-old", "+84912345678")
    journal.add_turn(old, a_turn("giá vàng hôm nay bao nhiêu", decision="transfer", entry=None, title=None))
    journal.add_transfer(old, TransferAttempt("Nguyễn An", 0, clock(), clock(), "busy"))
    rung_until = clock() + timedelta(seconds=25)
    journal.add_transfer(old, TransferAttempt("Trần Bình", 1, clock(), rung_until, "no_answer"))
    journal.add_briefing(old, "Người gọi hỏi giá vàng, số điện thoại 0912345678.")
    reference = journal.add_callback(old)
    clock.pass_(seconds=75)
    journal.close(old, Outcome.parse("unreached: unmatched"))
    clock.pass_(hours=23)
    recent = journal.open("CA-recent", "+84987654321")
    journal.add_turn(recent, a_turn())
    journal.close(recent, Outcome.parse("finished"))
    journal.shut()
    return ["CA-old", "CA-recent", reference]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False, env={"COLUMNS": "160"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_is_one_object_with_the_newest_call_first(kept: list[str]) -> None:
    shown = json.loads(run("--json"))["calls"]
    assert [call["call_sid"] for call in shown] == ["CA-recent", "CA-old"]
    assert shown[1]["caller"] == "+84*******78"
    assert [attempt["officer"] for attempt in shown[1]["transfers"]] == ["Nguyễn An", "Trần Bình"]
    assert shown[0]["turns"][0]["title"] == "Thủ tục đăng ký kết hôn"


def test_since_leaves_out_older_calls(kept: list[str]) -> None:
    assert [call["call_sid"] for call in json.loads(run("--json", "--since", "2h"))["calls"]] == ["CA-recent"]


def test_the_table_tells_each_call_in_a_line(kept: list[str]) -> None:
    head, recent, old, *people = [line for line in run().splitlines() if line.strip()]
    assert "what became of it" in head
    assert re.search(r"Thủ tục đăng ký kết hôn .*answered, and said goodbye", recent)
    assert re.search(
        r"1:15 .*giá vàng hôm nay bao nhiêu .*no officer took the call: the handbook has no answer", old
    )
    assert [line.strip() for line in people] == [
        "Nguyễn An: busy", "Trần Bình: no answer after 25 s", f"callback {kept[2]}",
    ]  # fmt: skip


def test_one_call_is_told_whole_by_sid_and_by_the_reference_the_caller_was_given(kept: list[str]) -> None:
    by_sid, by_reference = run("--id", kept[0]), run("--id", kept[2])
    assert by_sid == by_reference
    for part in (
        "giá vàng hôm nay bao nhiêu",
        "transfer",
        "briefing Người gọi hỏi giá vàng, số điện thoại [số].",
        "Nguyễn An: busy",
        f"callback {kept[2]}",
        "recognition 180",
        f"helpline calls --callback {kept[2]}",
    ):
        assert part in by_sid


def test_calls_are_exported(kept: list[str], data: Path) -> None:
    assert "2 lines" in run("--export", str(data / "calls.csv"))
    with (data / "calls.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["call_sid"] for line in csv.DictReader(file)] == ["CA-recent", "CA-old"]


def test_trouble_is_said_in_one_line(kept: list[str], data: Path) -> None:
    with pytest.raises(RecordsError, match="no call has the sid or the reference CA-none"):
        run("--id", "CA-none")
    result = CliRunner().invoke(app, ["--since", "yesterday"])
    assert result.exit_code == 2
    assert "7d" in result.output


def test_the_number_to_call_back_is_asked_at_twilio_for_we_do_not_keep_it(
    kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Twilio(HttpClient):  # type: ignore[misc] # twilio ships no types
        def __init__(self, api_url: str) -> None: ...

        def request(self, method: str, url: str, *_: object, **__: object) -> Response:
            asked.append(f"{method} {url}")
            return Response(200, json.dumps({"sid": "CA-old", "from": "+84912345678"}))

    with pytest.raises(AccountError, match="HELPLINE_TWILIO_ACCOUNT_SID"):
        run("--callback", kept[2])
    monkeypatch.setattr("telephony.twilio.rest.RedirectedHttpClient", Twilio)
    monkeypatch.setenv("HELPLINE_TWILIO_ACCOUNT_SID", account := "AC" + "1" * 32)
    monkeypatch.setenv("HELPLINE_TWILIO_AUTH_TOKEN", "a-token")
    monkeypatch.setenv("HELPLINE_TWILIO_API_URL", "http://stand-in.test")
    assert run("--callback", kept[2]) == "+84912345678\n"
    assert asked == [f"GET https://api.twilio.com/2010-04-01/Accounts/{account}/Calls/CA-old.json"]


def test_before_the_first_call_there_is_a_clear_word_and_no_new_file(data: Path) -> None:
    with pytest.raises(RecordsError, match="no calls yet"):
        run()
    assert list(data.iterdir()) == []


def test_a_table_of_many_calls_ends_with_where_the_others_are() -> None:
    console = Console(width=120, file=io.StringIO())
    with console.capture() as shown:
        telling.show(console, (a_record(f"CA{number}") for number in range(telling.SHOWN_CALLS + 1)))
    assert "--since narrows" in shown.get()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("7d", NOON - timedelta(days=7)),
        ("2h", NOON - timedelta(hours=2)),
        ("30M", NOON - timedelta(minutes=30)),
        ("2026-03-02", datetime(2026, 3, 1, 17, 0, tzinfo=UTC)),
        ("2026-03-02T08:00", datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
        ("2026-03-02T08:00+00:00", datetime(2026, 3, 2, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_span_back_or_a_date_in_hanoi(text: str, moment: datetime) -> None:
    assert parse_since(text, NOON) == moment


@pytest.mark.parametrize("text", ["", "7", "d7", "2026-13-01", "99999d"])
def test_a_moment_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="7d"):
        parse_since(text, NOON)


def test_forget_deletes_one_call_for_good(kept: list[str]) -> None:
    assert run("--forget", kept[2]) == "deleted: CA-old\n"
    assert [call["call_sid"] for call in json.loads(run("--json"))["calls"]] == ["CA-recent"]
    with pytest.raises(RecordsError, match="no call has"):
        run("--forget", kept[2])


def test_every_ending_has_words_and_those_of_a_visit_know_no_caller_and_no_ringing() -> None:
    for ending in Ending:
        assert telling.in_words(Outcome(ending), "phone")
    at_a_counter = {
        Ending.VISIT_OVER, Ending.NOT_ANSWERED, Ending.OFFICER_SHOWN, Ending.NEXT_CITIZEN, Ending.PAGE_CLOSED,
        Ending.FINISHED, Ending.CALLER_HUNG_UP, Ending.TRANSFERRED, Ending.OUT_OF_HOURS, Ending.FAILED,
        Ending.SERVICE_STOPPED, Ending.CRASHED,
    }  # fmt: skip
    for ending in at_a_counter:
        for reason in (None, *TransferReason):
            words = telling.in_words(Outcome(ending, reason), "counter")
            assert not re.search(r"caller|call\b|rung|put through", words), words
    assert "answered" not in telling.in_words(Outcome(Ending.CALLER_HUNG_UP), "counter")
