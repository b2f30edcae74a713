"""Spoken audio, and the interface every synthesiser keeps."""

from dataclasses import dataclass
from typing import Protocol

from voice.errors import VoiceError
from voice.samples import Samples


class SynthesisError(VoiceError):
    """The voice could not say this text now; another voice may."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Audio as a synthesiser made it."""

    samples: Samples
    rate: int
    """Sample rate in Hz."""


class Synthesizer(Protocol):
    """One voice that can say Vietnamese text."""

    @property
    def name(self) -> str:
        """For records and settings, such as "espeak" or "edge"."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would sound different (voice, rate, version); part of cache keys."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether the text stays on this machine: only such a voice may be given what a caller said."""
        ...

    async def synthesize(self, text: str) -> Speech:
        """Says `text`, whose numbers and abbreviations are already words. Raises SynthesisError."""
        ...

    def at(self, pace: float) -> "Synthesizer":
        """This voice at `pace` times its speed, spoken so from the start: stretched audio sounds unwell."""
        ...
