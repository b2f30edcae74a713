"""Why a request's signature does not match: nearly always a proxy or a setting has changed the address.

Twilio signs the address that it was given, letter by letter. With the account's token we can tell which of
the addresses that the request may have been sent to was signed, and so what the setting should have been.

Source: Twilio's "Webhooks security" page, and "Shared keys" for signatures with another key than the token.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from urllib.parse import quote, urlsplit

ACCOUNT_PARAMETER = "AccountSid"
SHARED_KEY_HEADER = "X-Twilio-Webhooks-Signature-Settings"
MAX_HOSTS = 8
"""Each costs some thirty signatures, 1 ms, and headers are whatever the sender likes."""

_HOST = re.compile(r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
_SECURE = {"http": "https", "ws": "wss"}
_MOUNTS = re.compile(r"[\w./~-]*")


class Cause(StrEnum):
    """What was found out; all but ADDRESS may also be somebody who guesses."""

    ADDRESS = "address"
    """Signed with our token, for another address: certain, for nobody else has the token."""
    SHARED_KEY = "shared_key"
    ACCOUNT = "account"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it reached us."""

    scheme: str
    """http or https, ws or wss."""
    host: str
    """The Host header."""
    path: str
    query: str
    headers: Mapping[str, str]
    """Names in any case; only those that proxies add are read."""
    account: str = ""
    """The account that the request names, which anybody may name."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What to tell the operator."""

    cause: Cause
    explanation: str
    """One English sentence or two, without secrets, numbers or query strings."""
    public_url: str | None = None
    """What HELPLINE_PUBLIC_URL has to be, where that is the cure."""


def diagnose(
    seen: Seen,
    checked: str,
    public_url: str | None,
    account: str | None,
    is_signed: Callable[[str], bool],
) -> Diagnosis:
    """`checked` is the address whose signature did not match; `is_signed` tells whether that of another does.

    `account` is the account in the settings.
    """
    found = next((url for url in _candidates(seen, checked, public_url) if is_signed(url)), None)
    was_checked = _shown(checked)
    if found is not None:
        return _wrong_address(seen, _shown(found), was_checked)
    if SHARED_KEY_HEADER.lower() in {name.lower() for name in seen.headers}:
        return Diagnosis(
            Cause.SHARED_KEY,
            "it is signed with a shared key of the account, not with its auth token; let Twilio sign "
            "webhooks with the primary auth token",
        )
    if account and _ACCOUNT.fullmatch(seen.account) and seen.account != account:
        return Diagnosis(
            Cause.ACCOUNT,
            f"it names the account {seen.account[:8]}…, but HELPLINE_TWILIO_ACCOUNT_SID is {account[:8]}…; a "
            "number of a subaccount is signed with the subaccount's own token",
        )
    return Diagnosis(
        Cause.UNKNOWN,
        f"it fits neither {was_checked} nor any other address that the request may have been sent to; unless "
        "it is a forgery, HELPLINE_TWILIO_AUTH_TOKEN is not the auth token of the number's account (an API "
        "key's secret does not do), or HELPLINE_PUBLIC_URL names another host than Twilio calls",
    )


def _wrong_address(seen: Seen, signed: str, checked: str) -> Diagnosis:
    base = signed.removesuffix(quote(seen.path))
    if base == signed or base.endswith("/"):
        entered = signed.rstrip("/").removesuffix(quote(seen.path)).rstrip("/") + quote(seen.path)
        return Diagnosis(
            Cause.ADDRESS, f"Twilio signed {signed}, we checked {checked}: enter {entered} at Twilio instead"
        )
    base = re.sub("^ws", "http", base)
    return Diagnosis(
        Cause.ADDRESS, f"Twilio signed {signed}, we checked {checked}: set HELPLINE_PUBLIC_URL={base}", base
    )


def _candidates(seen: Seen, checked: str, public_url: str | None) -> Iterator[str]:
    """Addresses that Twilio may have been given, the likeliest first."""
    plain = "ws" if seen.scheme in ("ws", "wss") else "http"
    query = f"?{seen.query}" if seen.query else ""
    paths = [seen.path, f"{seen.path}/", f"/{seen.path}"]
    paths += [f"{mount}{seen.path}" for mount in _mounts(seen, public_url)]
    for path, host, scheme in product(paths, _hosts(seen, public_url), (_SECURE[plain], plain)):
        for tail in dict.fromkeys((query, "")):
            url = f"{scheme}://{host}{path}{tail}"
            if url != checked:
                yield url


def _hosts(seen: Seen, public_url: str | None) -> list[str]:
    headers = {name.lower(): value for name, value in seen.headers.items()}
    named = [part.strip() for part in headers.get("x-forwarded-host", "").split(",")]
    named += re.findall(r'(?i)\bhost="?([^";,\s]+)', headers.get("forwarded", ""))
    named += [headers.get("x-original-host", ""), seen.host]
    named += [urlsplit(public_url).netloc] if public_url else []
    port = headers.get("x-forwarded-port", "")
    named += [f"{host.partition(':')[0]}:{port}" for host in named if port.isdecimal()]
    hosts = [*named, *(host.rpartition(":")[0] for host in named if not host.endswith("]"))]
    return [host for host in dict.fromkeys(hosts) if _HOST.fullmatch(host)][:MAX_HOSTS]


def _mounts(seen: Seen, public_url: str | None) -> list[str]:
    """Paths under which a proxy may have put us."""
    headers = {name.lower(): value for name, value in seen.headers.items()}
    mounts = [headers.get("x-forwarded-prefix", ""), urlsplit(public_url).path if public_url else ""]
    for name in ("x-original-uri", "x-original-url", "x-envoy-original-path", "x-forwarded-uri"):
        path = urlsplit(headers.get(name, "")).path
        mounts.append(path.removesuffix(seen.path) if path.endswith(seen.path) else "")
    return [
        mount.rstrip("/") for mount in dict.fromkeys(mounts) if mount.strip("/") and _MOUNTS.fullmatch(mount)
    ]


def _shown(url: str) -> str:
    """Without its query, and with nothing that could break a line of the log."""
    scheme, _, rest = url.partition("?")[0].partition("://")
    return f"{scheme}://{quote(rest, safe='/:[]@~')}"
