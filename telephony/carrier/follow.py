"""Following a call's TwiML verb by verb, as Twilio does.

Twilio docs, "TwiML for Programmable Voice": verbs run in document order; the answer to an `action`, and
<Redirect>, replace the document for good; the end of the document hangs up.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from telephony.carrier import twiml
from telephony.carrier.address import Address
from telephony.carrier.clock import Clock
from telephony.carrier.line import LineEnd, StreamTarget
from telephony.carrier.person import HangUp
from telephony.carrier.rest import LiveCall
from telephony.carrier.timeline import CallLog, Dial, Ended, EventKind
from telephony.carrier.twiml import Document, TwimlError
from telephony.carrier.webhooks import WebhookError, Webhooks

MAX_DOCUMENTS = 30
"""Documents after which a call is taken to be going round in circles."""

_SLICE_S = 0.1


class CallOver(Exception):
    """The call has ended in the midst of a document."""

    def __init__(self, ended: Ended, reason: str) -> None:
        super().__init__(reason)
        self.ended = ended
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OfficerLeg:
    """How the officer's telephone answers a <Dial>."""

    status: str = "no-answer"
    """Twilio's DialCallStatus: completed, answered, busy, no-answer, failed or canceled."""
    rings_s: float = 2.0
    """How long it takes; never longer than the verb's own timeout."""


Connect = Callable[[StreamTarget], Awaitable[tuple[LineEnd, HangUp | None]]]
"""Puts the caller on a stream and gives what ended it."""


class Follower:
    """One call's way through its documents."""

    def __init__(
        self,
        webhooks: Webhooks,
        address: Address,
        connect: Connect,
        officer: OfficerLeg,
        call: LiveCall,
        log: CallLog,
        clock: Clock,
    ) -> None:
        self._webhooks = webhooks
        self._address = address
        self._connect = connect
        self._officer = officer
        self._call = call
        self._log = log
        self._clock = clock
        self._verbs: dict[str, Callable[[Element, Document], Awaitable[Document | None]]] = {
            "Connect": self._connect_verb,
            "Dial": self._dial,
            "Gather": self._gather,
            "Hangup": self._hangup,
            "Pause": self._pause,
            "Play": self._play,
            "Record": self._record,
            "Redirect": self._redirect,
            "Reject": self._reject,
            "Say": self._say,
        }

    async def follow(self, url: str) -> tuple[Ended, str]:
        """Asks `url` what to do with the incoming call and does it; gives how the call ended, and why."""
        try:
            document = await self._fetch(url)
            for _ in range(MAX_DOCUMENTS):
                following = await self._run(document)
                if following is None:
                    return self._ended(Ended.ENDED_BY_HELPLINE, "the TwiML was at its end")
                document = following
            return (
                Ended.FAILED,
                f"the call went through {MAX_DOCUMENTS} documents: does one lead back to another?",
            )
        except CallOver as over:
            return over.ended, over.reason
        except (WebhookError, TwimlError) as error:
            self._log.problem(str(error), error.code)
            return self._ended(Ended.FAILED, str(error))

    async def _run(self, document: Document) -> Document | None:
        for verb in document.verbs:
            if complaint := twiml.warning(verb):
                self._log.problem(complaint, 12200)
            perform = self._verbs.get(verb.tag)
            if perform is None:
                continue
            self._log.add(EventKind.VERB, twiml.describe(verb), verb=verb.tag)
            if following := await perform(verb, document):
                return following
            self._check()
        return None

    async def _fetch(self, url: str, method: str = "POST", **parameters: str) -> Document:
        self._check()
        asked = self._clock.now()
        document = await self._webhooks.document(url, method, CallStatus=self._call.status, **parameters)
        self._log.answered()
        if not self._call.hung_up:
            self._call.status = "in-progress"
        path = urlsplit(url).path
        took_ms = (self._clock.now() - asked) * 1000
        self._log.add(EventKind.WEBHOOK, f"{method} {path}", url=url, took_ms=took_ms, parameters=parameters)
        self._check()
        return document

    async def _action(self, verb: Element, document: Document, **parameters: str) -> Document:
        url = self._address.resolve(document.url, verb.get("action", ""))
        return await self._fetch(url, verb.get("method", "POST").upper(), **parameters)

    async def _connect_verb(self, verb: Element, document: Document) -> Document | None:
        stream = verb.find("Stream")
        if stream is None:
            self._log.problem("<Connect> without <Stream> is not followed by this stand-in; skipped", 12200)
            return None
        url = self._address.resolve(document.url, stream.get("url", ""))
        parts = urlsplit(url)
        if parts.scheme not in ("ws", "wss"):
            self._log.problem(f"the stream's URL {url!r} is not wss://", 31921)
            return None
        if parts.query:
            # Twilio docs, "<Stream>": the url does not support query string parameters.
            self._log.problem(
                "a stream's URL carries no query string: it was dropped; use <Parameter>", 12200
            )
            url = parts._replace(query="").geturl()
        parameters = {item.get("name", ""): item.get("value", "") for item in stream.findall("Parameter")}
        target = StreamTarget(
            self._address.reach(url), self._webhooks.signature(url), parameters, self._address.is_local
        )
        end, hang_up = await self._connect(target)
        if end is LineEnd.HUNG_UP_BY_CALLER:
            raise CallOver(*_caller_hung_up(hang_up))
        self._check()
        return await self._action(verb, document) if "action" in verb.attrib else None

    async def _dial(self, verb: Element, document: Document) -> Document | None:
        targets = [" ".join((verb.text or "").split())] if (verb.text or "").strip() else []
        for noun in verb:
            name = " ".join((noun.text or "").split())
            targets.append(name if noun.tag == "Number" else f"{noun.tag}: {name}")
        if not targets:
            self._log.problem("<Dial> names nobody to call", 13223)
        dial = Dial(self._log.t(), tuple(targets), self._officer.status)
        self._log.timeline.dials.append(dial)
        names = ", ".join(targets)
        self._log.add(EventKind.DIAL, f"dialling {names}", targets=targets, status=dial.status)
        await self._wait(min(self._officer.rings_s, _seconds(verb, "timeout", 30.0)))
        if "action" in verb.attrib:
            return await self._action(
                verb, document, DialCallStatus=dial.status, DialCallSid="CA" + secrets.token_hex(16)
            )
        return None

    async def _gather(self, verb: Element, document: Document) -> Document | None:
        """The caller presses nothing, so only the time-out is followed."""
        for child in verb:
            if child.tag in ("Say", "Play", "Pause"):
                self._log.add(EventKind.VERB, twiml.describe(child), verb=child.tag)
                await self._verbs[child.tag](child, document)
        await self._wait(_seconds(verb, "timeout", 5.0))
        if verb.get("actionOnEmptyResult", "false").lower() == "true":
            return await self._action(verb, document, Digits="")
        return None

    async def _hangup(self, verb: Element, document: Document) -> Document | None:
        raise CallOver(*self._ended(Ended.ENDED_BY_HELPLINE, "the helpline hung up with <Hangup>"))

    async def _pause(self, verb: Element, document: Document) -> Document | None:
        await self._wait(_seconds(verb, "length", 1.0))
        return None

    async def _play(self, verb: Element, document: Document) -> Document | None:
        if "digits" in verb.attrib:
            return None
        url = self._address.resolve(document.url, verb.text or "")
        try:
            content_type, size = await self._webhooks.media(url)
        except WebhookError as error:
            self._log.problem(str(error), error.code)
        else:
            self._log.add(
                EventKind.WEBHOOK, f"GET {urlsplit(url).path}", url=url, type=content_type, bytes=size
            )
        return None

    async def _record(self, verb: Element, document: Document) -> Document | None:
        raise CallOver(Ended.RECORDER, "the caller was asked to leave a message, and hung up")

    async def _redirect(self, verb: Element, document: Document) -> Document | None:
        url = self._address.resolve(document.url, verb.text or "")
        return await self._fetch(url, verb.get("method", "POST").upper())

    async def _reject(self, verb: Element, document: Document) -> Document | None:
        reason = verb.get("reason", "rejected")
        raise CallOver(Ended.ENDED_BY_HELPLINE, f"the helpline did not take the call (<Reject>, {reason})")

    async def _say(self, verb: Element, document: Document) -> Document | None:
        return None

    async def _wait(self, seconds: float) -> None:
        end = self._clock.now() + seconds
        while (now := self._clock.now()) < end:
            await self._clock.sleep_until(min(end, now + _SLICE_S))
            self._check()

    def _check(self) -> None:
        """Twilio runs no further verb once the call was ended through the REST API."""
        if self._call.hung_up:
            how = "the helpline ended the call through the REST API"
            self._log.add(EventKind.REST_HANGUP, how)
            raise CallOver(*self._ended(Ended.ENDED_BY_HELPLINE, how))

    def _ended(self, otherwise: Ended, how: str) -> tuple[Ended, str]:
        """A call that reached a <Dial> counts as transferred, however it went on from there."""
        if not self._log.timeline.dials:
            return otherwise, how
        dial = self._log.timeline.dials[-1]
        return Ended.TRANSFERRED, f"put through to {', '.join(dial.targets)}: {dial.status}; then {how}"


def _caller_hung_up(why: HangUp | None) -> tuple[Ended, str]:
    match why:
        case HangUp.UNANSWERED:
            return Ended.FAILED, "the helpline said nothing for too long and the caller hung up"
        case HangUp.LIMIT:
            return Ended.FAILED, "the call lasted longer than the caller had time for"
        case _:
            return Ended.ANSWERED_AND_HUNG_UP, "the caller had heard the last answer and hung up"


def _seconds(verb: Element, name: str, default: float) -> float:
    try:
        return max(0.0, float(verb.get(name, default)))
    except ValueError:
        return default
