"""Trial calls: the carrier's stand-in calls a helpline, its own or a running one, and tells what happened."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from telephony.app.server import address, listen, running
from telephony.app.service import build_service
from telephony.calls.engines import Engines
from telephony.errors import TelephonyError
from telephony.settings import Settings
from telephony.simulator import (
    CallPlan,
    CallTimeline,
    Event,
    Manners,
    OfficerLeg,
    RestStandIn,
    Utterance,
    place_call,
)
from telephony.simulator.address import Address
from telephony.simulator.webhooks import certificates
from telephony.twilio.signature import SIGNATURE_HEADER
from telephony.twilio.webhooks import RECORD_PATH
from voice.samples import HEARING_RATE
from voice.speaking.speech import Synthesizer

TRIAL_ACCOUNT = "AC" + "0" * 32
LOOK_EVERY_S = 0.25
SATISFYING = frozenset({"answer", "goodbye"})
"""Decisions after which a caller with nothing more to say hangs up; otherwise they stay on the line."""
CALLER = "+84900000001"


class TestCallError(TelephonyError):
    """The trial call cannot be placed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """Where a trial call goes."""

    url: str
    account_sid: str
    auth_token: str
    public_url: str | None = None
    rest: RestStandIn | None = None


@asynccontextmanager
async def own_helpline(settings: Settings, engines: Engines) -> AsyncIterator[Helpline]:
    """A helpline on a free port of this machine, with an account that exists for this call alone."""
    token = secrets.token_hex(16)
    async with RestStandIn(TRIAL_ACCOUNT, token) as rest:
        trial = trial_settings(settings, token, rest.url)
        listener = listen("127.0.0.1", 0)
        async with running(build_service(trial, engines).app, listener):
            yield Helpline(address(listener), TRIAL_ACCOUNT, token, rest=rest)


def remote_helpline(settings: Settings, url: str) -> Helpline:
    """The helpline that runs at `url` with the account in `settings`. Raises TestCallError."""
    if settings.twilio_token is None:
        raise TestCallError(
            "set HELPLINE_TWILIO_AUTH_TOKEN to the token of the helpline at --to; it refuses unsigned calls"
        )
    try:
        Address(url, settings.public_url)
    except ValueError as error:
        raise TestCallError(str(error)) from None
    return Helpline(
        url=url.rstrip("/"),
        account_sid=settings.twilio_account_sid or TRIAL_ACCOUNT,
        auth_token=settings.twilio_token,
        public_url=settings.public_url,
    )


def trial_settings(settings: Settings, token: str, api_url: str) -> Settings:
    """`settings` with a made-up account, so that a trial never touches the real one."""
    return settings.model_copy(
        update={
            "public_url": None,
            "twilio_account_sid": TRIAL_ACCOUNT,
            "twilio_auth_token": SecretStr(token),
            "twilio_api_url": api_url,
        }
    )


async def spoken_question(text: str, voice: Synthesizer) -> Utterance:
    """The caller's words in a synthetic voice. Raises SynthesisError."""
    speech = await voice.synthesize(text)
    return Utterance.spoken(text, speech.samples, speech.rate)


def recorded(label: str, samples: Any) -> Utterance:
    """The caller's words from a recording at HEARING_RATE. Raises ValueError when it is empty."""
    return Utterance.spoken(label, samples, HEARING_RATE)


async def call(
    helpline: Helpline,
    utterances: Sequence[Utterance],
    watch: Callable[[Event], None] | None = None,
    officers: Sequence[OfficerLeg] = (OfficerLeg(),),
    manners: Manners | None = None,
    caller: str = CALLER,
) -> CallTimeline:
    """Places the call from the number `caller` and adds what the helpline's own record says of it."""
    plan = CallPlan(
        base_url=helpline.url,
        account_sid=helpline.account_sid,
        auth_token=helpline.auth_token,
        utterances=utterances,
        public_url=helpline.public_url,
        caller=caller,
        officers=officers,
        manners=manners or Manners(),
    )
    observer = _Observer(helpline, plan.call_sid)
    looking = asyncio.create_task(observer.keep_looking())
    try:
        timeline = await place_call(plan, rest=helpline.rest, watch=watch, satisfied=observer.satisfied)
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    await observer.look()
    observer.tell(timeline)
    return timeline


class _Observer:
    """Follows the helpline's own record of the call, as anyone who holds the account's token may."""

    def __init__(self, helpline: Helpline, call_sid: str) -> None:
        path = RECORD_PATH.format(call_sid=call_sid)
        self._url = helpline.url + path
        signed_url = (helpline.public_url or helpline.url) + path
        signature = RequestValidator(helpline.auth_token).compute_signature(signed_url, {})
        self._headers = {SIGNATURE_HEADER: signature}
        self._record: dict[str, Any] = {}

    @property
    def _turns(self) -> list[dict[str, Any]]:
        turns: list[dict[str, Any]] = self._record.get("turns", [])
        return turns

    def satisfied(self) -> bool:
        """Whether the last thing said was answered, as far as the helpline lets us see."""
        return not self._turns or self._turns[-1]["decision"] in SATISFYING

    async def keep_looking(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        # A helpline that is gone, or is none of ours, has no record to show: the timeline does without.
        with contextlib.suppress(httpx.HTTPError, ValueError):
            async with httpx.AsyncClient(timeout=2.0, trust_env=False, verify=certificates()) as http:
                response = await http.get(self._url, headers=self._headers)
                if response.is_success:
                    self._record = response.json()

    def tell(self, timeline: CallTimeline) -> None:
        timeline.record = {name: value for name, value in self._record.items() if name != "turns"}
        for turn, known in zip(timeline.turns, self._turns, strict=False):
            turn.heard, turn.decision, turn.entry = known["heard"], known["decision"], known["entry"]
            turn.aspect = next(iter(known["aspects"]), None)
            turn.said = " ".join(known["said"])
            turn.title = known["title"]
            turn.parts_ms = {
                part: known[f"{part}_ms"] for part in ("pause", "recognition", "match", "first_audio")
            }
