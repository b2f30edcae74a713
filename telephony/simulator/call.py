"""Placing one call to a helpline, from the webhook to the last verb."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from telephony.simulator.address import Address
from telephony.simulator.clock import Clock, LineClock
from telephony.simulator.dialing import Dialing, OnLine
from telephony.simulator.follow import Follower
from telephony.simulator.media_stream import Line, LineEnd
from telephony.simulator.officer import OfficerKeypad, OfficerLeg, OfficerLegs
from telephony.simulator.person import HangUp, Manners, Person
from telephony.simulator.rest import LiveCall, RestStandIn
from telephony.simulator.sockets import OpenSocket, StreamTarget, open_socket
from telephony.simulator.stream_messages import StreamMessages
from telephony.simulator.timeline import CallLog, CallTimeline, Event
from telephony.simulator.utterance import Utterance, line_noise
from telephony.simulator.webhooks import TIMEOUT_S, Webhooks, certificates


@dataclass(frozen=True, slots=True)
class CallPlan:
    """Who calls whom, and what the caller has to say."""

    base_url: str
    """Where the helpline answers, such as http://127.0.0.1:8080."""
    account_sid: str
    auth_token: str = field(repr=False)
    utterances: Sequence[Utterance] = ()
    public_url: str | None = None
    """The URL that is signed, where it differs from `base_url`."""
    call_sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    """Twilio's name of the call, made up anew for every plan."""
    caller: str = "+84900000001"
    called: str = "+84240000000"
    voice_path: str = "/twilio/voice"
    manners: Manners = field(default_factory=Manners)
    officers: Sequence[OfficerLeg] = (OfficerLeg(),)
    """Whoever is rung, in the order of being rung; all after the last do as the last."""
    fallback: str | None = None
    """TwiML that Twilio keeps for when the helpline does not answer; without it such a call fails."""
    noise_dbfs: float = -60.0
    """RMS of the line while the caller is silent."""


async def place_call(
    plan: CallPlan,
    *,
    rest: RestStandIn | None = None,
    satisfied: Callable[[], bool] = lambda: True,
    watch: Callable[[Event], None] | None = None,
    clock: Clock | None = None,
    http: httpx.AsyncClient | None = None,
    sockets: OpenSocket = open_socket,
) -> CallTimeline:
    """Calls the helpline as Twilio would and stays to the end; whatever the helpline does is in the timeline.

    `rest`, entered by the caller, lets the helpline end the call; while `satisfied` is false a caller with
    nothing more to say stays on the line, for a transfer for instance; `watch` sees each event as it becomes
    known; `clock`, `http` and `sockets` replace real time and the network in tests. Raises ValueError for an
    impossible URL.
    """
    address = Address(plan.base_url, plan.public_url)
    clock = clock or LineClock()
    call = LiveCall(plan.call_sid, plan.caller, plan.called)
    log = CallLog(CallTimeline(call.sid, datetime.now(UTC).isoformat(timespec="seconds")), clock.now, watch)
    person = Person(plan.utterances, plan.manners, satisfied)
    noise = line_noise(plan.noise_dbfs)

    async def connect(target: StreamTarget) -> tuple[LineEnd, HangUp | None]:
        messages = StreamMessages("MZ" + secrets.token_hex(16), call.sid, plan.account_sid)
        line = Line(messages, person, plan.utterances, noise, call, log, clock, sockets)
        return await line.run(target), line.hang_up

    if rest:
        rest.calls[call.sid] = call
    client = http or httpx.AsyncClient(
        timeout=TIMEOUT_S,
        follow_redirects=True,
        trust_env=not address.is_local,
        verify=certificates(),
    )
    try:
        webhooks = Webhooks(client, address, plan.auth_token, _parameters(plan, call), _filled(plan))

        async def brief(line: OnLine, url: str, method: str) -> bool:
            keypad = OfficerKeypad(line.officer, line.leg)
            leg = Follower(
                line.webhooks, address, None, None, keypad, line.call, log, clock,
                hears=line.leg.heard.append, still_there=lambda: follower.caller_waits,
            )  # fmt: skip
            return await leg.brief(url, method)

        def register(leg: LiveCall) -> None:
            if rest:
                rest.calls[leg.sid] = leg

        dialing = Dialing(OfficerLegs(plan.officers), webhooks, address.resolve, register, brief, log)
        follower = Follower(
            webhooks, address, connect, dialing, person, call, log, clock,
            ring_patience_s=plan.manners.ring_patience_s,
        )  # fmt: skip
        ended, reason = await follower.follow(address.public(plan.voice_path))
    finally:
        call.status = "completed"
        if http is None:
            await client.aclose()
    return log.finish(ended, reason)


def _filled(plan: CallPlan) -> str | None:
    """The fallback with what a TwiML Bin fills in (docs, "TwiML Bins", "Mustache templates")."""
    if plan.fallback is None:
        return None
    return plan.fallback.replace("{{To}}", plan.called).replace("{{From}}", plan.caller)


def _parameters(plan: CallPlan, call: LiveCall) -> dict[str, str]:
    """What Twilio posts with every request of a call (docs, "TwiML for Programmable Voice"), less CallStatus.

    Geographic data is blank where Twilio knows none, and blank parameters are signed too.
    """
    places = {f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")}
    return {
        "AccountSid": plan.account_sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call.sid,
        "Called": plan.called,
        "Caller": plan.caller,
        "Direction": "inbound",
        "From": plan.caller,
        "FromCountry": "VN",
        "To": plan.called,
        "ToCountry": "VN",
        **places,
    }
