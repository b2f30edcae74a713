"""The REST stand-in, asked over HTTP and by Twilio's own client."""

import asyncio
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from telephony.simulator.rest import LiveCall, Redirect, RestStandIn

ACCOUNT, TOKEN, CALL = "AC" + "1" * 32, "a token", "CA" + "2" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{CALL}.json"


def stand_in() -> tuple[RestStandIn, LiveCall]:
    rest = RestStandIn(ACCOUNT, TOKEN)
    call = rest.calls[CALL] = LiveCall(CALL, "+84900000001", "+84240000000")
    call.status = "in-progress"
    return rest, call


async def post(rest: RestStandIn, path: str, status: str, token: str = TOKEN) -> httpx.Response:
    transport = httpx.ASGITransport(rest.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://rest") as http:
        return await http.post(path, data={"Status": status}, auth=(ACCOUNT, token))


async def test_status_completed_ends_the_call() -> None:
    rest, call = stand_in()
    answer = await post(rest, PATH, "completed")
    assert (answer.status_code, answer.json()["status"], answer.json()["sid"]) == (200, "completed", CALL)
    assert call.hung_up


async def test_a_call_that_is_over_cannot_be_ended_again() -> None:
    rest, _ = stand_in()
    await post(rest, PATH, "completed")
    answer = await post(rest, PATH, "completed")
    assert (answer.status_code, answer.json()["code"]) == (400, 21220)


@pytest.mark.parametrize("path", [PATH.replace("CA2", "CA3"), PATH.replace("AC1", "AC9")])
async def test_an_unknown_call_or_account_is_not_found_in_twilios_form(path: str) -> None:
    rest, call = stand_in()
    answer = await post(rest, path, "completed")
    assert answer.status_code == 404
    assert answer.json() == {
        "code": 20404,
        "message": f"The requested resource {path} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }
    assert not call.hung_up


async def test_a_wrong_token_is_refused() -> None:
    rest, call = stand_in()
    answer = await post(rest, PATH, "completed", token="another")
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert not call.hung_up


@pytest.mark.parametrize(
    "data",
    [
        {"Status": "paused"},
        {"Status": "completed", "Twiml": "<Response/>"},
        {"Twiml": "x" * 4001},
        {},
    ],
)
async def test_an_impossible_update_is_refused_clearly(data: dict[str, str]) -> None:
    rest, call = stand_in()
    answer = await update(rest, data)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    assert not call.hung_up
    assert call.redirect is None


async def test_new_instructions_are_left_for_the_call_to_take_up() -> None:
    rest, call = stand_in()
    assert (await update(rest, {"Twiml": "<Response/>"})).status_code == 200
    assert call.redirect == Redirect(twiml="<Response/>")
    await update(rest, {"Url": "https://hotline.example/next", "Method": "GET"})
    assert call.redirect == Redirect(url="https://hotline.example/next", method="GET")


async def test_a_ringing_line_can_be_canceled_and_an_answered_one_cannot() -> None:
    rest, call = stand_in()
    assert (await update(rest, {"Status": "canceled"})).json()["code"] == 21220
    call.status = "ringing"
    assert (await update(rest, {"Status": "canceled"})).status_code == 200
    assert call.hung_up


async def update(rest: RestStandIn, data: dict[str, str]) -> httpx.Response:
    transport = httpx.ASGITransport(rest.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://rest") as http:
        return await http.post(PATH, data=data, auth=(ACCOUNT, TOKEN))


class _Redirected(TwilioHttpClient):
    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=False)
        self._url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace("https://api.twilio.com", self._url), *args, **kwargs)


async def test_twilios_own_client_ends_a_call_over_the_network_and_understands_the_errors() -> None:
    rest, call = stand_in()
    async with rest:
        client = Client(ACCOUNT, TOKEN, http_client=_Redirected(rest.url))
        assert (await asyncio.to_thread(client.calls(CALL).fetch)).status == "in-progress"
        ended = await asyncio.to_thread(client.calls(CALL).update, status="completed")
        assert ended.status == "completed"
        assert call.hung_up
        with pytest.raises(TwilioRestException) as error:
            await asyncio.to_thread(client.calls("CA" + "9" * 32).update, status="completed")
        assert (error.value.status, error.value.code) == (404, 20404)
