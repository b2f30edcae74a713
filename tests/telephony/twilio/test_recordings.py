"""Recordings of messages are deleted at Twilio, and trouble there never becomes an exception."""

import pytest
from twilio.http.response import Response

from telephony.twilio.recordings import TwilioRecordings
from tests.telephony.twilio.test_account import settings
from tests.telephony.twilio.test_rest import Transport, refusal

RECORDING = "RE" + "1" * 32


class Watched(Transport):
    """Remembers what was asked of which address."""

    def __init__(self, *answers: Response | Exception) -> None:
        super().__init__(*answers)
        self.asked: list[tuple[str, str]] = []

    def request(self, method: str, url: str, *args: object, **more: object) -> Response:
        self.asked.append((method, url.rpartition("/")[2]))
        return super().request(method, url)


def test_a_recording_is_deleted_by_its_sid() -> None:
    transport = Watched(Response(204, ""))
    assert TwilioRecordings(settings(), transport).delete(RECORDING)
    assert transport.asked == [("DELETE", f"{RECORDING}.json")]


def test_a_recording_that_is_not_there_counts_as_gone() -> None:
    assert TwilioRecordings(settings(), Transport(refusal(404, 20404))).delete(RECORDING)


@pytest.mark.parametrize("trouble", [refusal(401, 20003), refusal(500, 20500), OSError("unreachable")])
def test_trouble_leaves_the_recording_where_it_is_and_says_which(
    trouble: Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    assert not TwilioRecordings(settings(), Transport(trouble)).delete(RECORDING)
    assert RECORDING in caplog.text


@pytest.mark.parametrize("missing", ["twilio_account_sid", "twilio_auth_token"])
def test_without_an_account_nothing_is_deleted(missing: str, caplog: pytest.LogCaptureFixture) -> None:
    assert not TwilioRecordings(settings(**{missing: None})).delete(RECORDING)
    assert "HELPLINE_TWILIO_ACCOUNT_SID" in caplog.text
