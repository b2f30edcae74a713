"""Proof that a request comes from Twilio: X-Twilio-Signature over the exact public URL.

Source: Twilio's "Webhooks security" page; Twilio signs the websocket upgrade of a media stream the same way,
with its wss:// URL and no parameters.
"""

import logging
import time
from collections.abc import Callable, Mapping

from starlette.requests import HTTPConnection
from twilio.request_validator import RequestValidator

from telephony.twilio.diagnosis import (
    ACCOUNT_PARAMETER,
    Diagnosis,
    Seen,
    diagnose,
)

log = logging.getLogger(__name__)

SIGNATURE_HEADER = "X-Twilio-Signature"
QUIET_S = 1.0
"""After a refusal: whoever forges requests in quick succession is neither studied nor logged each time."""
_WEBSOCKET_SCHEMES = {"http": "ws", "https": "wss"}
_HTTP_SCHEMES = {"ws": "http", "wss": "https"}


class SignatureCheck:
    """Refuses whatever is not signed with a token of the account; refuses everything while there is none."""

    def __init__(
        self,
        auth_tokens: tuple[str, ...],
        public_url: str | None,
        account_sid: str | None = None,
        refused: Callable[[Diagnosis], None] = lambda diagnosis: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Each of `auth_tokens` is accepted, for two are valid while one is rotated.

        `refused` is told why a signature did not match, as far as it can be known; `clock` in seconds.
        """
        self._validators = [RequestValidator(token) for token in auth_tokens]
        self._public_url = public_url
        self._account_sid = account_sid
        self._refused = refused
        self._clock = clock
        self._quiet_until = float("-inf")

    def public_address(self, connection: HTTPConnection) -> str:
        """Scheme and host that Twilio sees, without a trailing slash."""
        if self._public_url:
            return self._public_url
        scheme = connection.url.scheme
        return f"{_HTTP_SCHEMES.get(scheme, scheme)}://{connection.url.netloc}"

    def stream_address(self, connection: HTTPConnection) -> str:
        """The same with the websocket scheme."""
        scheme, _, rest = self.public_address(connection).partition("://")
        return f"{_WEBSOCKET_SCHEMES[scheme]}://{rest}"

    def accepts(
        self, connection: HTTPConnection, parameters: Mapping[str, str], is_twilios: bool = True
    ) -> bool:
        """Whether the request is signed as Twilio signs; a refusal is logged with what the operator can do.

        `is_twilios`: Twilio itself asks for this, and not somebody else who holds the token.
        """
        is_websocket = connection.scope["type"] == "websocket"
        address = self.stream_address(connection) if is_websocket else self.public_address(connection)
        query = f"?{connection.url.query}" if connection.url.query else ""
        url = f"{address}{connection.url.path}{query}"
        signature = connection.headers.get(SIGNATURE_HEADER, "")
        # Of the upgrade it is reported, though not documented, that a slash may be signed at its end.
        if any(
            self._signed(u, parameters, signature) for u in ((url, f"{url}/") if is_websocket else (url,))
        ):
            return True
        if (now := self._clock()) >= self._quiet_until:
            self._quiet_until = now + QUIET_S
            diagnosis = self._explain(connection, url, parameters, signature)
            if diagnosis and is_twilios:
                self._refused(diagnosis)
        return False

    def _signed(self, url: str, parameters: Mapping[str, str], signature: str) -> bool:
        return any(validator.validate(url, parameters, signature) for validator in self._validators)

    def _explain(
        self, connection: HTTPConnection, url: str, parameters: Mapping[str, str], signature: str
    ) -> Diagnosis | None:
        path = ascii(connection.url.path)
        if not self._validators:
            log.error("refused %s: HELPLINE_TWILIO_AUTH_TOKEN is not set, so no caller can be trusted", path)
            return None
        if not signature:
            log.warning("refused %s: no %s header; only Twilio may call this address", path, SIGNATURE_HEADER)
            return None
        seen = Seen(
            connection.url.scheme,
            connection.url.netloc,
            connection.url.path,
            connection.url.query,
            connection.headers,
            parameters.get(ACCOUNT_PARAMETER, ""),
        )
        diagnosis = diagnose(
            seen, url, self._public_url, self._account_sid, lambda u: self._signed(u, parameters, signature)
        )
        log.warning("refused %s, its signature does not match: %s", path, diagnosis.explanation)
        return diagnosis
