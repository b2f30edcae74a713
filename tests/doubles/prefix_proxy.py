"""A proxy that serves us under a path and takes it away before it asks us."""

from starlette.types import ASGIApp, Receive, Scope, Send


class PrefixProxy:
    """Passes on what lies under `prefix`; everything else is somebody else's, and unknown there."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix
        self.refused: list[str] = []
        """Paths that were asked for without the prefix."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith(f"{self._prefix}/"):
            inner = path.removeprefix(self._prefix)
            await self._app({**scope, "path": inner, "raw_path": inner.encode()}, receive, send)
            return
        self.refused.append(path)
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b"not here"})
