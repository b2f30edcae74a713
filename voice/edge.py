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
from voice.speech import Speech, SynthesisError

HOAI_MY: Final = "vi-VN-HoaiMyNeural"
"""Female, Northern."""
NAM_MINH: Final = "vi-VN-NamMinhNeural"
"""Male, Northern."""

_RATE = 24_000  # what the service sends: audio-24khz-48kbitrate-mono-mp3


@dataclass(frozen=True, slots=True)
class EdgeTimeouts:
    """How long to wait, in seconds; the caller hears silence meanwhile."""

    first_audio: float = 2.0
    """From the request to the first bytes, connection and TLS included; usually 0.3 to 0.8 s."""
    stall: float = 1.5
    """Between two pieces of audio."""
    total: float = 6.0
    """For a whole sentence."""


class EdgeSynthesizer:
    """One neural voice of the service."""

    name = "edge"

    def __init__(
        self, voice: str = HOAI_MY, *, percent_faster: int = 0, timeouts: EdgeTimeouts | None = None
    ) -> None:
        self._voice = voice
        self._rate = f"{percent_faster:+d}%"
        self._timeouts = timeouts or EdgeTimeouts()

    @property
    def fingerprint(self) -> str:
        return f"edge {self._voice} {self._rate}"

    async def synthesize(self, text: str) -> Speech:
        """Says `text`. Raises SynthesisError when the service refuses, stalls, drops, or sends no audio."""
        mp3 = await self._fetch(text)
        try:
            samples = await asyncio.to_thread(audio.read, io.BytesIO(mp3), _RATE)
        except audio.AudioError as error:
            raise SynthesisError(f"{self._voice} sent {len(mp3)} bytes that are no audio") from error
        return Speech(samples, _RATE)

    async def _fetch(self, text: str) -> bytes:
        client = edge_tts.Communicate(text, self._voice, rate=self._rate)
        received = bytearray()
        waits = self._timeouts
        end = asyncio.get_running_loop().time() + waits.total
        try:
            async with (
                asyncio.timeout(waits.first_audio) as patience,
                contextlib.aclosing(client.stream()) as stream,
            ):
                async for message in stream:
                    if message["type"] == "audio":
                        received += message["data"]
                        patience.reschedule(min(end, asyncio.get_running_loop().time() + waits.stall))
        except TimeoutError as error:
            got = f"stalled after {len(received)} bytes" if received else "sent nothing"
            raise SynthesisError(f"{self._voice} {got} (waiting {waits})") from error
        # The client parses what the service sends without checking it, so anything may come out of it.
        except Exception as error:
            raise SynthesisError(f"{self._voice} failed: {type(error).__name__}: {error}") from error
        # A connection dropped in the middle ends the client's stream like a finished one. Only the service's
        # "turn.end" makes it count the bytes, and half a sentence must not reach a caller.
        if client.state["cumulative_audio_bytes"] != len(received):
            raise SynthesisError(f"{self._voice} dropped the connection after {len(received)} bytes")
        return bytes(received)
