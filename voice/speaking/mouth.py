"""Saying a sentence: read it, find it in the cache or synthesise it, and change voices when one fails.

A private sentence, one that holds a caller's words, takes another way: only voices of this machine are given
it, and it leaves no trace in the cache, in the log or in an error.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from voice import mulaw
from voice.reading import read
from voice.speaking import voices
from voice.speaking.breaker import CircuitBreaker
from voice.speaking.cache import AudioCache
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.loudness import for_telephone
from voice.speaking.speech import Speech, SynthesisError, Synthesizer
from voice.speaking.voices import UnknownVoiceError
from voice.threads import Threads

DEADLINE_S: Final = 3.0
"""For one voice and one sentence, just above a network voice's own time-outs: longer silence sounds like a
dead line, and no voice can hold up the others."""
UNHURRIED_DEADLINE_S: Final = 60.0
"""The same when nobody waits on the line."""

_READERS, _WRITERS, _ENCODERS = 2, 1, 2

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


class TextToSpeech(Protocol):
    """Says sentences as telephone audio."""

    async def say(self, text: str, pace: float = 1.0, *, private: bool = False) -> Said:
        """`text` at `pace` times the voice's usual speed; `private` for whatever holds a caller's words.

        Raises SynthesisError.
        """
        ...

    def close(self) -> None:
        """Nothing is said any more; may be called again."""
        ...


class Mouth:
    """Speaks in the first of its voices that can; safe for any number of calls in one event loop."""

    def __init__(
        self,
        synthesizers: Sequence[Synthesizer],
        cache: AudioCache,
        *,
        private_fallback: Synthesizer | None = None,
        deadline_s: float = DEADLINE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`synthesizers` in order of preference; `clock` in seconds drives the circuit breakers.

        `private_fallback` is a local voice that says private sentences, and only those, when no other can.
        """
        if not synthesizers:
            raise ValueError("a mouth needs at least one voice")
        if private_fallback and not private_fallback.is_local:
            raise ValueError(f"{private_fallback.name} is no voice of this machine")
        self._voices = [(synthesizer, CircuitBreaker(clock)) for synthesizer in synthesizers]
        self._local_voices = [(voice, breaker) for voice, breaker in self._voices if voice.is_local]
        if private_fallback:
            self._local_voices.append((private_fallback, CircuitBreaker(clock)))
        self._cache = cache
        self._deadline = deadline_s
        self._clock = clock
        self._speaking: dict[tuple[str, float], asyncio.Task[Said]] = {}
        # Apart, so that a known sentence waits neither for another to be stored nor for room to be made.
        self._reading = Threads(_READERS, "speech-read")
        self._writing = Threads(_WRITERS, "speech-write")
        self._encoding = Threads(_ENCODERS, "speech-encode")
        self._closed = False

    async def say(self, text: str, pace: float = 1.0, *, private: bool = False) -> Said:
        """`text` as telephone audio, at `pace` times the voice's usual speed.

        Raises SynthesisError if every voice failed or the mouth is closed, ValueError for no words.
        Whoever asks for a sentence that is being made already waits for that one; giving up waiting does not
        stop it for the others.

        `private` for whatever holds a caller's words: only voices of this machine are given it, it is neither
        looked for in the cache nor kept there, nobody shares it, and no log and no error quotes it.
        """
        if self._closed:
            raise SynthesisError("nothing is said any more: the service is stopping")
        words = _words(text)
        if private:
            return await self._say(words, pace, private=True)
        key = (words, pace)
        task = self._speaking.get(key)
        if task is None:
            task = self._speaking[key] = asyncio.create_task(self._say(words, pace, private=False))
            task.add_done_callback(lambda done: self._finish(key, done))
        return await asyncio.shield(task)

    async def recite(self, texts: Iterable[str], pace: float = 1.0) -> AsyncGenerator[Said, None]:
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

    async def holds(self, text: str, pace: float = 1.0) -> str | None:
        """Name of the most preferred voice that has said `text` before, None if none has."""
        words = _words(text)
        for synthesizer, _ in self._voices:
            if await self._reading.run(self._cache.holds, words, _at(synthesizer, pace).fingerprint):
                return synthesizer.name
        return None

    def close(self) -> None:
        """Lets what is being read, encoded or stored be finished and drops the rest; may be called again.

        From the event loop of the calls, which should be over: sentences still being made are cancelled.
        """
        self._closed = True
        for task in self._speaking.values():
            task.cancel()
        for threads in (self._reading, self._encoding, self._writing):
            threads.close()

    def _finish(self, key: tuple[str, float], task: asyncio.Task[Said]) -> None:
        del self._speaking[key]
        if not task.cancelled():
            task.exception()  # seen, also when every waiter has gone

    async def _say(self, words: str, pace: float, *, private: bool) -> Said:
        start = self._clock()
        failures: list[str] = []
        resting = []
        # A rendering is looked for voice by voice, so that one of a fallback serves only while the voices
        # before it fail, and the preferred voice is heard again as soon as it can speak.
        for usual, breaker in self._local_voices if private else self._voices:
            synthesizer = _at(usual, pace)
            if not private and (payload := await self._find(synthesizer, words)):
                return Said(payload, synthesizer.name, True, self._ms_since(start))
            if not breaker.allows():
                resting.append((synthesizer, breaker))
            elif payload := await self._synthesize(synthesizer, breaker, words, failures, private):
                return Said(payload, synthesizer.name, False, self._ms_since(start))
        # Better a voice that has just failed than silence.
        for synthesizer, breaker in resting:
            if payload := await self._synthesize(synthesizer, breaker, words, failures, private):
                return Said(payload, synthesizer.name, False, self._ms_since(start))
        if not failures:
            raise SynthesisError("no voice of this machine is there to say a private sentence")
        raise SynthesisError("no voice could speak: " + "; ".join(failures))

    async def _find(self, synthesizer: Synthesizer, words: str) -> bytes | None:
        return await self._reading.run(self._cache.get, words, synthesizer.fingerprint)

    async def _synthesize(
        self,
        synthesizer: Synthesizer,
        breaker: CircuitBreaker,
        words: str,
        failures: list[str],
        private: bool,
    ) -> bytes | None:
        try:
            async with asyncio.timeout(self._deadline):
                speech = await synthesizer.synthesize(words)
            payload = await self._encoding.run(_encode, speech)
        except Exception as error:  # also one that the voice did not foresee: another may speak
            breaker.failed()
            late = isinstance(error, TimeoutError)
            reason = f"took more than {self._deadline:g} s" if late else _reason(error, private)
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
        if not private:
            await self._writing.run(self._cache.put, words, synthesizer.fingerprint, payload)
        return payload

    def _ms_since(self, start: float) -> float:
        return (self._clock() - start) * 1000


def _words(text: str) -> str:
    words = read(text)
    if not words:
        raise ValueError("there is nothing to say: the text has no words")
    return words


def _encode(speech: Speech) -> bytes:
    return mulaw.encode(for_telephone(speech))


def _reason(error: Exception, private: bool) -> str:
    """Why a voice failed, for the log; what an error says of a private sentence may quote it."""
    kind = type(error).__name__
    if private:
        return kind
    return str(error) if isinstance(error, SynthesisError) else f"{kind}: {error}"


def _at(synthesizer: Synthesizer, pace: float) -> Synthesizer:
    return synthesizer if pace == 1.0 else synthesizer.at(pace)


def build_mouth(
    names: Sequence[str], folder: Path, *, piper_voice: Path | None = None, hurried: bool = True
) -> Mouth:
    """A mouth with the named voices (see voice.speaking.voices) by preference, its cache in `folder`.

    `hurried` while callers wait. Raises UnknownVoiceError. A voice that cannot be loaded is left
    out with a warning as long as another one is left; raises SynthesisError when none is.
    Where no voice of this machine is among them, espeak stands behind them for private sentences alone.
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
    fallback = None if any(voice.is_local for voice in loaded) else _private_fallback()
    return Mouth(loaded, AudioCache(folder), private_fallback=fallback, deadline_s=deadline)


def _private_fallback() -> Synthesizer | None:
    try:
        return EspeakSynthesizer()
    except SynthesisError as error:
        log.error("No voice of this machine can say private sentences: %s", error)
        return None
