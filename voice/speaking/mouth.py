"""Saying a sentence: read it, find it in the cache or synthesise it, and change voices when one fails."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from voice import mulaw
from voice.reading import read
from voice.speaking import voices
from voice.speaking.breaker import CircuitBreaker
from voice.speaking.cache import AudioCache
from voice.speaking.loudness import for_telephone
from voice.speaking.speech import SynthesisError, Synthesizer
from voice.speaking.voices import UnknownVoiceError

DEADLINE_S: Final = 3.0
"""For one voice and one sentence, just above a network voice's own time-outs: longer silence sounds like a
dead line, and no voice can hold up the others."""
UNHURRIED_DEADLINE_S: Final = 60.0
"""The same when nobody waits on the line."""

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
        self._speaking: dict[tuple[str, float], asyncio.Task[Said]] = {}

    async def say(self, text: str, pace: float = 1.0) -> Said:
        """`text` as telephone audio, at `pace` times the voice's usual speed.

        Raises SynthesisError if every voice failed, ValueError for no words.
        Whoever asks for a sentence that is being made already waits for that one; giving up waiting does not
        stop it for the others.
        """
        words = _words(text)
        key = (words, pace)
        task = self._speaking.get(key)
        if task is None:
            task = self._speaking[key] = asyncio.create_task(self._say(words, pace))
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    async def recite(self, texts: Iterable[str], pace: float = 1.0) -> AsyncIterator[Said]:
        """Sentence after sentence as in `say`; while one is being played the next is being made."""
        following: asyncio.Task[Said] | None = None
        try:
            for text in texts:
                ready = await following if following else None
                following = asyncio.create_task(self.say(text, pace))
                if ready:
                    yield ready
            if following:
                yield await following
        finally:
            if following:
                following.cancel()

    def holds(self, text: str, pace: float = 1.0) -> str | None:
        """Name of the most preferred voice that has said `text` before, None if none has."""
        words = _words(text)
        voices = (synthesizer for synthesizer, _ in self._voices)
        return next(
            (v.name for v in voices if self._cache.holds(words, _at(v, pace).fingerprint)),
            None,
        )

    def _finish(self, key: tuple[str, float], task: asyncio.Task[Said]) -> None:
        del self._speaking[key]
        if not task.cancelled():
            task.exception()  # seen, also when every waiter has gone

    async def _say(self, words: str, pace: float) -> Said:
        start = self._clock()
        failures: list[str] = []
        resting = []
        # A rendering is looked for voice by voice, so that one of a fallback serves only while the voices
        # before it fail, and the preferred voice is heard again as soon as it can speak.
        for usual, breaker in self._voices:
            synthesizer = _at(usual, pace)
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


def _words(text: str) -> str:
    words = read(text)
    if not words:
        raise ValueError(f"there is nothing to say in {text!r}")
    return words


def _at(synthesizer: Synthesizer, pace: float) -> Synthesizer:
    return synthesizer if pace == 1.0 else synthesizer.at(pace)


def build_mouth(
    names: Sequence[str], folder: Path, *, piper_voice: Path | None = None, hurried: bool = True
) -> Mouth:
    """A mouth with the named voices (see voice.voices) in order of preference, its cache below `folder`.

    `hurried` while callers wait. Raises UnknownVoiceError. A voice that cannot be loaded is left
    out with a warning as long as another one is left; raises SynthesisError when none is.
    """
    if not names:
        raise UnknownVoiceError(f"no voice is named; choose from {', '.join(voices.NAMES)}")
    loaded: list[Synthesizer] = []
    failures = []
    for name in dict.fromkeys(names):
        try:
            loaded.append(voices.load(name, piper_voice=piper_voice, hurried=hurried))
        except SynthesisError as error:
            log.warning("Voice %s is not available: %s", name, error)
            failures.append(f"{name}: {error}")
    if not loaded:
        raise SynthesisError("no voice is available: " + "; ".join(failures))
    deadline = DEADLINE_S if hurried else UNHURRIED_DEADLINE_S
    return Mouth(loaded, AudioCache(folder), deadline_s=deadline)
