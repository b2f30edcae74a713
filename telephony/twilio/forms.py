"""Reading Twilio's webhooks: bounded, and refused unless signed."""

from urllib.parse import parse_qsl

from fastapi import Request, Response

from telephony.metrics import REFUSED
from telephony.twilio.signature import SignatureCheck

MAX_BODY_BYTES = 16 * 1024
"""Twilio's longest webhooks are under 2 kB."""
MAX_FIELDS = 200
SIGNED_ONLY = "this address answers only requests signed by Twilio"


class SignedForms:
    """Gives the form of a genuine request, or the answer to one that is not."""

    def __init__(self, signature: SignatureCheck) -> None:
        self._signature = signature

    async def read(self, request: Request) -> dict[str, str] | Response:
        """The form fields; a Response (413, 400 or 403) when the request must not be obeyed."""
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY_BYTES:
                REFUSED.labels(reason="size").inc()
                return Response("the request is too large", status_code=413)
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS))
        except ValueError:
            REFUSED.labels(reason="form").inc()
            return Response("this is no form", status_code=400)
        if self._signature.accepts(request, form):
            return form
        REFUSED.labels(reason="signature").inc()
        return refusal()


def refusal() -> Response:
    """For a request that is not signed."""
    return Response(SIGNED_ONLY, status_code=403)


def xml(document: str) -> Response:
    """TwiML as an answer."""
    return Response(document, media_type="application/xml")
