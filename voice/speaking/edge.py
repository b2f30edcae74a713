"""The neural voices of Microsoft Edge's read-aloud service, over the network and without a promise.

The service is free and unofficial: it fails at random ("No audio was received") and may be refused or stall.
Whatever happens becomes a SynthesisError in time for another voice to speak.
"""

import asyncio
import contextlib
import io
from dataclasses import dataclass
from typing import Final

import edge_tts

from voice import audio
from voice.speaking.hedging import hedged
from voice.speaking.speech import Speech, SynthesisError
from voice.threads import Threads

HOAI_MY: Final = "vi-VN-HoaiMyNeural"
"""Female, Northern."""
NAM_MINH: Final = "vi-VN-NamMinhNeural"
"""Male, Northern."""

_RATE = 24_000  # what the service sends: audio-24khz-48kbitrate-mono-mp3
_ATTEMPTS = 2  # a service that fails twice in a row has more than an accident
_DECODING = Threads(2, "edge")


@dataclass(frozen=True, slots=True)
class EdgeTimeouts:
    """How long to wait, in seconds; the caller hears silence meanwhile."""

    hedge: float = 0.8
    """From a request to its first bytes before a second request is sent beside it; usually 0.3 to 0.8 s."""
    first_audio: float = 1.7
    """From a request to its first bytes, connection and TLS included."""
    stall: float = 1.0
    """Between two pieces of audio."""
    total: float = 2.5
    """For a whole sentence, all requests included; the service sends one in well under its spoken length."""


UNHURRIED: Final = EdgeTimeouts(hedge=3.0, first_audio=8.0, stall=8.0, total=30.0)
"""When nobody waits on the line."""


class EdgeSynthesizer:
    """One neural voice of the service."""

    name = "edge"
    is_local = False

    def __init__(
        self, voice: str = HOAI_MY, *, percent_faster: int = 0, timeouts: EdgeTimeouts | None = None
    ) -> None:
        self._voice = voice
        self._percent_faster = percent_faster
        self._timeouts = timeouts or EdgeTimeouts()

    @property
    def fingerprint(self) -> str:
        return f"edge {self._voice} {self._percent_faster:+d}%"

    async def synthesize(self, text: str) -> Speech:
        """Says `text`. Raises SynthesisError when the service refuses, stalls, drops, or sends no audio."""
        total = self._timeouts.total
        try:
            async with asyncio.timeout(total):
                return await hedged(
                    lambda alive: self._attempt(text, alive), attempts=_ATTEMPTS, after=self._timeouts.hedge
                )
        except TimeoutError as error:
            raise SynthesisError(f"{self._voice} was not done after {total:g} s") from error

    def at(self, pace: float) -> "EdgeSynthesizer":
        percent = round((100 + self._percent_faster) * pace - 100)
        return EdgeSynthesizer(self._voice, percent_faster=percent, timeouts=self._timeouts)

    async def _attempt(self, text: str, alive: asyncio.Event) -> Speech:
        mp3 = await self._fetch(text, alive)
        try:
            samples = await _DECODING.run(audio.read, io.BytesIO(mp3), _RATE)
        except audio.AudioError as error:
            raise SynthesisError(f"{self._voice} sent {len(mp3)} bytes that are no audio") from error
        return Speech(samples, _RATE)

    async def _fetch(self, text: str, alive: asyncio.Event) -> bytes:
        # The client looks up names, proxies and .netrc in the threads that asyncio shares, and cannot be told
        # otherwise: while those are all busy, the time-outs below end in another voice.
        client = edge_tts.Communicate(text, self._voice, rate=f"{self._percent_faster:+d}%")
        received = bytearray()
        waits = self._timeouts
        try:
            async with (
                asyncio.timeout(waits.first_audio) as patience,
                contextlib.aclosing(client.stream()) as stream,
            ):
                async for message in stream:
                    if message["type"] == "audio":
                        alive.set()
                        received += message["data"]
                        patience.reschedule(asyncio.get_running_loop().time() + waits.stall)
        except TimeoutError as error:
            got = (
                f"stalled {waits.stall:g} s after {len(received)} bytes"
                if received
                else f"sent nothing for {waits.first_audio:g} s"
            )
            raise SynthesisError(f"{self._voice} {got}") from error
        # The client parses what the service sends without checking it, so anything may come out of it.
        except Exception as error:
            raise SynthesisError(f"{self._voice} failed: {type(error).__name__}: {error}") from error
        # A connection dropped in the middle ends the client's stream like a finished one. Only the service's
        # "turn.end" makes it count the bytes, and half a sentence must not reach a caller.
        if client.state["cumulative_audio_bytes"] != len(received):
            raise SynthesisError(f"{self._voice} dropped the connection after {len(received)} bytes")
        return bytes(received)
