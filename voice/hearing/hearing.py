"""What a recogniser gives back, and the interface every recogniser keeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voice.errors import VoiceError
from voice.samples import Samples

Scorer = Callable[[Sequence[str]], Sequence[float]]
"""Says for each text how much the sound speaks for it: its log-probability given what was just heard, less
the same over plain noise. Higher speaks more for the text, zero is no evidence. Blocks, some 10 ms a text.
Raises RecognitionError."""


class RecognitionError(VoiceError):
    """The engine failed on this utterance; another engine may still hear it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """One utterance as heard."""

    text: str
    """Free transcript, NFC; empty when there was no speech or no words could be made out."""
    confidence: float
    """exp(mean token log-probability) of the transcript, 0 to 1; 0 for an empty one."""
    engine: str
    """Which recogniser heard it, for the record."""
    audio_ms: float
    """Length of the utterance."""
    recognition_ms: float
    """Time the engine took."""
    score: Scorer | None = None
    """Acoustic score of given texts against this utterance, where the engine can give one: also where no
    words could be made out, for a single word is often recognised by its sound alone. Holds the sound in
    memory (0.05 MB a second): let go of it with the utterance."""


class Recognizer(Protocol):
    """Turns one utterance into words; safe to call from several threads."""

    @property
    def name(self) -> str: ...

    def recognize(self, samples: Samples) -> Hearing:
        """Hears `samples` at HEARING_RATE; blocks. Raises RecognitionError."""
        ...

    def prepare(self, phrases: Sequence[str]) -> None:
        """Is told what callers are likely to say, to be quicker or surer about it; may take minutes."""
        ...
