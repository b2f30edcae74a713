"""Why a signature does not match: after each slip, and behind each proxy, one reads what to change."""

import logging
from dataclasses import dataclass, field

import pytest
from starlette.requests import HTTPConnection
from twilio.request_validator import RequestValidator

from telephony.twilio.diagnosis import Cause, Diagnosis
from telephony.twilio.signature import SignatureCheck

TOKEN = "a-token-only-the-test-knows"
ACCOUNT = "AC" + "1" * 32
FORM = {"CallSid": "CA1", "From": "+84912345678", "AccountSid": ACCOUNT}
RIGHT = "https://hotline.example"
VOICE, STREAM = "/twilio/voice", "/twilio/stream"


@dataclass(frozen=True)
class Arriving:
    """A request as it comes out of the last proxy."""

    scheme: str = "http"
    host: str = "127.0.0.1:8000"
    path: str = VOICE
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def connection(self, signature: str) -> HTTPConnection:
        headers = {"host": self.host, "x-twilio-signature": signature, **self.headers}
        return HTTPConnection(
            {
                "type": "websocket" if self.scheme.startswith("ws") else "http",
                "scheme": self.scheme,
                "path": self.path,
                "query_string": self.query.encode(),
                "server": ("127.0.0.1", 8000),
                "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            }
        )


@dataclass
class Clock:
    time: float = 0.0

    def __call__(self) -> float:
        return self.time


def ask(
    signed: str, arriving: Arriving, public_url: str | None = None, token: str = TOKEN
) -> tuple[bool, list[Diagnosis]]:
    """Whether a request for the address `signed` is accepted, and what is said if not."""
    diagnoses: list[Diagnosis] = []
    check = SignatureCheck((TOKEN,), public_url, ACCOUNT, diagnoses.append)
    form = {} if arriving.scheme.startswith("ws") else FORM
    signature = RequestValidator(token).compute_signature(signed, form)
    return check.accepts(arriving.connection(signature), form), diagnoses


FORWARDED = {"X-Forwarded-Host": "hotline.example", "X-Forwarded-Proto": "https"}
PROXIES = {
    "no setting behind a TLS proxy that keeps the host": (RIGHT, None, Arriving(host="hotline.example")),
    "no setting behind a proxy that says who was asked": (RIGHT, None, Arriving(headers=FORWARDED)),
    "http instead of https": (RIGHT, "http://hotline.example", Arriving()),
    "the whole webhook as the setting": (RIGHT, f"{RIGHT}{VOICE}", Arriving()),
    "another host in the setting": (RIGHT, "https://old.example", Arriving(host="hotline.example")),
    "a forwarded header": (
        RIGHT,
        None,
        Arriving(headers={"Forwarded": 'for=1.2.3.4;host="hotline.example"'}),
    ),
    "a port that Twilio uses": (
        f"{RIGHT}:8443",
        RIGHT,
        Arriving(headers={**FORWARDED, "X-Forwarded-Port": "8443"}),
    ),
    "a folder that the proxy takes away": (
        f"{RIGHT}/hotline",
        RIGHT,
        Arriving(headers={"X-Forwarded-Prefix": "/hotline"}),
    ),
    "a folder seen in the original address": (
        f"{RIGHT}/hotline",
        RIGHT,
        Arriving(headers={"X-Original-URI": f"/hotline{VOICE}?round=1"}),
    ),
}


@pytest.mark.parametrize(("public", "setting", "arriving"), PROXIES.values(), ids=PROXIES)
def test_a_request_signed_for_another_address_tells_the_setting_that_would_be_right(
    public: str, setting: str | None, arriving: Arriving
) -> None:
    accepted, [diagnosis] = ask(public + VOICE, arriving, setting)
    assert not accepted
    assert (diagnosis.cause, diagnosis.public_url) == (Cause.ADDRESS, public)
    assert f"set HELPLINE_PUBLIC_URL={public}" in diagnosis.explanation
    assert ask(public + VOICE, arriving, diagnosis.public_url) == (True, []), "the advice works"


def test_the_upgrade_of_a_stream_is_explained_like_a_webhook() -> None:
    arriving = Arriving("ws", "hotline.example", STREAM)
    accepted, [diagnosis] = ask("wss://hotline.example" + STREAM, arriving)
    assert not accepted
    assert diagnosis.public_url == RIGHT
    assert ask("wss://hotline.example" + STREAM, arriving, RIGHT) == (True, [])
    assert ask(f"wss://hotline.example{STREAM}/", arriving, RIGHT) == (True, [])


@pytest.mark.parametrize("entered", [f"{RIGHT}{VOICE}/", f"{RIGHT}/{VOICE}"])
def test_a_slash_too_many_in_what_was_entered_at_twilio_is_named(entered: str) -> None:
    accepted, [diagnosis] = ask(entered, Arriving(), RIGHT)
    assert not accepted
    assert f"Twilio signed {entered}" in diagnosis.explanation
    assert f"enter {RIGHT}{VOICE} at Twilio" in diagnosis.explanation


def test_another_token_is_suspected_only_when_no_address_fits() -> None:
    accepted, [diagnosis] = ask(RIGHT + VOICE, Arriving(), RIGHT, token="another")
    assert not accepted
    assert diagnosis.cause is Cause.UNKNOWN
    assert "HELPLINE_TWILIO_AUTH_TOKEN" in diagnosis.explanation


def test_a_subaccounts_request_and_a_shared_key_are_recognised() -> None:
    diagnoses: list[Diagnosis] = []
    other = {**FORM, "AccountSid": "AC" + "2" * 32}
    check = SignatureCheck((TOKEN,), RIGHT, ACCOUNT, diagnoses.append, clock := Clock())
    signature = RequestValidator("another").compute_signature(RIGHT + VOICE, other)
    check.accepts(Arriving().connection(signature), other)
    clock.time += 10
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    check.accepts(Arriving(headers=settings).connection(signature), FORM)
    assert [diagnosis.cause for diagnosis in diagnoses] == [Cause.ACCOUNT, Cause.SHARED_KEY]
    assert "AC222222…" in diagnoses[0].explanation


def test_nothing_that_a_stranger_sends_can_break_a_line_of_the_log_or_show_a_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    arriving = Arriving(
        host="evil\x1b[2J.example",
        path="/twilio/calls/x\nERROR forged",
        query="From=+84912345678",
        headers={"X-Forwarded-Host": "a b\tc", "X-Forwarded-Prefix": "/\x1b]0;x"},
    )
    with caplog.at_level(logging.WARNING):
        accepted, [diagnosis] = ask("https://anywhere.example/", arriving, RIGHT, token="another")
    assert not accepted
    for line in (diagnosis.explanation, *(record.getMessage() for record in caplog.records)):
        assert line.isprintable()
        assert "84912345678" not in line


def test_a_flood_of_forgeries_is_neither_studied_nor_logged_one_by_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, diagnoses = Clock(), list[Diagnosis]()
    check = SignatureCheck((TOKEN,), RIGHT, ACCOUNT, diagnoses.append, clock)
    with caplog.at_level(logging.WARNING):
        for _ in range(300):
            assert not check.accepts(Arriving().connection("forged"), FORM)
            clock.time += 0.01
    assert len(diagnoses) == len(caplog.records) == 3
