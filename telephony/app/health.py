"""What watches the service may ask: whether it lives, whether it takes calls, and its figures."""

from collections.abc import Callable, Mapping
from ipaddress import IPv6Address, ip_address

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""Headers of proxies: behind one every request comes from this machine or its network."""


def health_routes(
    faults: Mapping[str, Callable[[], str | None]], facts: Callable[[], dict[str, object]], metrics_open: bool
) -> APIRouter:
    """`faults`: each part that calls need, and what is wrong with it now; `facts` are told beside them."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        found = {part: fault for part, look in faults.items() if (fault := look()) is not None}
        status = "not ready" if found else "ready"
        return JSONResponse({"status": status, "faults": found, **facts()}, 503 if found else 200)

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not metrics_open and not _is_near(request):
            return Response(
                "figures are told to this machine and its network only; set HELPLINE_METRICS_OPEN otherwise",
                status_code=403,
            )
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _is_near(request: Request) -> bool:
    if any(header in request.headers for header in FORWARDED) or request.client is None:
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_private


class HeadAsGet:
    """Answers HEAD wherever GET is answered, without the body: monitors ask so."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, send_head)
