"""Saying a sentence: read it, find it in the cache or synthesise it, and change voices when one fails."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from voice import mulaw
from voice.breaker import CircuitBreaker
from voice.cache import AudioCache
from voice.edge import EdgeSynthesizer
from voice.espeak import EspeakSynthesizer
from voice.loudness import for_telephone
from voice.reading import read
from voice.speech import SynthesisError, Synthesizer

DEADLINE_S: Final = 7.0
"""For one voice and one sentence, above every voice's own time-outs: no voice can hold up the others."""

VOICES: Final[Mapping[str, Callable[[], Synthesizer]]] = MappingProxyType(
    {"edge": EdgeSynthesizer, "espeak": EspeakSynthesizer}
)
"""What may stand in the setting VOICE."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it goes to the telephone."""

    mulaw: bytes
    """μ-law at 8 kHz, whole frames of 20 ms."""
    voice: str
    """Name of the voice that speaks."""
    cached: bool
    """Whether it was there already."""
    synthesis_ms: float
    """From the request to the finished audio, failed voices included."""


class Mouth:
    """Speaks in the first of its voices that can; safe for any number of calls in one event loop."""

    def __init__(
        self,
        synthesizers: Sequence[Synthesizer],
        cache: AudioCache,
        *,
        deadline_s: float = DEADLINE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`synthesizers` in order of preference; `clock` in seconds drives the circuit breakers."""
        if not synthesizers:
            raise ValueError("a mouth needs at least one voice")
        self._voices = [(synthesizer, CircuitBreaker(clock)) for synthesizer in synthesizers]
        self._cache = cache
        self._deadline = deadline_s
        self._clock = clock
        self._speaking: dict[str, asyncio.Task[Said]] = {}

    async def say(self, text: str) -> Said:
        """`text` as telephone audio. Raises SynthesisError if every voice failed, ValueError for no words.

        Whoever asks for a sentence that is being made already waits for that one; giving up waiting does not
        stop it for the others.
        """
        words = read(text)
        if not words:
            raise ValueError(f"there is nothing to say in {text!r}")
        task = self._speaking.get(words)
        if task is None:
            task = self._speaking[words] = asyncio.create_task(self._say(words))
            task.add_done_callback(lambda done: self._finish(words, done))
        return await asyncio.shield(task)

    def _finish(self, words: str, task: asyncio.Task[Said]) -> None:
        del self._speaking[words]
        if not task.cancelled():
            task.exception()  # seen, also when every waiter has gone

    async def _say(self, words: str) -> Said:
        start = self._clock()
        failures: list[str] = []
        resting = []
        # A rendering is looked for voice by voice, so that one of a fallback serves only while the voices
        # before it fail, and the preferred voice is heard again as soon as it can speak.
        for synthesizer, breaker in self._voices:
            if payload := await asyncio.to_thread(self._cache.get, words, synthesizer.fingerprint):
                return Said(payload, synthesizer.name, True, self._ms_since(start))
            if not breaker.allows():
                resting.append((synthesizer, breaker))
            elif payload := await self._synthesize(synthesizer, breaker, words, failures):
                return Said(payload, synthesizer.name, False, self._ms_since(start))
        # Better a voice that has just failed than silence.
        for synthesizer, breaker in resting:
            if payload := await self._synthesize(synthesizer, breaker, words, failures):
                return Said(payload, synthesizer.name, False, self._ms_since(start))
        raise SynthesisError("no voice could speak: " + "; ".join(failures))

    async def _synthesize(
        self, synthesizer: Synthesizer, breaker: CircuitBreaker, words: str, failures: list[str]
    ) -> bytes | None:
        try:
            async with asyncio.timeout(self._deadline):
                speech = await synthesizer.synthesize(words)
            payload = await asyncio.to_thread(lambda: mulaw.encode(for_telephone(speech)))
        except (SynthesisError, TimeoutError) as error:
            breaker.failed()
            reason = str(error) or f"took more than {self._deadline:g} s"
            log.warning("Voice %s failed: %s", synthesizer.name, reason)
            failures.append(f"{synthesizer.name}: {reason}")
            return None
        except BaseException:
            breaker.abandoned()
            raise
        if not payload:
            breaker.failed()
            failures.append(f"{synthesizer.name}: only silence")
            return None
        breaker.succeeded()
        await asyncio.to_thread(self._cache.put, words, synthesizer.fingerprint, payload)
        return payload

    def _ms_since(self, start: float) -> float:
        return (self._clock() - start) * 1000


def build_mouth(voices: Sequence[str], folder: Path) -> Mouth:
    """A mouth with the named voices in order of preference, its cache below `folder`.

    Raises ValueError for an unknown name. A voice that cannot be loaded is left out with a warning as long as
    another one is left; raises SynthesisError when none is.
    """
    unknown = [name for name in voices if name not in VOICES]
    if unknown or not voices:
        named = ", ".join(map(repr, unknown)) or "(none given)"
        raise ValueError(f"unknown voice {named}; choose from {', '.join(sorted(VOICES))}")
    loaded: list[Synthesizer] = []
    failures = []
    for name in dict.fromkeys(voices):
        try:
            loaded.append(VOICES[name]())
        except SynthesisError as error:
            log.warning("Voice %s is not available: %s", name, error)
            failures.append(f"{name}: {error}")
    if not loaded:
        raise SynthesisError("no voice is available: " + "; ".join(failures))
    return Mouth(loaded, AudioCache(folder))
