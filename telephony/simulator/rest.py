"""Twilio's REST API as far as the helpline uses it: looking at a call, ending it, and giving it new TwiML.

Twilio docs, "Call resource" (update with Status, Twiml or Url) and "Twilio's response" for the error form.
"""

import asyncio
import secrets
import socket
from dataclasses import dataclass
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials

_OVER = frozenset(("completed", "busy", "no-answer", "failed", "canceled"))
_PREFIX = "/2010-04-01/Accounts/{account_sid}/Calls/{call_sid}.json"


MAX_TWIML = 4000
"""Characters of TwiML in an update (docs, "Call resource")."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """What the call is to follow from now on: TwiML, or where to get it."""

    twiml: str = ""
    url: str = ""
    method: str = "POST"


class LiveCall:
    """A call as the REST API sees it."""

    def __init__(self, sid: str, caller: str, called: str) -> None:
        self.sid = sid
        self.caller = caller
        self.called = called
        self.status = "ringing"
        self.hung_up = False
        """The helpline has ended the call through the API."""
        self.redirect: Redirect | None = None
        """New instructions that the call has not taken up yet."""

    def hang_up(self) -> None:
        self.hung_up = True
        self.status = "completed"


class _ApiError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        self.status = status
        self.body = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }


class RestStandIn:
    """Serves the API on loopback while entered; `url` stands in for https://api.twilio.com."""

    def __init__(self, account_sid: str, auth_token: str, port: int = 0) -> None:
        """`port` 0 takes a free one."""
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._port = port
        self.calls: dict[str, LiveCall] = {}
        self.app = self._build()
        self.url = ""

    async def __aenter__(self) -> "RestStandIn":
        """Raises OSError when the port is taken."""
        listener = socket.create_server(("127.0.0.1", self._port))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(self.app, log_config=None, access_log=False, ws="none", lifespan="off")
        self._server = uvicorn.Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._serving

    def _build(self) -> FastAPI:
        app = FastAPI(openapi_url=None)

        @app.exception_handler(_ApiError)
        async def _error(_: Request, error: Exception) -> JSONResponse:
            assert isinstance(error, _ApiError)
            headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else None
            return JSONResponse(error.body, error.status, headers)

        def find(
            account_sid: str,
            call_sid: str,
            request: Request,
            credentials: Annotated[HTTPBasicCredentials | None, Depends(HTTPBasic(auto_error=False))],
        ) -> LiveCall:
            if not credentials or not self._accepts(credentials):
                raise _ApiError(401, 20003, "Authenticate")
            call = self.calls.get(call_sid)
            if account_sid != self._account_sid or call is None:
                raise _ApiError(404, 20404, f"The requested resource {request.url.path} was not found")
            return call

        @app.get(_PREFIX)
        async def _fetch(call: Annotated[LiveCall, Depends(find)]) -> dict[str, Any]:
            return self._resource(call)

        @app.post(_PREFIX)
        async def _update(
            call: Annotated[LiveCall, Depends(find)],
            status: Annotated[str, Form(alias="Status")] = "",
            twiml: Annotated[str, Form(alias="Twiml")] = "",
            url: Annotated[str, Form(alias="Url")] = "",
            method: Annotated[str, Form(alias="Method")] = "POST",
        ) -> dict[str, Any]:
            given = [value for value in (status, twiml, url) if value]
            if len(given) != 1 or status not in ("", "completed", "canceled"):
                raise _ApiError(400, 20001, "Give one of Status=completed, Status=canceled, Twiml and Url")
            if len(twiml) > MAX_TWIML:
                raise _ApiError(400, 20001, f"Twiml must not be longer than {MAX_TWIML} characters")
            if call.status in _OVER or (status == "canceled" and call.status == "in-progress"):
                raise _ApiError(400, 21220, "Call is not in-progress. Cannot redirect.")
            if status:
                call.hang_up()
            else:
                call.redirect = Redirect(twiml, url, method)
            return self._resource(call)

        return app

    def _accepts(self, credentials: HTTPBasicCredentials) -> bool:
        given = f"{credentials.username}:{credentials.password}".encode()
        return secrets.compare_digest(given, f"{self._account_sid}:{self._auth_token}".encode())

    def _resource(self, call: LiveCall) -> dict[str, Any]:
        return {
            "sid": call.sid,
            "account_sid": self._account_sid,
            "api_version": "2010-04-01",
            "direction": "inbound",
            "from": call.caller,
            "to": call.called,
            "status": call.status,
            "uri": _PREFIX.format(account_sid=self._account_sid, call_sid=call.sid),
        }
