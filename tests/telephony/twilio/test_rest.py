"""Steering calls: retried, repeatable, and never raising."""

import json
import logging
from typing import Any

import pytest
import requests
from twilio.http import HttpClient
from twilio.http.response import Response

from telephony.officers.transfer import Told
from telephony.twilio.rest import (
    ATTEMPTS,
    CallControl,
    RedirectedHttpClient,
)

ACCOUNT, CALL = "AC" + "1" * 32, "CA" + "2" * 32
OK = Response(200, json.dumps({"sid": CALL, "status": "completed"}))


def refusal(status: int, code: int) -> Response:
    return Response(status, json.dumps({"code": code, "message": "no", "status": status}))


class Transport(HttpClient):  # type: ignore[misc] # twilio ships no types
    """Gives the answers laid out, one a request."""

    def __init__(self, *answers: Response | Exception) -> None:
        self.answers = list(answers)
        self.sent: list[dict[str, Any]] = []

    def request(self, method: str, url: str, params: Any = None, data: Any = None, **_: Any) -> Response:
        self.sent.append(data)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def control(transport: Transport) -> CallControl:
    return CallControl(ACCOUNT, "a token", None, transport, back_off_s=0.0)


async def test_ending_a_call_asks_for_completed() -> None:
    transport = Transport(OK)
    assert await control(transport).end(CALL)
    assert transport.sent == [{"Status": "completed"}]


async def test_redirecting_a_call_sends_the_twiml() -> None:
    transport = Transport(OK)
    assert await control(transport).redirect(CALL, "<Response/>") is Told.DONE
    assert transport.sent == [{"Twiml": "<Response/>"}]


@pytest.mark.parametrize("answer", [refusal(404, 20404), refusal(400, 21220)])
async def test_a_call_that_is_over_counts_as_ended_and_is_not_redirected(answer: Response) -> None:
    assert await control(Transport(answer)).end(CALL)
    assert await control(Transport(answer)).redirect(CALL, "<Response/>") is Told.CALL_OVER


@pytest.mark.parametrize("trouble", [refusal(500, 20500), refusal(429, 20429), OSError("unreachable")])
async def test_trouble_that_may_pass_is_tried_again(trouble: Response | Exception) -> None:
    transport = Transport(trouble, trouble, OK)
    assert await control(transport).redirect(CALL, "<Response/>") is Told.DONE
    assert len(transport.sent) == 3


async def test_it_is_given_up_after_a_few_attempts() -> None:
    transport = Transport(*[OSError("unreachable")] * ATTEMPTS)
    assert not await control(transport).end(CALL)
    assert len(transport.sent) == ATTEMPTS


async def test_what_twilio_refuses_for_good_is_not_repeated() -> None:
    transport = Transport(refusal(401, 20003))
    assert await control(transport).redirect(CALL, "<Response/>") is Told.FAILED
    assert len(transport.sent) == 1


async def test_without_an_account_nothing_is_steered() -> None:
    assert await CallControl(None, "a token", None).redirect(CALL, "<Response/>") is Told.FAILED


@pytest.mark.parametrize("api_url", [None, "http://stand-in.test"])
async def test_what_is_sent_to_twilio_is_not_in_the_log(
    api_url: str | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def send(self: object, request: requests.PreparedRequest, **_: object) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer._content = 200, b"{}"
        assert "84912345678" in str(request.body)
        return answer

    monkeypatch.setattr(requests.Session, "send", send)
    with caplog.at_level(logging.DEBUG):
        steering = CallControl(ACCOUNT, "a token", api_url)
        assert await steering.redirect(CALL, "<Dial>+84912345678</Dial>") is Told.DONE
    assert "84912345678" not in caplog.text


def test_the_official_transport_asks_the_address_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def request(self: object, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        asked.append(url)
        return OK

    monkeypatch.setattr("twilio.http.http_client.TwilioHttpClient.request", request)
    RedirectedHttpClient("http://127.0.0.1:9").request("POST", "https://api.twilio.com/2010-04-01/x")
    assert asked == ["http://127.0.0.1:9/2010-04-01/x"]
