"""The helpline that a test call is placed to."""

import pytest

from telephony.measuring import test_call as trial
from telephony.settings import Settings

TOKEN = "0" * 32


@pytest.mark.parametrize("url", ["ws://127.0.0.1:8000", "127.0.0.1:8000", "http://"])
def test_an_address_that_is_none_is_said_to_the_operator_before_any_call(url: str) -> None:
    with pytest.raises(trial.TestCallError, match=r"give one like http://127\.0\.0\.1:8080"):
        trial.remote_helpline(Settings(twilio_auth_token=TOKEN), url)
