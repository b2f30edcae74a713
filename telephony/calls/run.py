"""The life of a call, whatever carries it: media in, a clock that never stops, the outcome, its record.

A carrier gives a line to speak on, the events of its media connection and a way to hand the caller over. It
guarantees that the closing of that connection, for any reason, leads the caller to a person.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from telephony import logs
from telephony.calls.line import Line
from telephony.metrics import CALLS_ACTIVE
from telephony.records.journal import Journal
from telephony.records.outcome import Ending, Outcome, TransferReason
from telephony.records.record import CallRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Audio:
    """The next bytes of the caller's channel."""

    codes: bytes


@dataclass(frozen=True, slots=True)
class Marked:
    """Everything sent before this mark was played, or cleared."""

    name: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the telephone, one of 0-9, * and #."""

    key: str


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """The carrier says that the media connection is over, as when the caller hangs up."""


MediaEvent = Audio | Marked | Key | CallerLeft
Media = AsyncIterator[MediaEvent]
"""What comes in on the line; it ends without CallerLeft when the connection was lost."""

HandOver = Callable[[CallRecord, TransferReason, str | None], Awaitable[bool]]
"""Takes a caller, for a reason and in a field of the handbook, to the officers. False when the carrier could
not be told: the way behind the media connection must then lead to a person."""


class Conversing(Protocol):
    """What the life of a call needs of its conversation; see Conversation."""

    @property
    def outcome(self) -> Outcome: ...

    @property
    def transfer(self) -> TransferReason | None: ...

    @property
    def field(self) -> str | None: ...

    def hear(self, codes: bytes) -> None: ...

    def silence(self, ms: float) -> None: ...

    def marked(self, name: str) -> None: ...

    def pressed(self, key: str) -> None: ...

    async def run(self) -> None: ...


@dataclass(frozen=True, slots=True)
class WatchdogLimits:
    """Real time, since audio time stands still with the audio."""

    no_media_s: float = 0.2
    """Without media for so long the caller is taken to be silent: muted telephones and gateways that suppress
    silence send nothing at all. Ten frames; networks that deliver late seldom hold back more."""
    tick_s: float = 0.1
    """How often that is looked at."""
    longest_s: float = 20 * 60.0
    """Above the policy's own limit, which ends a call politely."""


class Calls:
    """All calls going on."""

    def __init__(
        self,
        journal: Journal,
        converse: Callable[[Line, CallRecord], Conversing],
        limits: WatchdogLimits | None = None,
    ) -> None:
        self._journal = journal
        self._converse = converse
        self._limits = limits or WatchdogLimits()
        self._going_on: list[str] = []

    @property
    def active(self) -> int:
        """Conversations going on now."""
        return len(self._going_on)

    def is_going_on(self, call_sid: str) -> bool:
        """Whether this call has a conversation now."""
        return call_sid in self._going_on

    async def run(self, record: CallRecord, line: Line, media: Media, hand_over: HandOver) -> None:
        """Conducts one call to its end; raises nothing, for a fault is an outcome too."""
        self._going_on.append(record.call_sid)
        CALLS_ACTIVE.inc()
        outcome: Outcome | None = Outcome(Ending.FAILED)
        with logs.about(record.call_sid):
            try:
                outcome = await self._conduct(record, line, media, hand_over)
            except Exception:
                log.exception("call %s broke off; the caller is connected to a person", record.call_sid)
            finally:
                self._going_on.remove(record.call_sid)
                CALLS_ACTIVE.dec()
                if outcome is not None:
                    self._journal.close(record, outcome)

    async def _conduct(
        self, record: CallRecord, line: Line, media: Media, hand_over: HandOver
    ) -> Outcome | None:
        """The outcome; None when the transfer under way will know it."""
        conversation = self._converse(line, record)
        outcome = await self._talk(conversation, media)
        reason = conversation.transfer
        if outcome.ending is not Ending.TRANSFERRED or reason is None:
            return outcome
        if await hand_over(record, reason, conversation.field):
            return None
        return Outcome(Ending.TRANSFER_FAILED, reason)

    async def _talk(self, conversation: Conversing, media: Media) -> Outcome:
        """Reads and talks until either is over, or takes too long; trouble in either is raised."""
        heard = _Hearing(conversation, self._limits)
        talking = asyncio.create_task(conversation.run())
        reading = asyncio.create_task(heard.read(media))
        ticking = asyncio.create_task(heard.fill_silence())
        tasks = (talking, reading, ticking)
        try:
            async with asyncio.timeout(self._limits.longest_s):
                over, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in over:
                task.result()
            if talking not in over and not reading.result():
                log.error("a stream was lost without the carrier's word; the caller is connected to a person")
                return Outcome(Ending.STREAM_LOST)
        except TimeoutError:
            log.error("a call was stuck and is ended; the caller is connected to a person")
            return Outcome(Ending.STUCK)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return conversation.outcome


class _Hearing:
    """Hands media to a conversation, and silence where there is none."""

    def __init__(self, conversation: Conversing, limits: WatchdogLimits) -> None:
        self._conversation = conversation
        self._limits = limits
        self._quiet_s = 0.0

    async def read(self, media: Media) -> bool:
        """Whether the carrier said that the connection is over."""
        async for event in media:
            match event:
                case Audio(codes):
                    self._quiet_s = 0.0
                    self._conversation.hear(codes)
                    # Frames that have piled up are there at once: other calls have their turn between them.
                    await asyncio.sleep(0)
                case Marked(name):
                    self._conversation.marked(name)
                case Key(key):
                    self._conversation.pressed(key)
                case CallerLeft():
                    return True
        return False

    async def fill_silence(self) -> None:
        """The audio is the conversation's clock, which must go on without audio too.

        Time is counted in ticks, not by the clock on the wall: after a moment in which something held the
        loop, the frames of that moment lie unread, and are no silence.
        """
        told = False
        while True:
            await asyncio.sleep(self._limits.tick_s)
            told = told and self._quiet_s > 0.0
            self._quiet_s += self._limits.tick_s
            if self._quiet_s >= self._limits.no_media_s:
                missing_s = self._limits.tick_s if told else self._quiet_s
                self._conversation.silence(missing_s * 1000)
                told = True
