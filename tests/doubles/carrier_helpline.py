"""A small helpline on real sockets, scripted by a test, and time that jumps for the carrier calling it."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from starlette.websockets import WebSocketDisconnect
from twilio.request_validator import RequestValidator

from telephony.simulator import (
    Behaviour,
    CallPlan,
    CallTimeline,
    EventKind,
    Manners,
    OfficerLeg,
    RestStandIn,
    Utterance,
    place_call,
)
from voice.mulaw import decode, encode

ACCOUNT, TOKEN = "AC" + "1" * 32, "a token"
PATIENT = Manners(silence_limit_s=60.0)


class FrameClock:
    """Each sleep takes a millisecond and lands exactly: a busy machine changes no time on the line."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    async def sleep_until(self, moment: float) -> None:
        await asyncio.sleep(0.001)
        self.time = max(self.time, moment)


def tone(seconds: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.asarray(0.3 * np.sin(np.arange(int(seconds * 8000)) * 0.3), dtype=np.float32)


def question(label: str = "question", seconds: float = 1.0) -> Utterance:
    return Utterance.spoken(label, tone(seconds), 8000)


class Helpline:
    """Checks signatures as the real one must, and talks as `script` says."""

    def __init__(self, script: Callable[["Stream"], Awaitable[None]], after: str) -> None:
        self.script = script
        self.after = after
        self.refused = 0
        self.forms: list[dict[str, str]] = []
        self.stream: Stream | None = None
        self.url = ""
        self.stream_url = ""
        self.app = FastAPI()
        self.app.post("/twilio/voice")(self._voice)
        self.app.post("/twilio/dialed")(self._dialed)
        self.app.websocket("/twilio/stream")(self._stream)

    async def _form(self, request: Request) -> dict[str, str]:
        form = {key: str(value) for key, value in (await request.form()).items()}
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(str(request.url), form, signature):
            self.refused += 1
        self.forms.append(form)
        return form

    async def _voice(self, request: Request) -> Response:
        form = await self._form(request)
        if self.refused:
            return Response(status_code=403)
        stream_url = self.stream_url or f"{self.url}/twilio/stream".replace("http", "ws")
        ticket = f'<Parameter name="ticket" value="for {form["CallSid"]}"/>'
        stream = f'<Connect><Stream url="{stream_url}">{ticket}</Stream></Connect>'
        return Response(f"<Response>{stream}{self.after}</Response>", media_type="application/xml")

    async def _dialed(self, request: Request) -> Response:
        form = await self._form(request)
        assert form["DialCallStatus"] == "no-answer"
        return Response("<Response><Say>nhắn lại</Say><Record/></Response>", media_type="application/xml")

    async def _stream(self, websocket: WebSocket) -> None:
        signature = websocket.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(str(websocket.url), {}, signature):
            self.refused += 1
            await websocket.close()
            return
        await websocket.accept()
        self.stream = Stream(websocket)
        listening = asyncio.create_task(self.stream.listen())
        await self.script(self.stream)
        await self.stream.hang_up()
        await listening


class Stream:
    """The helpline's end of a media stream."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.received: list[dict[str, Any]] = []
        self.sid = ""
        self.over = asyncio.Event()
        self._loud = 0
        self._changed = asyncio.Condition()

    async def listen(self) -> None:
        try:
            while True:
                message = json.loads(await self.websocket.receive_text())
                self.received.append(message)
                self.sid = message.get("streamSid", self.sid)
                if message["event"] == "media":
                    codes = base64.b64decode(message["media"]["payload"])
                    self._loud += float(np.abs(decode(codes)).max()) > 0.1
                async with self._changed:
                    self._changed.notify_all()
        except WebSocketDisconnect:
            self.over.set()
            async with self._changed:
                self._changed.notify_all()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: condition() or self.over.is_set())

    async def say(self, seconds: float, mark: str) -> None:
        """Speaks and waits until the mark is back."""
        await self.send("media", {"payload": base64.b64encode(encode(tone(seconds))).decode()})
        await self.send("mark", {"name": mark})
        await self.until(lambda: mark in self.marks())

    async def send(self, event: str, body: dict[str, Any] | None = None) -> None:
        await self.until(lambda: bool(self.sid))
        message = {"event": event, "streamSid": self.sid, **({event: body} if body else {})}
        await self.websocket.send_text(json.dumps(message))

    async def hear(self, frames: int) -> None:
        """Waits until the caller has said `frames` loud frames since the last time."""
        await self.until(lambda: self._loud >= frames)
        self._loud = 0

    async def hang_up(self) -> None:
        if not self.over.is_set():
            await self.websocket.close()

    def marks(self) -> list[str]:
        return [message["mark"]["name"] for message in self.of("mark")]

    def of(self, event: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message["event"] == event]


DIAL = '<Dial action="/twilio/dialed"><Number>+84901234567</Number></Dial>'


@asynccontextmanager
async def helpline(script: Callable[[Stream], Awaitable[None]], after: str = DIAL) -> AsyncIterator[Helpline]:
    served = Helpline(script, after)
    listener = socket.create_server(("127.0.0.1", 0))
    served.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(served.app, log_config=None, ws="websockets-sansio", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield served
    finally:
        server.should_exit = True
        await serving


async def call(
    served: Helpline, *utterances: Utterance, manners: Manners = PATIENT, rest: RestStandIn | None = None
) -> CallTimeline:
    nobody = (OfficerLeg(Behaviour.NO_ANSWER),)
    plan = CallPlan(served.url, ACCOUNT, TOKEN, utterances, manners=manners, officers=nobody)
    return await place_call(plan, rest=rest, clock=FrameClock())


def kinds(timeline: CallTimeline) -> list[EventKind]:
    return [event.kind for event in timeline.events]
