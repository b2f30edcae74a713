"""Proof that a request comes from Twilio: X-Twilio-Signature over the exact public URL.

Source: Twilio's "Webhooks security" page; Twilio signs the websocket upgrade of a media stream the same way,
with its wss:// URL and no parameters.
"""

import logging
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from twilio.request_validator import RequestValidator

log = logging.getLogger(__name__)

SIGNATURE_HEADER = "X-Twilio-Signature"
_WEBSOCKET_SCHEMES = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}


class SignatureCheck:
    """Refuses whatever is not signed with the account's token; refuses everything while there is no token."""

    def __init__(self, auth_token: str | None, public_url: str | None) -> None:
        self._validator = RequestValidator(auth_token) if auth_token else None
        self._public_url = public_url

    def public_address(self, connection: HTTPConnection) -> str:
        """Scheme and host that Twilio sees, without a trailing slash."""
        if self._public_url:
            return self._public_url
        scheme = {"ws": "http", "wss": "https"}.get(connection.url.scheme, connection.url.scheme)
        return f"{scheme}://{connection.url.netloc}"

    def stream_address(self, connection: HTTPConnection) -> str:
        """The same with the websocket scheme."""
        scheme, _, rest = self.public_address(connection).partition("://")
        return f"{_WEBSOCKET_SCHEMES[scheme]}://{rest}"

    def accepts(self, connection: HTTPConnection, parameters: Mapping[str, str]) -> bool:
        """Whether the request is Twilio's; a refusal is logged with what the operator can do."""
        path = connection.url.path
        if self._validator is None:
            log.error("refused %s: HELPLINE_TWILIO_AUTH_TOKEN is not set, so no caller can be trusted", path)
            return False
        signature = connection.headers.get(SIGNATURE_HEADER)
        if not signature:
            log.warning("refused %s: no %s header; only Twilio may call this address", path, SIGNATURE_HEADER)
            return False
        is_websocket = connection.scope["type"] == "websocket"
        address = self.stream_address(connection) if is_websocket else self.public_address(connection)
        query = f"?{connection.url.query}" if connection.url.query else ""
        signed_url = f"{address}{path}{query}"
        if self._validator.validate(signed_url, dict(parameters), signature):
            return True
        log.warning(
            "refused %s: the signature does not match %s; check HELPLINE_TWILIO_AUTH_TOKEN, and that "
            "HELPLINE_PUBLIC_URL is the address entered at Twilio",
            path,
            signed_url,
        )
        return False
