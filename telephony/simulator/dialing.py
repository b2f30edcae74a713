"""<Dial>: ringing the officers' telephones, running their own TwiML, bridging.

Twilio docs, "TwiML Voice: <Dial>" and "<Number>": up to ten numbers ring at once, the first to pick up wins
and the rest are hung up; its `url` runs on that line before the bridge, and <Hangup> there declines; `action`
is told DialCallStatus and DialBridged; a caller who hangs up ends the ringing.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from telephony.simulator.officer import Behaviour, OfficerLeg, OfficerLegs
from telephony.simulator.rest import LiveCall
from telephony.simulator.timeline import (
    CallLog,
    Dial,
    EventKind,
    Leg,
)
from telephony.simulator.webhooks import WebhookError, Webhooks

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
"""What Twilio takes for a caller id (error 13214 for anything else)."""
_STATUS_CALLBACK_FAILED = 15003


@dataclass(frozen=True, slots=True)
class OnLine:
    """An officer's line that was picked up."""

    leg: Leg
    call: LiveCall
    officer: OfficerLeg
    webhooks: Webhooks


RunLeg = Callable[[OnLine, str, str], Awaitable[bool]]
"""Runs the TwiML of (line, URL, method) on an officer's line; whether it leads to the bridge."""
Wait = Callable[[float], Awaitable[bool]]
"""Lets the caller hear ringing for some seconds; False when they hung up meanwhile."""


class Dialing:
    """All <Dial> verbs of one call."""

    def __init__(
        self,
        officers: OfficerLegs,
        webhooks: Webhooks,
        resolve: Callable[[str, str], str],
        register: Callable[[LiveCall], None],
        run_leg: RunLeg,
        log: CallLog,
    ) -> None:
        """`resolve` makes (document URL, reference) whole; `register` makes a line known to the REST API."""
        self._officers = officers
        self._webhooks = webhooks
        self._resolve = resolve
        self._register = register
        self._run_leg = run_leg
        self._log = log

    async def dial(self, verb: Element, timeout_s: float, caller: LiveCall, wait: Wait, base: str) -> Dial:
        """Rings everybody named by `verb` of the document from `base`; gives what came of it."""
        numbers = [(_text(noun), noun) for noun in verb if noun.tag == "Number"]
        if _text(verb):
            numbers.insert(0, (_text(verb), verb))
        for noun in verb:
            if noun.tag != "Number":
                self._log.problem(f"<Dial><{noun.tag}> is not followed by this stand-in; skipped", 12200)
        if not numbers:
            self._log.problem("<Dial> names nobody to call", 13223)
        dial = Dial(self._log.t(), tuple(number for number, _ in numbers), "canceled")
        self._log.timeline.dials.append(dial)
        self._log.add(EventKind.DIAL, f"dialling {', '.join(dial.targets)}", targets=list(dial.targets))
        lines = [self._line(number, caller) for number, _ in numbers]
        dial.legs = [line.leg for line in lines]
        nouns = {line.leg.number: noun for line, (_, noun) in zip(lines, numbers, strict=True)}
        try:
            if _NUMBER.fullmatch(shown := verb.get("callerId", caller.caller)):
                await self._ring(dial, lines, nouns, timeout_s, wait, base)
            else:
                self._log.problem(f"<Dial> has no valid callerId: {shown}", 13214)
                dial.status = "failed"
                for line in lines:
                    line.leg.status = "failed"
        finally:
            for line in lines:
                if line.leg.status == "ringing":
                    line.leg.status = "canceled"
                line.call.status = line.leg.status
        for line in lines:
            await self._report(line, nouns[line.leg.number], base)
        return dial

    async def _ring(
        self,
        dial: Dial,
        lines: list[OnLine],
        nouns: dict[str, Element],
        timeout_s: float,
        wait: Wait,
        base: str,
    ) -> None:
        quickest = min(
            (
                line
                for line in lines
                if line.officer.picks_up(briefed="url" in nouns[line.leg.number].attrib)
                and line.officer.rings_s <= timeout_s
            ),
            key=lambda line: line.officer.rings_s,
            default=None,
        )
        rings = [line.officer.rings_s for line in lines] or [0.0]
        rung_s = quickest.officer.rings_s if quickest else min(max(rings), timeout_s)
        if not await wait(rung_s):
            dial.caller_left = True
            return
        for line in lines:
            line.leg.status = "canceled" if quickest else _unanswered(line.officer)
        if quickest is None:
            statuses = {line.leg.status for line in lines}
            dial.status = statuses.pop() if len(statuses) == 1 else "no-answer"  # also when nobody was named
            return
        quickest.leg.status = dial.status = "completed"
        quickest.call.status = "in-progress"
        noun = nouns[quickest.leg.number]
        url = noun.get("url")
        if url is None or await self._run_leg(
            quickest, self._resolve(base, url), noun.get("method", "POST").upper()
        ):
            dial.bridged = True
            self._log.add(EventKind.BRIDGED, f"{quickest.leg.number} and the caller are connected")
            dial.talked_s = quickest.officer.talks_s
            await wait(dial.talked_s)
            dial.caller_left = not quickest.officer.hangs_up_first
        else:
            self._log.add(EventKind.DECLINED, f"{quickest.leg.number} does not take the call")

    def _line(self, number: str, caller: LiveCall) -> OnLine:
        call = LiveCall("CA" + secrets.token_hex(16), caller.caller, number)
        self._register(call)
        leg = Leg(number, call.sid)
        return OnLine(leg, call, self._officers.leg(number), self._webhooks.of_leg(call.sid, number))

    async def _report(self, line: OnLine, noun: Element, base: str) -> None:
        callback = noun.get("statusCallback")
        if not callback:
            return
        try:
            await line.webhooks.notify(self._resolve(base, callback), CallStatus=line.leg.status)
        except WebhookError as error:
            self._log.problem(str(error), _STATUS_CALLBACK_FAILED)


def _unanswered(officer: OfficerLeg) -> str:
    match officer.behaviour:
        case Behaviour.DECLINE:
            return "busy"
        case Behaviour.BUSY | Behaviour.FAILED:
            return officer.behaviour.value
        case _:
            return "no-answer"


def _text(element: Element) -> str:
    return " ".join((element.text or "").split())
