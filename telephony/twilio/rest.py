"""Steering calls through Twilio's REST interface, with the official client."""

import asyncio
import logging
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import AsyncHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from telephony.officers.transfer import Told
from telephony.twilio.transport import TWILIO_API, Transport, traffic

log = logging.getLogger(__name__)

DEADLINE_S = 8.0
"""For all attempts together, with whatever they wait for: a caller sits in silence meanwhile, and goes to a
person behind the stream afterwards."""
REQUEST_S = 4.0
ATTEMPTS = 3
BACK_OFF_S = 0.5
"""Before the second attempt; twice as long before each further one."""
NOT_FOUND = 404
TOO_MANY_REQUESTS = 429
NOT_IN_PROGRESS = 21220
"""Twilio's error code for a call that is over already."""


class RedirectedHttpClient(TwilioHttpClient):  # type: ignore[misc] # twilio ships no types
    """The official transport, sent to another address than Twilio's own."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=REQUEST_S, logger=traffic)
        self._api_url = api_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace(TWILIO_API, self._api_url, 1), *args, **kwargs)


def build_client(
    account_sid: str | None,
    auth_token: str | None,
    api_url: str | None,
    transport: TwilioHttpClient | None = None,
) -> Client:
    """The official client that blocks: for commands, never beside calls. `transport` replaces the network."""
    own = RedirectedHttpClient(api_url) if api_url else TwilioHttpClient(timeout=REQUEST_S, logger=traffic)
    return Client(account_sid, auth_token, http_client=transport or own)


class CallControl:
    """What we may do to a call from outside its stream; each is safe to repeat, and none raises."""

    def __init__(
        self,
        account_sid: str | None,
        auth_token: str | None,
        api_url: str | None,
        transport: AsyncHttpClient | None = None,
        back_off_s: float = BACK_OFF_S,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        """`transport` replaces the network."""
        self._back_off_s = back_off_s
        self._deadline_s = deadline_s
        self._transport = transport or Transport(api_url)
        is_known = account_sid and auth_token
        self._client = Client(account_sid, auth_token, http_client=self._transport) if is_known else None

    async def end(self, call_sid: str) -> bool:
        """Hangs up, ringing or answered; True when the call is over, also when it already was."""
        return await self._update(call_sid, status="completed") is not Told.FAILED

    async def redirect(self, call_sid: str, twiml: str) -> Told:
        """Makes the call follow `twiml` (4,000 characters at most) at once, whatever it is doing."""
        return await self._update(call_sid, twiml=twiml)

    async def close(self) -> None:
        """Gives the connections back."""
        if isinstance(self._transport, Transport):
            await self._transport.close()

    async def _update(self, call_sid: str, **what: str) -> Told:
        (instruction,) = what
        if self._client is None:
            log.warning("no %s for call %s: HELPLINE_TWILIO_ACCOUNT_SID is not set", instruction, call_sid)
            return Told.FAILED
        try:
            async with asyncio.timeout(self._deadline_s):
                told = await self._try(self._client, call_sid, **what)
        except TimeoutError:
            log.warning("%s of call %s: not done within %.0f s", instruction, call_sid, self._deadline_s)
            told = Told.FAILED
        if told is Told.FAILED:
            cure = "check HELPLINE_TWILIO_ACCOUNT_SID and the way to Twilio"
            log.error("call %s could not be steered; %s", call_sid, cure)
        return told

    async def _try(self, client: Client, call_sid: str, **what: str) -> Told:
        (instruction,) = what
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._back_off_s * 2 ** (attempt - 1))
            try:
                async with asyncio.timeout(REQUEST_S):
                    await client.calls(call_sid).update_async(**what)
                return Told.DONE
            except TwilioRestException as error:
                if error.status == NOT_FOUND or error.code == NOT_IN_PROGRESS:
                    return Told.CALL_OVER
                log.warning("%s of call %s: HTTP %s (%s)", instruction, call_sid, error.status, error.code)
                if error.status < 500 and error.status != TOO_MANY_REQUESTS:
                    break
            except (TwilioException, aiohttp.ClientError, OSError, ValueError) as error:
                # ValueError: a portal's page instead of Twilio's JSON
                log.warning("%s of call %s: %s", instruction, call_sid, type(error).__name__)
        return Told.FAILED
