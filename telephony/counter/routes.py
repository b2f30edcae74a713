"""The counter's addresses: page, files, pairing and websocket, and the headers that guard them."""

import hashlib
import logging
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response, WebSocket
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from starlette.requests import HTTPConnection

from telephony.counter.bodies import read_small, refusal
from telephony.counter.door import Door, Refused
from telephony.counter.sockets import CounterSockets
from telephony.metrics import REFUSED

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
STREAM_PATH = "/counter/stream"
PAIR_PATH = "/counter/pair"
COOKIE = "helpline_counter"
COOKIE_AGE_S = 400 * 24 * 3600
"""The longest that browsers keep one; every pairing starts it anew."""
POLICY_VIOLATION = 1008
_PORTS = {"http": 80, "https": 443}

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""No script but our own files, no frames, nothing loaded from elsewhere."""


class PairingRequest(BaseModel):
    """What the pairing form sends."""

    model_config = ConfigDict(extra="forbid")
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class CounterRoutes:
    """Serves the page to anybody, and the conversation to paired browsers only."""

    def __init__(self, door: Door, sockets: CounterSockets, public_url: str | None) -> None:
        """`public_url`: where a proxy serves this, perhaps under a path; others may come directly."""
        self._door = door
        self._sockets = sockets
        self._public = _origin(public_url) if public_url else None
        self._prefix = urlsplit(public_url).path.rstrip("/") if public_url else ""
        self._files = {path.name: _File(path) for path in STATIC.iterdir() if path.is_file()}

    @property
    def active_visits(self) -> int:
        """Visits going on."""
        return self._sockets.active_visits

    def wind_down(self) -> None:
        """The service is about to stop: no visit begins any more."""
        self._sockets.wind_down()

    def router(self) -> APIRouter:
        """All routes of the counter."""
        router = APIRouter()
        router.add_api_route("/", self.page, methods=["GET"])
        router.add_api_route("/static/{name}", self.file, methods=["GET"])
        router.add_api_route(PAIR_PATH, self.pair, methods=["POST"])
        router.add_api_websocket_route(STREAM_PATH, self.stream)
        return router

    async def page(self, request: Request) -> Response:
        """The page, the same for everybody: who is not paired is told so by the websocket."""
        return self._files["index.html"].answer(request.headers)

    async def file(self, request: Request, name: str) -> Response:
        """A part of the page."""
        file = self._files.get(name)
        return file.answer(request.headers) if file else Response(status_code=404, headers=HEADERS)

    async def pair(self, request: Request) -> Response:
        """Trades a code for the cookie; nothing is read of a request that would be refused anyway.

        Tries are counted by the client's address. Behind a proxy on this machine the server takes it from
        X-Forwarded-For; the environment's FORWARDED_ALLOW_IPS names proxies elsewhere.
        """
        if not self._is_own(request):
            REFUSED.labels(reason="origin").inc()
            return refusal(403)
        address = request.client.host if request.client else ""
        if not self._door.is_open_to(address):
            REFUSED.labels(reason="codes").inc()
            return refusal(429)
        body = await read_small(request)
        if isinstance(body, Response):
            return body
        try:
            code = PairingRequest.model_validate_json(body).code
        except ValidationError:
            return refusal(422)
        match await self._door.try_code(address, code):
            case Refused() as refused:
                REFUSED.labels(reason="codes").inc()
                return refusal(403 if refused is Refused.WRONG else 429)
            case counter, token:
                log.info("counter %s was paired", counter.name)
                return self._cookie(request.headers["origin"], token)

    def _cookie(self, origin: str, token: str) -> Response:
        response = Response(status_code=204, headers=HEADERS)
        path = f"{self._prefix}/" if _origin(origin) == self._public else "/"
        response.set_cookie(
            COOKIE,
            token,
            max_age=COOKIE_AGE_S,
            path=path,
            httponly=True,
            samesite="strict",
            secure=urlsplit(origin).scheme == "https",
        )
        if path != "/":
            # One of an older pairing would hide the new one.
            response.delete_cookie(COOKIE, path="/")
        return response

    async def stream(self, websocket: WebSocket) -> None:
        """The websocket; one that another site's page opens is refused before it begins."""
        if not self._is_own(websocket):
            REFUSED.labels(reason="origin").inc()
            await websocket.close(POLICY_VIOLATION)
            return
        # Accepted even when it is not paired: a page cannot read the reason of a refused handshake.
        await websocket.accept()
        await self._sockets.serve(websocket, websocket.cookies.get(COOKIE))

    def _is_own(self, connection: HTTPConnection) -> bool:
        """Whether the request comes from a page that this very service served."""
        header = connection.headers.get("origin", "")
        origin = _origin(header)
        if origin is None:
            return False
        return origin == self._public or urlsplit(header).netloc == connection.headers.get("host", "").lower()


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port, as browsers compare origins; None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


class _File:
    """A file of the page, read once; all of them together are under 100 kB."""

    def __init__(self, path: Path) -> None:
        self._content = path.read_bytes()
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._type = "text/javascript" if path.suffix == ".js" else kind
        self._tag = f'"{hashlib.sha256(self._content).hexdigest()[:16]}"'

    def answer(self, asked: Mapping[str, str]) -> Response:
        headers = {**HEADERS, "ETag": self._tag}
        if asked.get("if-none-match") == self._tag:
            return Response(status_code=304, headers=headers)
        return Response(self._content, media_type=self._type, headers=headers)
