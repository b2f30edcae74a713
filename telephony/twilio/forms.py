"""Reading Twilio's webhooks: bounded, and refused unless signed."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request, Response
from starlette.datastructures import ImmutableMultiDict

from telephony import logs
from telephony.metrics import REFUSED
from telephony.twilio.signature import SignatureCheck

MAX_BODY_BYTES = 64 * 1024
"""Most webhooks are under 2 kB; results of Add-ons, JSON in URL encoding, make 20 kB and more."""
MAX_FIELDS = 200
SIGNED_ONLY = "this address answers only requests signed by Twilio"


class SignedForms:
    """Gives the form of a genuine request, or the answer to one that is not."""

    def __init__(self, signature: SignatureCheck) -> None:
        self._signature = signature

    async def read(self, request: Request) -> Mapping[str, str] | Response:
        """The form fields, the last value of one that is repeated.

        A Response (413, 400 or 403) when the request must not be obeyed.
        """
        body = bytearray()
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY_BYTES:
                REFUSED.labels(reason="size").inc()
                return Response("the request is too large", status_code=413)
        try:
            # All values of a field are signed.
            form = ImmutableMultiDict(
                parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
            )
        except ValueError:
            REFUSED.labels(reason="form").inc()
            return Response("this is no form", status_code=400)
        if self._signature.accepts(request, form):
            logs.belongs_to(form.get("ParentCallSid") or form.get("CallSid", ""))
            return form
        REFUSED.labels(reason="signature").inc()
        return refusal()


def refusal() -> Response:
    """For a request that is not signed."""
    return Response(SIGNED_ONLY, status_code=403)


def xml(document: str) -> Response:
    """TwiML as an answer."""
    return Response(document, media_type="application/xml")
