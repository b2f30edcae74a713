"""What the account itself tells, asked at Twilio: how its numbers are set up, and who called.

Source: Twilio's pages "IncomingPhoneNumber resource" and "Call resource".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient

from telephony.errors import TelephonyError
from telephony.settings import Settings
from telephony.twilio.rest import NOT_FOUND, build_client

UNAUTHORIZED = 401
MOST_NUMBERS = 100


class AccountError(TelephonyError):
    """Twilio cannot be asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Number:
    """What Twilio does when one of the account's numbers is called."""

    phone: str
    voice_url: str
    voice_method: str
    fallback_url: str
    """Asked instead when `voice_url`, or any address that its TwiML names, fails."""
    is_elsewhere: bool
    """An application or a SIP trunk takes the calls, and the addresses count for nothing."""


class Account:
    """One account; each question is one request, and blocks."""

    def __init__(self, settings: Settings, transport: TwilioHttpClient | None = None) -> None:
        """`transport` replaces the network. Raises AccountError when the settings name no account."""
        token, sid = settings.twilio_token, settings.twilio_account_sid
        if token is None or sid is None:
            raise AccountError(
                "set HELPLINE_TWILIO_ACCOUNT_SID and HELPLINE_TWILIO_AUTH_TOKEN: only Twilio can tell"
            )
        self._client = build_client(sid, token, settings.twilio_api_url, transport)

    def numbers(self) -> list[Number]:
        """The account's numbers. Raises AccountError."""
        listed = _asked(lambda: self._client.incoming_phone_numbers.list(limit=MOST_NUMBERS))
        return [
            Number(
                phone=number.phone_number or "",
                voice_url=number.voice_url or "",
                voice_method=(number.voice_method or "POST").upper(),
                fallback_url=number.voice_fallback_url or "",
                is_elsewhere=bool(number.voice_application_sid or number.trunk_sid),
            )
            for number in listed
        ]

    def caller(self, call_sid: str) -> str:
        """The whole number that this call came from; our own records do not hold it. Raises AccountError."""
        call = _asked(
            lambda: self._client.calls(call_sid).fetch(), f"Twilio keeps no call {call_sid} any more"
        )
        return str(call._from or "")


def _asked(question: Callable[[], Any], if_unknown: str = "Twilio does not know the address asked") -> Any:
    try:
        return question()
    except TwilioRestException as error:
        if error.status == UNAUTHORIZED:
            raise AccountError(
                "Twilio does not accept HELPLINE_TWILIO_ACCOUNT_SID with HELPLINE_TWILIO_AUTH_TOKEN; copy "
                "both from the console's first page"
            ) from error
        if error.status == NOT_FOUND:
            raise AccountError(if_unknown) from error
        raise AccountError(f"Twilio refuses to tell (HTTP {error.status}, error {error.code})") from error
    except (TwilioException, OSError) as error:
        raise AccountError(
            f"Twilio cannot be reached ({type(error).__name__}); check this machine's way to api.twilio.com"
        ) from error
