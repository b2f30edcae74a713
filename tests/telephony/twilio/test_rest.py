"""Steering calls: retried, repeatable, and never raising."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response

from telephony.officers.transfer import Told
from telephony.simulator import RestStandIn
from telephony.simulator.rest import LiveCall, Redirect
from telephony.twilio import transport
from telephony.twilio.rest import (
    ATTEMPTS,
    CallControl,
    RedirectedHttpClient,
)
from tests.doubles.own_threads import refuse_shared_threads
from tests.doubles.tone_voice import ToneVoice
from voice.speaking.cache import AudioCache
from voice.speaking.mouth import Mouth

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


class AsyncTransport(Transport):
    """The same for those who do not block."""

    is_async = True

    async def request(  # type: ignore[override] # as in the official client
        self, *args: Any, **kwargs: Any
    ) -> Response:
        return super().request(*args, **kwargs)


def control(transport: AsyncTransport) -> CallControl:
    return CallControl(ACCOUNT, "a token", None, transport, back_off_s=0.0)


@asynccontextmanager
async def hanging_twilio() -> AsyncIterator["HangingTwilio"]:
    """Takes requests on loopback and answers none until it is let go."""
    twilio = HangingTwilio()
    async with await asyncio.start_server(twilio.serve, "127.0.0.1", 0) as server:
        twilio.url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
        try:
            yield twilio
        finally:
            twilio.let_go.set()
            await asyncio.gather(*twilio.serving, return_exceptions=True)


class HangingTwilio:
    """What has come in."""

    def __init__(self) -> None:
        self.url = ""
        self.requests = 0
        self.let_go = asyncio.Event()
        self.serving: set[asyncio.Task[Any]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        await reader.readuntil(b"\r\n\r\n")
        self.requests += 1
        await self.let_go.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()
        await writer.wait_closed()

    async def wait_for(self, requests: int) -> None:
        while self.requests < requests:
            await asyncio.sleep(0.001)


async def test_ending_a_call_asks_for_completed() -> None:
    transport = AsyncTransport(OK)
    assert await control(transport).end(CALL)
    assert transport.sent == [{"Status": "completed"}]


async def test_redirecting_a_call_sends_the_twiml() -> None:
    transport = AsyncTransport(OK)
    assert await control(transport).redirect(CALL, "<Response/>") is Told.DONE
    assert transport.sent == [{"Twiml": "<Response/>"}]


@pytest.mark.parametrize("answer", [refusal(404, 20404), refusal(400, 21220)])
async def test_a_call_that_is_over_counts_as_ended_and_is_not_redirected(answer: Response) -> None:
    assert await control(AsyncTransport(answer)).end(CALL)
    assert await control(AsyncTransport(answer)).redirect(CALL, "<Response/>") is Told.CALL_OVER


@pytest.mark.parametrize("trouble", [refusal(500, 20500), refusal(429, 20429), OSError("unreachable")])
async def test_trouble_that_may_pass_is_tried_again(trouble: Response | Exception) -> None:
    transport = AsyncTransport(trouble, trouble, OK)
    assert await control(transport).redirect(CALL, "<Response/>") is Told.DONE
    assert len(transport.sent) == 3


async def test_it_is_given_up_after_a_few_attempts() -> None:
    transport = AsyncTransport(*[OSError("unreachable")] * ATTEMPTS)
    assert not await control(transport).end(CALL)
    assert len(transport.sent) == ATTEMPTS


async def test_what_twilio_refuses_for_good_is_not_repeated() -> None:
    transport = AsyncTransport(refusal(401, 20003))
    assert await control(transport).redirect(CALL, "<Response/>") is Told.FAILED
    assert len(transport.sent) == 1


async def test_without_an_account_nothing_is_steered() -> None:
    assert await CallControl(None, "a token", None).redirect(CALL, "<Response/>") is Told.FAILED


async def test_what_comes_instead_of_twilios_answer_is_trouble_that_may_pass() -> None:
    portal = Response(200, "<html>Please log in</html>")
    assert await control(AsyncTransport(portal, portal, OK)).redirect(CALL, "<Response/>") is Told.DONE


async def test_all_attempts_together_end_at_one_deadline() -> None:
    async with hanging_twilio() as twilio:
        steering = CallControl(ACCOUNT, "a-token", twilio.url, deadline_s=0.05)
        assert await steering.redirect(CALL, "<Response/>") is Told.FAILED
        await steering.close()


async def test_waiting_for_a_connection_counts_towards_the_deadline() -> None:
    async with hanging_twilio() as twilio:
        narrow = transport.Transport(twilio.url, connections=1)
        holding = CallControl(ACCOUNT, "a-token", None, narrow, deadline_s=60.0)
        first = asyncio.create_task(holding.redirect(CALL, "<Response/>"))
        await twilio.wait_for(1)
        waiting = CallControl(ACCOUNT, "a-token", None, narrow, deadline_s=0.05)
        assert await waiting.redirect(CALL, "<Response/>") is Told.FAILED
        assert twilio.requests == 1
        twilio.let_go.set()
        assert await first is Told.DONE
        await narrow.close()


async def test_while_twenty_requests_hang_a_sentence_that_is_known_is_said(tmp_path: Path) -> None:
    refuse_shared_threads()
    mouth = Mouth([ToneVoice("tone")], AudioCache(tmp_path))
    await mouth.say("Xin chào anh chị.")
    async with hanging_twilio() as twilio, asyncio.timeout(30):
        steering = CallControl(ACCOUNT, "a-token", twilio.url)
        hanging = [asyncio.create_task(steering.redirect(CALL, "<Response/>")) for _ in range(20)]
        await twilio.wait_for(20)
        assert (await mouth.say("Xin chào anh chị.")).cached
        assert not any(task.done() for task in hanging)
        twilio.let_go.set()
        assert set(await asyncio.gather(*hanging)) == {Told.DONE}
        await steering.close()
    mouth.close()


async def test_what_is_sent_to_twilio_is_signed_and_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with RestStandIn(ACCOUNT, "a-token") as twilio:
        twilio.calls[CALL] = LiveCall(CALL, "+84912345678", "+842433334444")
        steering = CallControl(ACCOUNT, "a-token", twilio.url)
        with caplog.at_level(logging.DEBUG):
            assert await steering.redirect(CALL, "<Dial>+84912345678</Dial>") is Told.DONE
            assert await steering.redirect("CA" + "3" * 32, "<Dial/>") is Told.CALL_OVER
        await steering.close()
    assert twilio.calls[CALL].redirect == Redirect("<Dial>+84912345678</Dial>")
    ours = [record for record in caplog.records if not record.name.startswith(("asyncio", "uvicorn"))]
    assert "84912345678" not in "".join(record.getMessage() for record in ours)


def test_the_official_transport_asks_the_address_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def request(self: object, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        asked.append(url)
        return OK

    monkeypatch.setattr("twilio.http.http_client.TwilioHttpClient.request", request)
    RedirectedHttpClient("http://127.0.0.1:9").request("POST", "https://api.twilio.com/2010-04-01/x")
    assert asked == ["http://127.0.0.1:9/2010-04-01/x"]
