"""A helpline of fixed documents, and a carrier that follows them in time that jumps."""

from collections.abc import Callable
from urllib.parse import parse_qsl

import httpx

from telephony.simulator.address import Address
from telephony.simulator.dialing import Dialing, OnLine
from telephony.simulator.follow import Follower
from telephony.simulator.media_stream import LineEnd
from telephony.simulator.officer import (
    Behaviour,
    OfficerKeypad,
    OfficerLeg,
    OfficerLegs,
)
from telephony.simulator.person import HangUp, Manners, Person
from telephony.simulator.rest import LiveCall
from telephony.simulator.sockets import StreamTarget
from telephony.simulator.timeline import (
    CallLog,
    CallTimeline,
    Ended,
    EventKind,
)
from telephony.simulator.utterance import Utterance
from telephony.simulator.webhooks import Webhooks

PUBLIC = "https://hotline.example"
BASE = "http://127.0.0.1:8080"
TOKEN = "a token"


class JumpingClock:
    """Time that passes only by being slept through."""

    def __init__(self) -> None:
        self.time = 50.0

    def now(self) -> float:
        return self.time

    async def sleep_until(self, moment: float) -> None:
        self.time = max(self.time, moment)


class Scene:
    """A helpline of fixed documents, and what the stand-in did with them."""

    def __init__(
        self,
        documents: dict[str, str | httpx.Response],
        *officers: OfficerLeg,
        says: tuple[Utterance, ...] = (),
        patience_s: float = float("inf"),
    ) -> None:
        self.documents = documents
        self.requests: list[httpx.Request] = []
        self.streams: list[StreamTarget] = []
        self.stream_end: tuple[LineEnd, HangUp | None] = (LineEnd.CLOSED_BY_HELPLINE, None)
        self.during_stream: Callable[[], None] = lambda: None
        self.clock = JumpingClock()
        self.call = LiveCall("CA" + "0" * 32, "+84900000001", "+84240000000")
        self.timeline = CallTimeline(self.call.sid, "")
        self.officers = OfficerLegs(officers or (OfficerLeg(Behaviour.NO_ANSWER),))
        self.person = Person(says, Manners())
        self.patience_s = patience_s
        self.legs: list[LiveCall] = []

    async def run(self) -> tuple[Ended, str]:
        address = Address(BASE, PUBLIC)
        async with httpx.AsyncClient(transport=httpx.MockTransport(self._answer)) as http:
            webhooks = Webhooks(http, address, TOKEN, {"CallSid": self.call.sid, "FromCity": ""})
            log = CallLog(self.timeline, self.clock.now)

            async def brief(line: OnLine, url: str, method: str) -> bool:
                keypad = OfficerKeypad(line.officer, line.leg)
                leg = Follower(
                    line.webhooks, address, None, None, keypad, line.call, log, self.clock,
                    hears=line.leg.heard.append, still_there=lambda: follower.caller_waits,
                )  # fmt: skip
                return await leg.brief(url, method)

            dialing = Dialing(self.officers, webhooks, address.resolve, self.legs.append, brief, log)
            follower = Follower(
                webhooks, address, self._stream, dialing, self.person, self.call, log, self.clock,
                ring_patience_s=self.patience_s,
            )  # fmt: skip
            return await follower.follow(f"{PUBLIC}/twilio/voice")

    async def _stream(self, target: StreamTarget) -> tuple[LineEnd, HangUp | None]:
        self.streams.append(target)
        self.during_stream()
        return self.stream_end

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        document = self.documents.get(request.url.path)
        if isinstance(document, httpx.Response):
            return document
        if document is None:
            return httpx.Response(404)
        headers = {"content-type": "application/xml"}
        return httpx.Response(200, text=f"<Response>{document}</Response>", headers=headers)

    def form(self, index: int) -> dict[str, str]:
        return dict(parse_qsl(self.requests[index].content.decode(), keep_blank_values=True))

    def kinds(self, kind: EventKind) -> list[str]:
        return [event.text for event in self.timeline.events if event.kind is kind]

    def codes(self) -> list[int]:
        return [event.data["code"] for event in self.timeline.events if event.kind is EventKind.PROBLEM]


def voice(document: str, **more: str | httpx.Response) -> dict[str, str | httpx.Response]:
    return {"/twilio/voice": document, **{f"/{path}": answer for path, answer in more.items()}}


STREAM = (
    '<Connect><Stream url="wss://hotline.example/twilio/stream">'
    '<Parameter name="ticket" value="t1"/></Stream></Connect>'
)
