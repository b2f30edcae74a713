"""The doctor: each part in order or not, and what to do."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from telephony.app.server import address, listen, running
from telephony.doctor import Finding, State, examine
from telephony.doctor.numbers import examine_numbers
from telephony.doctor.reach import examine_way
from telephony.doctor.records import examine_records
from telephony.records import schema
from telephony.records.database import connect
from telephony.records.journal import Journal
from telephony.records.outcome import Outcome
from telephony.records.store import RecordStore
from telephony.settings import Settings
from telephony.twilio.account import Number
from tests.doubles.call_samples import NOON, Clock, sqlite_in
from tests.doubles.simulated_network import TOKEN, World
from tests.telephony.twilio.test_account import numbers
from tests.telephony.twilio.test_rest import ACCOUNT, Transport

PUBLIC = "https://hotline.example"
VOICE = f"{PUBLIC}/twilio/voice"
BIN = "https://handler.twilio.com/twiml/EH1"


def settings(folder: Path, **changes: Any) -> Settings:
    return Settings(_env_file=None, data=folder, **changes)


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    listener = listen("127.0.0.1", 0)
    async with running(app, listener):
        yield address(listener)


# The way here


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.service.journal.shut()


async def test_a_helpline_that_takes_webhooks_and_streams_is_in_order(world: World) -> None:
    async with served(world.service.app) as url:
        assert (await examine_way(url, TOKEN)).state is State.OK


async def test_a_helpline_with_another_token_is_recognised_as_such(world: World) -> None:
    async with served(world.service.app) as url:
        found = await examine_way(url, "another token")
    assert found.state is State.FAULT
    assert "another token or HELPLINE_PUBLIC_URL" in found.message


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (Response(status_code=502), "`helpline serve` runs"),
        (RedirectResponse(f"{PUBLIC}/twilio/calls/doctor"), f"sends callers on to {PUBLIC};"),
        (Response("welcome", status_code=200), "something else"),
        (Response("no such page", status_code=404), "something else"),
        (Response('{"error": "no call doctor"}', status_code=404), "let the proxy pass websockets on"),
    ],
)
async def test_whatever_else_answers_is_told_apart(answer: Response, hint: str) -> None:
    app = FastAPI()
    app.add_api_route("/{path:path}", lambda: answer, response_model=None)
    async with served(app) as url:
        found = await examine_way(url, TOKEN)
    assert found.state is State.FAULT
    assert hint in found.message


async def test_an_address_where_nobody_answers_is_a_warning_for_it_may_be_the_network() -> None:
    with listen("127.0.0.1", 0) as listener:
        url = address(listener)
    found = await examine_way(url, TOKEN)
    assert found.state is State.WARNING
    assert "does not answer this machine" in found.message


# Numbers


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (
            Number("+842433334444", "http://hotline.example/twilio/voice", "POST", BIN, False),
            f"enter {VOICE}",
        ),
        (Number("+842433334444", f"{VOICE}/", "POST", BIN, False), f"enter {VOICE}"),
        (Number("+842433334444", PUBLIC, "POST", BIN, False), f"enter {VOICE}"),
        (Number("+842433334444", VOICE, "GET", BIN, False), "HTTP POST"),
        (Number("+842433334444", VOICE, "POST", "", False), "`helpline fallback`"),
        (Number("+842433334444", VOICE, "POST", f"{PUBLIC}/else", False), "this very server"),
        (Number("+842433334444", VOICE, "POST", BIN, True), "application"),
        (Number("+842433334444", "https://demo.twilio.com/welcome", "POST", BIN, False), f"calls {VOICE}"),
    ],
)
def test_a_number_that_is_set_up_wrongly_is_told_with_what_to_enter(number: Number, hint: str) -> None:
    [found] = examine_numbers([number], PUBLIC)
    assert found.state is State.WARNING
    assert hint in found.message
    assert number.phone not in found.part + found.message


def test_a_number_that_calls_us_and_has_a_fallback_is_in_order() -> None:
    [found] = examine_numbers([Number("+842433334444", VOICE, "POST", BIN, False)], PUBLIC)
    assert found.state is State.OK


# Records


def test_before_the_first_start_there_are_no_records_and_none_are_made(tmp_path: Path) -> None:
    [found] = examine_records(settings(tmp_path), NOON)
    assert found.state is State.OK
    assert "none yet" in found.message
    assert list(tmp_path.iterdir()) == []


def test_records_that_can_be_written_are_counted(tmp_path: Path) -> None:
    journal = Journal(Clock(), RecordStore(sqlite_in(tmp_path)))
    journal.open("CA1", "+84912345678")
    journal.close(journal.open("CA2", "+84912345678"), Outcome.parse("finished"))
    journal.flush()
    [found] = examine_records(settings(tmp_path), NOON)
    journal.shut()
    assert found.state is State.OK
    assert "2 calls, 1 of them going on" in found.message


def test_an_older_database_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    engine = connect(sqlite_in(tmp_path))
    schema.upgrade(engine, "0001")
    [found] = examine_records(settings(tmp_path), NOON)
    assert found == Finding("records", State.WARNING, found.message)
    assert "brings it up to date" in found.message
    assert not schema.is_current(engine)
    engine.dispose()


def test_a_database_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    store = RecordStore(sqlite_in(tmp_path))
    store.start()
    other = connect(sqlite_in(tmp_path).update_query_dict({"timeout": "0.05"}))
    with other.connect() as connection:
        connection.exec_driver_sql("SELECT 1")  # takes the lock that only one writer can have
        held = settings(tmp_path, database_url=f"sqlite:///{tmp_path}/helpline.sqlite3?timeout=0.05")
        [found] = examine_records(held, NOON)
    other.dispose()
    store.close()
    assert found.state is State.FAULT
    assert "locked" in found.message


def test_a_database_address_that_cannot_be_used_is_a_fault(tmp_path: Path) -> None:
    [found] = examine_records(settings(tmp_path, database_url=SecretStr("mysql://u:secret@host/db")), NOON)
    assert found.state is State.FAULT
    assert "secret" not in found.message


# Signatures


def test_refused_requests_are_repeated_until_the_setting_fits_or_a_week_has_passed(tmp_path: Path) -> None:
    journal = Journal(clock := Clock(), RecordStore(sqlite_in(tmp_path)))
    for _ in range(3):
        journal.add_refused("address", f"Twilio signed {VOICE}, …: set HELPLINE_PUBLIC_URL={PUBLIC}", PUBLIC)
        clock.pass_(minutes=1)
    journal.shut()
    _, wrong = examine_records(settings(tmp_path, public_url="http://hotline.example"), clock())
    assert (wrong.state, wrong.part) == (State.WARNING, "signatures (address)")
    assert "3 requests were refused, the last on 02.03. 12:02" in wrong.message
    assert f"set HELPLINE_PUBLIC_URL={PUBLIC}" in wrong.message
    _, right = examine_records(settings(tmp_path, public_url=PUBLIC), clock())
    assert right.state is State.OK
    assert "restart" in right.message
    assert len(examine_records(settings(tmp_path), clock() + timedelta(days=8))) == 1


def test_records_that_other_accounts_may_read_are_named_with_the_cure(tmp_path: Path) -> None:
    store = RecordStore(sqlite_in(tmp_path))
    store.start()
    store.close()
    tmp_path.chmod(0o755)
    _, found = examine_records(settings(tmp_path), NOON)
    assert found.state is State.WARNING
    assert str(tmp_path) in found.message
    assert "chmod" in found.message


async def test_a_refused_request_reaches_the_doctor_through_the_records(world: World, tmp_path: Path) -> None:
    signature = RequestValidator(TOKEN).compute_signature(VOICE, {})
    headers = {"X-Twilio-Signature": signature, "X-Forwarded-Host": "hotline.example"}
    async with served(world.service.app) as url, httpx.AsyncClient(trust_env=False) as http:
        assert (await http.post(f"{url}/twilio/voice", headers=headers)).status_code == 403
        await asyncio.to_thread(world.service.journal.flush)
    _, found = examine_records(settings(tmp_path), world.now)
    assert found.part == "signatures (address)"
    assert f"set HELPLINE_PUBLIC_URL={PUBLIC}" in found.message


async def test_what_the_doctor_itself_is_refused_is_not_taken_for_twilios(
    world: World, tmp_path: Path
) -> None:
    async with served(world.service.app) as url:
        await examine_way(url, "another token")
        await asyncio.to_thread(world.service.journal.flush)
    assert len(examine_records(settings(tmp_path), world.now)) == 1


# All of it


async def test_twilio_is_asked_once_the_settings_are_there(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as listener:
        url = address(listener)
    known = settings(tmp_path, public_url=url, twilio_account_sid=ACCOUNT, twilio_auth_token=SecretStr(TOKEN))
    found = {finding.part: finding for finding in await examine(known, Transport(numbers()))}
    assert "does not answer" in found["the way here"].message
    assert "none of the account's 0 numbers" in found["numbers"].message
    lost = {finding.part: finding for finding in await examine(known, Transport(OSError("unreachable")))}
    assert "api.twilio.com" in lost["numbers"].message


async def test_the_whole_webhook_as_the_public_address_is_a_fault(tmp_path: Path) -> None:
    found = {finding.part: finding for finding in await examine(settings(tmp_path, public_url=VOICE))}
    assert found["public address"].state is State.FAULT
    assert found["public address"].message.endswith(f"{PUBLIC}")


def test_every_connection_is_given_back(tmp_path: Path) -> None:
    with closing(RecordStore(sqlite_in(tmp_path))) as store:
        store.start()
    examine_records(settings(tmp_path), NOON)
    assert not list(tmp_path.glob("*-wal")), "the last connection to close takes the log with it"
