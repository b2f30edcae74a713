"""The service and the carrier in one process without network, models or real time: a call takes milliseconds.

Webhooks, the stream's websocket and the REST interface go through the real protocol in memory; hearing, the
handbook's decisions and the voice are scripted.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import numpy as np
from pydantic import SecretStr
from starlette.types import ASGIApp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response as TwilioResponse
from websockets.exceptions import ConnectionClosedOK

from handbook.book.entries import Topic, told_by
from handbook.book.handbook import Handbook
from handbook.matching.decision import Decision, Reason, Verdict
from telephony.app.service import build_service
from telephony.calls.engines import Engines
from telephony.settings import Settings
from telephony.simulator import (
    CallPlan,
    CallTimeline,
    Event,
    EventKind,
    Manners,
    OfficerLeg,
    RestStandIn,
    Utterance,
    place_call,
)
from telephony.simulator.sockets import NotOpenedError, StreamTarget
from telephony.twilio.rest import CallControl
from tests.doubles.loudness import Loudness
from tests.doubles.prefix_proxy import PrefixProxy
from tests.doubles.synthetic_voice import babble
from voice.hearing.hearing import Hearing, Scorer
from voice.mulaw import FRAME_BYTES, encode
from voice.samples import Samples
from voice.speaking.mouth import Mouth, Said

T = TypeVar("T")
ACCOUNT, TOKEN = "AC" + "0" * 32, "a-token-only-the-test-knows"
URL = "http://helpline.test"
CALLER = "+84912345678"
WORKING_HOURS = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 09:00 in Hanoi
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ROSTER = f"""
timezone: Asia/Ho_Chi_Minh
officers:
  - {{name: An, phone: "+84900000001", hours: "mon-fri 08:00-17:00", order: 1}}
  - {{name: Bình, phone: "+84900000002", hours: "mon-fri 08:00-17:00", order: 2}}
communes: {{"{CALLER}": xã Sóc Sơn}}
"""
PATIENT = Manners(turn_pause_s=1.5, goodbye_pause_s=30.0, silence_limit_s=120.0)


def topic(entry: str, title: str) -> Topic:
    return Topic(
        id=entry,
        title=title,
        questions=(title,),
        facts=told_by(f"{title} làm trong ngày.", by="Thông báo"),
        field="Hộ tịch",
        side="government",
        as_of=date(2026, 1, 1),
    )


HANDBOOK = Handbook([topic("hôn", "Đăng ký kết hôn"), topic("sinh", "Đăng ký khai sinh")])

DECISIONS = {
    "hôn nhân": Decision(Verdict.ANSWER, "hôn", (), 0.99),
    "hôn nhân à": Decision(Verdict.CONFIRM, "hôn", (), 0.7, ("hôn",)),
    "đăng ký": Decision(Verdict.CHOOSE, "hôn", (), 0.5, ("hôn", "sinh")),
    "cái thứ hai": Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED),
    "giá vàng": Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED),
    "vàng hôm nay": Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED),
}


class LineTime:
    """Time that jumps from frame to frame, but stands still while the helpline is at work elsewhere."""

    def __init__(self) -> None:
        self.time = 0.0
        self.working = 0

    def now(self) -> float:
        return self.time

    async def sleep_until(self, moment: float) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        while self.working:
            await asyncio.sleep(0)
        self.time = max(self.time, moment)


@dataclass
class Ears:
    """Hears the label of the caller's latest utterance."""

    text: str = ""
    engine: str = "scripted"
    heard_samples: int = 0
    waiting: int = 0

    async def recognize(self, samples: Samples, *, early: bool = False) -> Hearing:
        self.heard_samples += len(samples)
        return Hearing(self.text, 0.9, self.engine, len(samples) / 16, 1.0)

    async def think(self, job: Callable[[], T]) -> T:
        return job()

    def prepare(self, phrases: Sequence[str]) -> None: ...

    def close(self) -> None: ...


class Voice:
    """Every sentence is a fifth of a second of tone."""

    def __init__(self) -> None:
        tone = 0.3 * np.sin(np.arange(FRAME_BYTES * 10) * 0.3)
        self._codes = encode(tone.astype(np.float32))

    async def say(self, text: str, pace: float = 1.0, *, private: bool = False) -> Said:
        return Said(self._codes, "tone", True, 0.0)

    def close(self) -> None: ...


class Unhurried:
    """A real mouth, for which the line's time stands still while it speaks."""

    def __init__(self, mouth: Mouth, time: LineTime) -> None:
        self._mouth, self._time = mouth, time

    async def say(self, text: str, pace: float = 1.0, *, private: bool = False) -> Said:
        self._time.working += 1
        try:
            return await self._mouth.say(text, pace, private=private)
        finally:
            self._time.working -= 1

    def close(self) -> None: ...


@dataclass
class Understanding:
    """Decides as the test has laid down."""

    decisions: dict[str, Decision] = field(default_factory=dict)

    @property
    def likely(self) -> Sequence[str]:
        return ()

    def decide(self, text: str, *, subject: str | None = None, score: Scorer | None = None) -> Decision:
        return self.decisions[text]


class InMemoryTwilio(AsyncHttpClient):  # type: ignore[misc] # twilio ships no types
    """The official client's transport, asking the REST stand-in without a network."""

    def __init__(self, rest: RestStandIn) -> None:
        super().__init__(logger=logging.getLogger("twilio.http_client"), is_async=True)
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(rest.app), base_url="https://api.twilio.com"
        )
        self.refusing = False

    async def request(  # the signature is the official client's
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: Any = None,
        timeout: Any = None,  # noqa: ASYNC109
        allow_redirects: bool = False,
    ) -> TwilioResponse:
        if self.refusing:
            return TwilioResponse(400, '{"code": 20001, "message": "refused", "status": 400}')
        answer = await self._http.request(method, url, data=data, headers=headers, auth=auth)
        return TwilioResponse(answer.status_code, answer.text)


class TimedControl(CallControl):
    """Steers calls while the line's time stands still."""

    def __init__(self, transport: InMemoryTwilio, time: LineTime) -> None:
        super().__init__(ACCOUNT, TOKEN, None, transport, back_off_s=0.0)
        self._time = time

    async def _update(self, call_sid: str, **what: str) -> Any:
        self._time.working += 1
        try:
            return await super()._update(call_sid, **what)
        finally:
            self._time.working -= 1


class Wire:
    """Everything between carrier and helpline; cutting it is the helpline's death."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._inner = httpx.ASGITransport(app)
        self._sockets: set[AsgiSocket] = set()
        self.dead = False

    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._handle))

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        if self.dead:
            raise httpx.ConnectError("connection refused", request=request)
        return await self._inner.handle_async_request(request)

    async def open(self, target: StreamTarget) -> "AsgiSocket":
        if self.dead:
            raise NotOpenedError("connection refused")
        socket = AsgiSocket(self._app, target)
        self._sockets.add(socket)
        socket.task.add_done_callback(lambda _: self._sockets.discard(socket))
        return socket

    def cut(self) -> None:
        """The process is gone from one moment to the next."""
        self.dead = True
        for socket in tuple(self._sockets):
            socket.break_off()


class AsgiSocket:
    """A websocket to an application in the same process."""

    def __init__(self, app: ASGIApp, target: StreamTarget) -> None:
        url = httpx.URL(target.url)
        self._to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._to_carrier: asyncio.Queue[str | None] = asyncio.Queue()
        self.close_code: int | None = None
        self._to_app.put_nowait({"type": "websocket.connect"})
        headers = [(b"host", url.host.encode()), (b"x-twilio-signature", target.signature.encode())]
        scope = {
            "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws",
            "path": url.path, "raw_path": url.path.encode(), "query_string": b"", "root_path": "",
            "headers": headers, "subprotocols": [], "server": (url.host, 80), "client": ("test", 1),
        }  # fmt: skip
        self.task = asyncio.create_task(self._serve(app, scope))
        self.task.add_done_callback(lambda _: self._closed(1006))

    async def _serve(self, app: ASGIApp, scope: dict[str, Any]) -> None:
        await app(scope, self._to_app.get, self._from_app)

    @property
    def unread(self) -> int:
        """Messages that the application has not taken yet."""
        return self._to_app.qsize()

    async def send(self, message: str) -> None:
        if self.close_code is not None:
            raise ConnectionClosedOK(None, None)
        self._to_app.put_nowait({"type": "websocket.receive", "text": message})

    async def close(self) -> None:
        self._to_app.put_nowait({"type": "websocket.disconnect", "code": 1000})
        self._closed(1000)
        await asyncio.gather(self.task, return_exceptions=True)

    def break_off(self) -> None:
        self.task.cancel()

    async def __aiter__(self) -> AsyncIterator[str]:
        while (text := await self._to_carrier.get()) is not None:
            yield text

    async def _from_app(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self._to_carrier.put_nowait(message["text"])
        elif message["type"] == "websocket.close":
            self._closed(message.get("code", 1000))

    def _closed(self, code: int) -> None:
        if self.close_code is None:
            self.close_code = code
            self._to_carrier.put_nowait(None)


class World:
    """A helpline and its carrier."""

    def __init__(
        self,
        folder: Path,
        max_calls: int = 30,
        mouth: Mouth | None = None,
        public_url: str | None = None,
    ) -> None:
        """`mouth` replaces the voice that makes a tone of every sentence in no time.

        With a `public_url` a proxy stands before the helpline, which takes away the path of that address.
        """
        officers = folder / "officers.yaml"
        officers.write_text(ROSTER, encoding="utf-8")
        self.folder = folder
        self.now = WORKING_HOURS
        self.clock = 0.0
        self.time = LineTime()
        self.ears, self.understanding = Ears(), Understanding()
        self.rest = RestStandIn(ACCOUNT, TOKEN)
        self.twilio = InMemoryTwilio(self.rest)
        settings = Settings(
            _env_file=None, data=folder, officers=officers, twilio_account_sid=ACCOUNT,
            twilio_auth_token=SecretStr(TOKEN), max_calls=max_calls, public_url=public_url,
        )  # fmt: skip
        speech = Unhurried(mouth, self.time) if mouth else Voice()
        engines = Engines(HANDBOOK, self.understanding, Loudness(), self.ears, speech)
        self.service = build_service(
            settings,
            engines,
            now=lambda: self.now,
            clock=lambda: self.clock,
            control=TimedControl(self.twilio, self.time),
        )
        self.public_url, self.prefix = public_url, urlsplit(public_url or "").path
        self.proxy = PrefixProxy(self.service.app, self.prefix)
        self.wire = Wire(self.proxy if public_url else self.service.app)

    async def call(
        self,
        says: Sequence[Utterance],
        officers: Sequence[OfficerLeg] = (OfficerLeg(),),
        manners: Manners = PATIENT,
        watch: Callable[[Event], None] = lambda _: None,
        fallback: str | None = None,
        caller: str = CALLER,
    ) -> CallTimeline:
        """One call, whose caller is heard to say the labels of `says`."""
        # Callers are told apart by the rate limit: time passes between their calls.
        self.clock += 3600.0

        def see(event: Event) -> None:
            if event.kind is EventKind.CALLER_SPOKE:
                self.ears.text = event.text.removeprefix("the caller said ")
            watch(event)

        plan = CallPlan(
            URL + self.prefix, ACCOUNT, TOKEN, says, public_url=self.public_url, caller=caller,
            manners=manners, officers=officers, fallback=fallback,
        )  # fmt: skip
        return await place_call(
            plan, rest=self.rest, watch=see, clock=self.time, http=self.wire.http(), sockets=self.wire.open
        )


_BABBLE = babble(0.8)[::2]


def say(text: str) -> Utterance:
    """Speech that is heard as `text`."""
    return Utterance.spoken(text, _BABBLE, 8000)
