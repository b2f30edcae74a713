"""Whether Twilio's way to us works: we ask our own public address, signed as Twilio signs."""

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

import httpx
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from telephony.doctor.finding import Finding, State
from telephony.twilio.forms import SIGNED_ONLY
from telephony.twilio.signature import SIGNATURE_HEADER
from telephony.twilio.twiml import STREAM_PATH
from telephony.twilio.webhooks import RECORD_PATH

PART = "the way here"
WAIT_S = 5.0
NOBODYS_CALL = "doctor"
"""No call has this sid: asking for it changes nothing, and whoever is asked says so."""


async def examine_way(public_url: str, auth_token: str) -> Finding:
    """Asks for a page and opens a stream; takes twice WAIT_S at most."""
    validator = RequestValidator(auth_token)
    is_local = _is_local(public_url)
    url = public_url + RECORD_PATH.format(call_sid=NOBODYS_CALL)
    try:
        async with httpx.AsyncClient(timeout=WAIT_S, trust_env=not is_local) as http:
            answer = await http.get(url, headers={SIGNATURE_HEADER: validator.compute_signature(url, {})})
    except httpx.HTTPError as error:
        return _unreached(public_url, error)
    if trouble := _trouble(public_url, answer):
        return trouble
    scheme, _, rest = public_url.partition("://")
    stream_url = f"{'wss' if scheme == 'https' else 'ws'}://{rest}{STREAM_PATH}"
    return await _stream(stream_url, validator.compute_signature(stream_url, {}), is_local)


def _is_local(url: str) -> bool:
    """Whether `url` is on this machine, where no proxy may be asked."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unreached(public_url: str, error: httpx.HTTPError) -> Finding:
    if "CERTIFICATE" in str(error):
        return Finding(
            PART, State.FAULT, f"{public_url}: neither we nor Twilio accept its certificate: {error}"
        )
    return Finding(
        PART,
        State.WARNING,
        f"{public_url} does not answer this machine ({type(error).__name__}): see that `helpline serve` "
        "runs, and that name and proxy lead to it; in some networks a machine cannot reach its own public "
        "address",
    )


def _trouble(public_url: str, answer: httpx.Response) -> Finding | None:
    status = answer.status_code
    if status == httpx.codes.NOT_FOUND and NOBODYS_CALL in answer.text:
        return None
    if answer.is_redirect:
        where = answer.headers.get("location", "").removesuffix(answer.request.url.path)
        why = f"sends callers on to {where}; give the address that answers, here and at Twilio"
    elif status == httpx.codes.FORBIDDEN and SIGNED_ONLY in answer.text:
        why = "refuses what is signed for it; `helpline serve` runs with another token or HELPLINE_PUBLIC_URL"
    elif status in (502, 503, 504):
        why = f"is a proxy that finds no helpline behind it (HTTP {status}); see that `helpline serve` runs"
    else:
        why = f"is answered by something else (HTTP {status}); see where the proxy leads"
    return Finding(PART, State.FAULT, f"{public_url} {why}")


async def _stream(url: str, signature: str, is_local: bool) -> Finding:
    proxy: Literal[True] | None = None if is_local else True
    try:
        headers = {SIGNATURE_HEADER: signature}
        async with connect(url, additional_headers=headers, open_timeout=WAIT_S, proxy=proxy):
            return Finding(PART, State.OK, "webhooks and streams come through, with their signatures")
    except InvalidStatus as error:
        why = f"HTTP {error.response.status_code}"
    except (WebSocketException, OSError, TimeoutError) as error:
        why = type(error).__name__
    return Finding(
        PART,
        State.FAULT,
        f"webhooks come through, but {url} opens no stream ({why}): let the proxy pass websockets on, "
        "with their Upgrade and Connection headers",
    )
