"""Steering calls through Twilio's REST interface, with the official client."""

import asyncio
import logging
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from telephony.officers.transfer import Told

log = logging.getLogger(__name__)

TWILIO_API = "https://api.twilio.com"
REQUEST_S = 4.0
"""A caller waits in silence meanwhile; with two more attempts, 14 s at the very worst."""
ATTEMPTS = 3
BACK_OFF_S = 0.5
"""Before the second attempt; twice as long before each further one."""
NOT_FOUND = 404
TOO_MANY_REQUESTS = 429
NOT_IN_PROGRESS = 21220
"""Twilio's error code for a call that is over already."""

_traffic = logging.getLogger(f"{__name__}.traffic")
_traffic.setLevel(logging.WARNING)
"""The official transport writes whole requests, numbers included, at a lower level."""


class RedirectedHttpClient(TwilioHttpClient):  # type: ignore[misc] # twilio ships no types
    """The official transport, sent to another address than Twilio's own."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=REQUEST_S, logger=_traffic)
        self._api_url = api_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace(TWILIO_API, self._api_url, 1), *args, **kwargs)


def build_client(
    account_sid: str | None,
    auth_token: str | None,
    api_url: str | None,
    transport: TwilioHttpClient | None = None,
) -> Client:
    """The official client; `transport` replaces the network."""
    own = RedirectedHttpClient(api_url) if api_url else TwilioHttpClient(timeout=REQUEST_S, logger=_traffic)
    return Client(account_sid, auth_token, http_client=transport or own)


class CallControl:
    """What we may do to a call from outside its stream; each is safe to repeat, and none raises."""

    def __init__(
        self,
        account_sid: str | None,
        auth_token: str | None,
        api_url: str | None,
        transport: TwilioHttpClient | None = None,
        back_off_s: float = BACK_OFF_S,
    ) -> None:
        """`transport` replaces the network."""
        self._back_off_s = back_off_s
        is_known = account_sid and auth_token
        self._client = build_client(account_sid, auth_token, api_url, transport) if is_known else None

    async def end(self, call_sid: str) -> bool:
        """Hangs up, ringing or answered; True when the call is over, also when it already was."""
        return await self._update(call_sid, status="completed") is not Told.FAILED

    async def redirect(self, call_sid: str, twiml: str) -> Told:
        """Makes the call follow `twiml` (4,000 characters at most) at once, whatever it is doing."""
        return await self._update(call_sid, twiml=twiml)

    async def _update(self, call_sid: str, **what: str) -> Told:
        (instruction,) = what
        if self._client is None:
            log.warning("no %s for call %s: HELPLINE_TWILIO_ACCOUNT_SID is not set", instruction, call_sid)
            return Told.FAILED
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._back_off_s * 2 ** (attempt - 1))
            try:
                await asyncio.to_thread(self._client.calls(call_sid).update, **what)
                return Told.DONE
            except TwilioRestException as error:
                if error.status == NOT_FOUND or error.code == NOT_IN_PROGRESS:
                    return Told.CALL_OVER
                log.warning("%s of call %s: HTTP %s (%s)", instruction, call_sid, error.status, error.code)
                if error.status < 500 and error.status != TOO_MANY_REQUESTS:
                    break
            except (TwilioException, OSError) as error:
                log.warning("%s of call %s: %s", instruction, call_sid, type(error).__name__)
        log.error(
            "call %s could not be steered; check HELPLINE_TWILIO_ACCOUNT_SID and the way to Twilio", call_sid
        )
        return Told.FAILED
