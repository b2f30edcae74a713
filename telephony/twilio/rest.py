"""Ending calls through Twilio's REST interface, with the official client."""

import asyncio
import logging
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

log = logging.getLogger(__name__)

TWILIO_API = "https://api.twilio.com"
REQUEST_S = 10.0
ATTEMPTS = 3
NOT_FOUND = 404
NOT_IN_PROGRESS = 21220
"""Twilio's error code for a call that is over already."""


class _RedirectedClient(TwilioHttpClient):  # type: ignore[misc] # twilio ships no types
    """The official transport, sent to another address than Twilio's own."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=REQUEST_S)
        self._api_url = api_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace(TWILIO_API, self._api_url, 1), *args, **kwargs)


class CallControl:
    """What we may do to a call from outside its stream."""

    def __init__(self, account_sid: str | None, auth_token: str | None, api_url: str | None) -> None:
        self._client: Client | None = None
        if account_sid and auth_token:
            transport = _RedirectedClient(api_url) if api_url else TwilioHttpClient(timeout=REQUEST_S)
            self._client = Client(account_sid, auth_token, http_client=transport)

    async def end(self, call_sid: str) -> bool:
        """Hangs up; True when the call is over, also when it already was. Never raises."""
        if self._client is None:
            log.warning("a finished call cannot be ended: HELPLINE_TWILIO_ACCOUNT_SID is not set")
            return False
        for attempt in range(ATTEMPTS):
            try:
                await asyncio.to_thread(self._complete, self._client, call_sid)
                return True
            except TwilioRestException as error:
                if error.status == NOT_FOUND or error.code == NOT_IN_PROGRESS:
                    return True
                log.warning("ending the call failed (HTTP %s), attempt %d", error.status, attempt + 1)
            except (TwilioException, OSError) as error:
                log.warning("ending the call failed (%s), attempt %d", type(error).__name__, attempt + 1)
        log.error("the call could not be ended; check HELPLINE_TWILIO_ACCOUNT_SID and the way to Twilio")
        return False

    @staticmethod
    def _complete(client: Client, call_sid: str) -> None:
        client.calls(call_sid).update(status="completed")
