"""What Twilio is asked about the account: its numbers, and the number behind a call."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from twilio.http.response import Response

from telephony.settings import Settings
from telephony.twilio.account import Account, AccountError, Number
from tests.telephony.twilio.test_rest import (
    ACCOUNT,
    CALL,
    Transport,
    refusal,
)


def settings(**changes: Any) -> Settings:
    known = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": SecretStr("a-token"), **changes}
    return Settings(_env_file=None, data=Path("unused"), **known)


def numbers(*listed: dict[str, Any]) -> Response:
    page = {"incoming_phone_numbers": list(listed), "next_page_uri": None, "page": 0, "page_size": 50}
    return Response(200, json.dumps(page))


def test_the_whole_number_behind_a_call_comes_from_twilio() -> None:
    transport = Transport(Response(200, json.dumps({"sid": CALL, "from": "+84912345678"})))
    assert Account(settings(), transport).caller(CALL) == "+84912345678"


def test_the_numbers_tell_whom_they_ask() -> None:
    listed = {
        "phone_number": "+842433334444", "voice_url": "https://hotline.example/twilio/voice",
        "voice_method": "POST", "voice_fallback_url": None, "voice_application_sid": "", "trunk_sid": "TK1",
    }  # fmt: skip
    assert Account(settings(), Transport(numbers(listed))).numbers() == [
        Number("+842433334444", "https://hotline.example/twilio/voice", "POST", "", is_elsewhere=True)
    ]


@pytest.mark.parametrize(
    ("trouble", "what_to_do"),
    [
        (refusal(401, 20003), "copy both from the console"),
        (refusal(404, 20404), f"keeps no call {CALL} any more"),
        (refusal(429, 20429), "HTTP 429, error 20429"),
        (OSError("unreachable"), "api.twilio.com"),
    ],
)
def test_trouble_is_told_with_what_to_do(trouble: Response | Exception, what_to_do: str) -> None:
    with pytest.raises(AccountError, match=what_to_do):
        Account(settings(), Transport(trouble)).caller(CALL)


@pytest.mark.parametrize("missing", ["twilio_account_sid", "twilio_auth_token"])
def test_without_an_account_there_is_nobody_to_ask(missing: str) -> None:
    with pytest.raises(AccountError, match="HELPLINE_TWILIO_ACCOUNT_SID and HELPLINE_TWILIO_AUTH_TOKEN"):
        Account(settings(**{missing: None}))
