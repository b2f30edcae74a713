"""The counter's addresses: page, files, pairing and websocket, and the headers that guard them."""

import hashlib
import logging
import mimetypes
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response, WebSocket
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import HTTPConnection

from telephony.counter.pairing import Counters
from telephony.counter.sockets import CounterSockets
from telephony.metrics import REFUSED

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
STREAM_PATH = "/counter/stream"
PAIR_PATH = "/counter/pair"
COOKIE = "helpline_counter"
COOKIE_AGE_S = 400 * 24 * 3600
"""The longest that browsers keep one; every pairing starts it anew."""
WRONG_CODES = 10
WRONG_CODES_WINDOW_S = 600.0
"""Ten guesses in ten minutes at 34 bits: a code would be guessed once in some 20,000 years."""
POLICY_VIOLATION = 1008

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

    def __init__(
        self, counters: Counters, sockets: CounterSockets, public_url: str | None, clock: Callable[[], float]
    ) -> None:
        """`clock` in seconds."""
        self._counters = counters
        self._sockets = sockets
        self._public_url = public_url
        self._clock = clock
        self._files = {path.name: _File(path) for path in STATIC.iterdir() if path.is_file()}
        self._wrong: deque[float] = deque(maxlen=WRONG_CODES)

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

    def pair(self, request: Request, pairing: PairingRequest) -> Response:
        """Trades a code for the cookie; runs in a thread, since checking a code is slow on purpose."""
        if not self._is_own(request):
            REFUSED.labels(reason="origin").inc()
            return Response(status_code=403, headers=HEADERS)
        now = self._clock()
        if len(self._wrong) == WRONG_CODES and self._wrong[0] > now - WRONG_CODES_WINDOW_S:
            log.warning("too many wrong pairing codes; none is accepted for a while")
            return Response(status_code=429, headers=HEADERS)
        paired = self._counters.pair(pairing.code)
        if paired is None:
            self._wrong.append(now)
            return Response(status_code=403, headers=HEADERS)
        counter, token = paired
        log.info("counter %s was paired", counter.name)
        response = Response(status_code=204, headers=HEADERS)
        response.set_cookie(
            COOKIE,
            token,
            max_age=COOKIE_AGE_S,
            httponly=True,
            samesite="strict",
            secure=urlsplit(request.headers.get("origin", "")).scheme == "https",
        )
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
        origin = connection.headers.get("origin", "")
        if self._public_url is not None and origin == self._public_url:
            return True
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == connection.headers.get("host")


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
