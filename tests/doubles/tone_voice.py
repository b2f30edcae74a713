"""A synthesiser that says every text as a tone, and fails, hangs or waits as told."""

import asyncio

import numpy as np

from voice.speaking.speech import Speech, SynthesisError

_RATE = 16_000


class ToneVoice:
    """Half a second of `frequency` Hz for any text; make it inside the event loop it speaks in."""

    def __init__(self, name: str, frequency: float = 500.0, *, is_local: bool = False) -> None:
        self.name = name
        self.fingerprint = f"{name} 1"
        self.is_local = is_local
        self.texts: list[str] = []
        """What it was given, also what it then failed on."""
        self.begun = asyncio.Event()
        self.failing = False
        self.hanging = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.loudness = 0.3
        self._frequency = frequency

    async def synthesize(self, text: str) -> Speech:
        self.texts.append(text)
        self.begun.set()
        await self.gate.wait()
        if self.hanging:
            await asyncio.Event().wait()
        if self.failing:
            raise SynthesisError("out of order")
        t = np.arange(_RATE // 2) / _RATE
        return Speech((self.loudness * np.sin(2 * np.pi * self._frequency * t)).astype(np.float32), _RATE)

    def at(self, pace: float) -> "ToneVoice":
        return self
