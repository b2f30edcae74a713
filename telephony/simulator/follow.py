"""Following a call's TwiML verb by verb, as Twilio does.

Twilio docs, "TwiML for Programmable Voice": verbs run in document order; the answer to an `action`, and
<Redirect>, replace the document for good; the end of the document hangs up.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from telephony.simulator import twiml
from telephony.simulator.address import Address
from telephony.simulator.clock import Clock
from telephony.simulator.dialing import Dialing
from telephony.simulator.ending import CallOver, caller_hung_up, ending
from telephony.simulator.media_stream import LineEnd
from telephony.simulator.person import HangUp
from telephony.simulator.rest import LiveCall
from telephony.simulator.sockets import StreamTarget
from telephony.simulator.timeline import CallLog, Ended, EventKind
from telephony.simulator.twiml import Document, TwimlError
from telephony.simulator.utterance import Utterance
from telephony.simulator.webhooks import WebhookError, Webhooks
from voice.mulaw import FRAME_MS, TELEPHONE_RATE

MAX_DOCUMENTS = 30
"""Documents after which a call is taken to be going round in circles."""

_SLICE_S = 0.1
_REACTION_S = 0.5
"""From the end of a menu to the key."""


class Redirected(Exception):
    """The REST API has given the call other instructions in the midst of a document."""


class Keypad(Protocol):
    """Whoever holds the telephone while TwiML runs on it."""

    def keys(self) -> str:
        """What is pressed now that keys are asked for; empty for none."""
        ...

    def message(self) -> Utterance | None:
        """What is said after the beep; None to hang up instead."""
        ...


Connect = Callable[[StreamTarget], Awaitable[tuple[LineEnd, HangUp | None]]]
"""Puts the caller on a stream and gives what ended it."""


class Follower:
    """One line's way through its documents: the caller's, or an officer's before the bridge."""

    def __init__(
        self,
        webhooks: Webhooks,
        address: Address,
        connect: Connect | None,
        dialing: Dialing | None,
        keypad: Keypad,
        call: LiveCall,
        log: CallLog,
        clock: Clock,
        hears: Callable[[str], None] = lambda _: None,
        ring_patience_s: float = float("inf"),
        still_there: Callable[[], bool] = lambda: True,
    ) -> None:
        """Without `connect` or `dialing` those verbs are skipped, as on an officer's line.

        `hears` is told what is said on the line, which ends when `still_there` becomes false.
        """
        self._webhooks = webhooks
        self._address = address
        self._connect = connect
        self._dialing = dialing
        self._keypad = keypad
        self._call = call
        self._log = log
        self._clock = clock
        self._hears = hears
        self._ring_patience_s = ring_patience_s
        self._still_there = still_there
        self._ringing_since: float | None = None
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

    @property
    def caller_waits(self) -> bool:
        """Whether the caller still lets it ring."""
        since = self._ringing_since
        return since is None or self._clock.now() - since < self._ring_patience_s

    async def follow(self, url: str) -> tuple[Ended, str]:
        """Asks `url` what to do with the incoming call and does it; gives how the call ended, and why."""
        try:
            if await self._follow(url, "POST"):
                return self._ended(Ended.ENDED_BY_HELPLINE, "the TwiML was at its end")
            return (
                Ended.FAILED,
                f"the call went through {MAX_DOCUMENTS} documents: does one lead back to another?",
            )
        except CallOver as over:
            return over.ended, over.reason
        except (WebhookError, TwimlError) as error:
            self._log.problem(str(error), error.code)
            return self._ended(Ended.FAILED, str(error))

    async def brief(self, url: str, method: str) -> bool:
        """Runs the TwiML of an officer's line; whether it came to its end, so that the two are connected."""
        try:
            return await self._follow(url, method)
        except CallOver:
            return False
        except (WebhookError, TwimlError) as error:
            self._log.problem(str(error), error.code)
            return False

    async def _follow(self, url: str, method: str) -> bool:
        """Whether the documents came to an end."""
        document: Document | None = await self._fetch(url, method)
        for _ in range(MAX_DOCUMENTS):
            assert document is not None
            try:
                document = await self._run(document)
            except Redirected:
                document = await self._redirected()
            if document is None:
                return True
        return False

    async def _redirected(self) -> Document:
        redirect, self._call.redirect = self._call.redirect, None
        assert redirect is not None
        self._log.add(EventKind.REDIRECTED, "the helpline gave the call other instructions")
        if redirect.url:
            return await self._fetch(redirect.url, redirect.method)
        return twiml.read("", "text/xml", redirect.twiml.encode())

    async def _run(self, document: Document) -> Document | None:
        for verb in document.verbs:
            if complaint := twiml.warning(verb):
                self._log.problem(complaint, 12200)
            perform = self._verbs.get(verb.tag)
            if perform is None:
                continue
            self._note(verb)
            if following := await perform(verb, document):
                return following
            self._check()
        return None

    def _note(self, verb: Element) -> None:
        kind = EventKind.BRIEFED if self._dialing is None else EventKind.VERB
        self._log.add(kind, twiml.describe(verb), verb=verb.tag)

    async def _fetch(self, url: str, method: str = "POST", **parameters: str) -> Document:
        self._check()
        asked = self._clock.now()
        parameters = {"CallStatus": self._call.status, **parameters}
        document = await self._webhooks.document(url, method, **parameters)
        if document.url != url:
            self._log.problem(f"{url} failed, and the number's fallback took over", 11200)
        self._log.answered()
        if self._call.status == "ringing":
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
        if self._connect is None:
            self._log.problem("an officer's line takes no <Connect>; skipped", 12200)
            return None
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
            raise CallOver(*caller_hung_up(hang_up))
        self._check()
        return await self._action(verb, document) if "action" in verb.attrib else None

    async def _dial(self, verb: Element, document: Document) -> Document | None:
        if self._dialing is None:
            self._log.problem("an officer's line takes no <Dial>; skipped", 13201)
            return None
        if self._ringing_since is None:
            self._ringing_since = self._clock.now()
        dial = await self._dialing.dial(
            verb, _seconds(verb, "timeout", 30.0), self._call, self._wait_ringing, document.url
        )
        left = dial.caller_left or (not dial.bridged and not self.caller_waits)
        if left:
            self._call.status = "completed"
        parameters = {"DialCallStatus": dial.status, "DialBridged": str(dial.bridged).lower()}
        if dial.legs:
            answered = next((leg for leg in dial.legs if leg.status == "completed"), dial.legs[-1])
            parameters["DialCallSid"] = answered.sid
        if dial.bridged:
            parameters["DialCallDuration"] = str(round(dial.talked_s))
            self._ringing_since = None
        following = await self._action(verb, document, **parameters) if "action" in verb.attrib else None
        if left and dial.bridged:
            raise CallOver(*self._ended(Ended.TRANSFERRED, "the caller hung up"))
        if left:
            raise CallOver(Ended.LEFT_WHILE_RINGING, "the caller hung up while the telephones rang")
        return following

    async def _wait_ringing(self, seconds: float) -> bool:
        end = self._clock.now() + seconds
        while (now := self._clock.now()) < end:
            if not self.caller_waits:
                return False
            await self._clock.sleep_until(min(end, now + _SLICE_S))
            self._check()
        return self.caller_waits

    async def _gather(self, verb: Element, document: Document) -> Document | None:
        for child in verb:
            if child.tag in ("Say", "Play", "Pause"):
                self._note(child)
                await self._verbs[child.tag](child, document)
        keys = self._keypad.keys()
        if keys:
            await self._wait(_REACTION_S)
            digits = keys[: int(_seconds(verb, "numDigits", len(keys)))]
            who = "the officer" if self._dialing is None else "the caller"
            self._log.add(EventKind.DTMF, f"{who} pressed {digits}", key=digits)
            return await self._action(verb, document, Digits=digits)
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
            seconds = size / TELEPHONE_RATE if content_type.startswith("audio/") else 0.0
            self._hears(f"audio of {seconds:.0f} s")
            self._log.add(
                EventKind.WEBHOOK, f"GET {urlsplit(url).path}", url=url, type=content_type, bytes=size
            )
            await self._wait(seconds)
        return None

    async def _record(self, verb: Element, document: Document) -> Document | None:
        message = self._keypad.message()
        if message is None:
            raise CallOver(Ended.RECORDER, "the caller was asked to leave a message, and hung up")
        seconds = len(message.frames) * FRAME_MS / 1000
        self._log.add(EventKind.MESSAGE, f"the caller left a message: {message.label}", seconds=seconds)
        await self._wait(seconds)
        if "action" not in verb.attrib:
            return None
        sid = "RE" + self._call.sid[2:]
        parameters = {"RecordingSid": sid, "RecordingDuration": str(round(seconds)), "Digits": "#"}
        return await self._action(verb, document, **parameters)

    async def _redirect(self, verb: Element, document: Document) -> Document | None:
        url = self._address.resolve(document.url, verb.text or "")
        return await self._fetch(url, verb.get("method", "POST").upper())

    async def _reject(self, verb: Element, document: Document) -> Document | None:
        reason = verb.get("reason", "rejected")
        raise CallOver(Ended.ENDED_BY_HELPLINE, f"the helpline did not take the call (<Reject>, {reason})")

    async def _say(self, verb: Element, document: Document) -> Document | None:
        self._hears(" ".join((verb.text or "").split()))
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
        if not self._still_there():
            raise CallOver(Ended.LEFT_WHILE_RINGING, "the caller hung up")
        if self._call.redirect:
            raise Redirected

    def _ended(self, otherwise: Ended, how: str) -> tuple[Ended, str]:
        return ending(self._log.timeline, otherwise, how)


def _seconds(verb: Element, name: str, default: float) -> float:
    try:
        return max(0.0, float(verb.get(name, default)))
    except ValueError:
        return default
