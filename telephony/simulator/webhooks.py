"""Requests to the helpline, signed as Twilio signs them.

Twilio docs, "Webhooks Security": the signature is HMAC-SHA1 over the exact public URL and the sorted form
parameters; computed here by Twilio's own validator. "TwiML for Programmable Voice" names the parameters.
"""

import functools
import ssl
from collections.abc import Mapping

import httpx
from twilio.request_validator import RequestValidator

from telephony.simulator import twiml
from telephony.simulator.address import Address
from telephony.simulator.twiml import Document

FALLBACK_URL = "https://handler.twilio.com/twiml/fallback"
"""Where Twilio itself keeps a TwiML Bin."""
TIMEOUT_S = 15.0
"""How long Twilio waits for TwiML (error 11205 afterwards)."""


@functools.cache
def certificates() -> ssl.SSLContext:
    """One for all clients: reading the certificates anew takes 70 ms of a core."""
    return httpx.create_ssl_context()


class WebhookError(Exception):
    """The helpline could not be asked; `code` is from Twilio's "Error and Warning Dictionary"."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Webhooks:
    """The webhooks of one call."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        address: Address,
        auth_token: str,
        parameters: Mapping[str, str],
        fallback: str | None = None,
    ) -> None:
        """`fallback` is the TwiML that Twilio keeps for when an address fails, "Primary handler fails"."""
        self._http = http
        self._address = address
        self._validator = RequestValidator(auth_token)
        self._parameters = dict(parameters)
        self._fallback = fallback

    def of_leg(self, leg_sid: str, number: str) -> "Webhooks":
        """The webhooks of a line to `number` that this call has opened (docs, "TwiML Voice: <Number>")."""
        leg = {"CallSid": leg_sid, "ParentCallSid": self._parameters.get("CallSid", ""), "To": number}
        leg |= {"Called": number, "Direction": "outbound-dial"}
        return Webhooks(
            self._http, self._address, self._validator.token.decode(), {**self._parameters, **leg}
        )

    def signature(self, url: str, parameters: Mapping[str, str] | None = None) -> str:
        """X-Twilio-Signature of a request for the public `url`."""
        return str(self._validator.compute_signature(url, dict(parameters or {})))

    async def document(self, url: str, method: str = "POST", **parameters: str) -> Document:
        """Asks `url` for the next TwiML, or else the fallback. Raises WebhookError and TwimlError."""
        try:
            response = await self._request(url, method, {**self._parameters, **parameters})
        except WebhookError:
            if self._fallback is None:
                raise
            return twiml.read(FALLBACK_URL, "text/xml", self._fallback.encode())
        return twiml.read(url, response.headers.get("content-type", ""), response.content)

    async def notify(self, url: str, **parameters: str) -> None:
        """Tells `url` something whose answer does not matter. Raises WebhookError."""
        await self._request(url, "POST", {**self._parameters, **parameters})

    async def media(self, url: str) -> tuple[str, int]:
        """Fetches what <Play> names: its content type and size in bytes. Raises WebhookError."""
        response = await self._request(url, "GET", {})
        return response.headers.get("content-type", ""), len(response.content)

    async def _request(self, url: str, method: str, form: Mapping[str, str]) -> httpx.Response:
        method = method.upper()
        if method == "GET" and form:
            url = str(httpx.URL(url).copy_merge_params(form))
        signed = self.signature(url, form if method == "POST" else None)
        headers = {"X-Twilio-Signature": signed, "User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
        data = dict(form) if method == "POST" else None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        try:
            response = await self._http.request(method, self._address.reach(url), data=data, headers=headers)
        except httpx.TimeoutException as error:
            raise WebhookError(11205, f"{url} did not answer within {TIMEOUT_S:.0f} s") from error
        except httpx.HTTPError as error:
            raise WebhookError(
                11200, f"{url} could not be reached: {error or type(error).__name__}"
            ) from error
        if response.status_code == httpx.codes.FORBIDDEN:
            raise WebhookError(
                11200,
                f"{url} refused the request (403): the stand-in and the helpline need the same auth token "
                "and the same public URL",
            )
        if not response.is_success:
            raise WebhookError(11200, f"{url} answered with HTTP {response.status_code}")
        return response
