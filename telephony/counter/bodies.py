"""Bodies of requests by strangers: refused before a byte is read where that is possible, and never large."""

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from telephony.metrics import REFUSED

MAX_BODY_BYTES = 1024
"""A pairing code in JSON is under 100 bytes."""
DEADLINE_S = 5.0
"""For the whole body: whoever sends byte by byte holds nothing of ours for longer."""


async def read_small(
    request: Request, limit: int = MAX_BODY_BYTES, deadline_s: float = DEADLINE_S
) -> bytes | Response:
    """The body; a Response (413, 408 or 400) when it is too large, too slow or broken off."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > limit:
        return _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(deadline_s):
            async for piece in request.stream():
                body += piece
                if len(body) > limit:
                    return _too_large()
    except TimeoutError:
        REFUSED.labels(reason="slow").inc()
        return refusal(408)
    except ClientDisconnect:
        return refusal(400)
    return bytes(body)


def refusal(status: int) -> Response:
    """Ends the connection too, so that nobody has to read the rest of what is being sent."""
    return Response(status_code=status, headers={"Connection": "close"})


def _too_large() -> Response:
    REFUSED.labels(reason="size").inc()
    return refusal(413)
