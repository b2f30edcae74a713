"""Kaldi as a recogniser, through Vosk: streaming, with words so far, and with a grammar where it can.

The second engine: it hears when the first one fails or has too much to do. Vietnamese: `vosk-model-vn-0.4` or
`vosk-model-small-vn-0.4` (Apache-2.0, alphacephei.com/vosk/models), unpacked into a folder.
"""

import json
import threading
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voice.hearing.hearing import Hearing, RecognitionError
from voice.samples import HEARING_RATE, Samples

UNKNOWN = "[unk]"
"""Vosk's word for whatever the grammar does not hold."""
_CHUNK = HEARING_RATE // 5
_DYNAMIC_GRAPH = ("graph/HCLr.fst", "graph/Gr.fst")


class KaldiRecognizer:
    """One model for all calls of the process; safe to call from several threads."""

    name = "vosk"

    def __init__(self, model: Path) -> None:
        """Loads the model in the folder `model`. Raises RecognitionError."""
        try:
            # Imported late: an optional extra, which most installations never need.
            import vosk
        except ImportError as error:
            raise RecognitionError(
                f"Vosk is not installed ({error}): pip install 'handbook-hotline[vosk]'"
            ) from error
        if not (model / "am" / "final.mdl").is_file() and not (model / "final.mdl").is_file():
            raise RecognitionError(
                f"{model} holds no Vosk model (no final.mdl): unpack one, such as vosk-model-vn-0.4, and set "
                "HELPLINE_VOSK_MODEL to its folder"
            )
        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(model))
        except Exception as error:  # Vosk raises no narrower one.
            raise RecognitionError(f"The Vosk model in {model} cannot be loaded: {error}") from error
        self._engine: Any = vosk.KaldiRecognizer
        self.takes_grammar = all((model / part).is_file() for part in _DYNAMIC_GRAPH)
        """Whether the model's words can be limited; a model with a fixed graph hears all it knows."""
        self._lock = threading.Lock()
        self._phrases: dict[str, None] = {}
        self._grammar: str | None = None

    def prepare(self, phrases: Sequence[str]) -> None:
        """From now on hears these phrases, in any order and number, beside the ones before; all else becomes
        nothing. A model with a fixed graph ignores it."""
        if not self.takes_grammar:
            return
        with self._lock:
            self._phrases |= dict.fromkeys(_plain(phrase) for phrase in phrases)
            self._grammar = json.dumps([*self._phrases, UNKNOWN], ensure_ascii=False)

    def stream(self) -> "KaldiStream":
        """A fresh utterance."""
        with self._lock:
            grammar = self._grammar
        arguments = (self._model, HEARING_RATE, *([grammar] if grammar else []))
        return KaldiStream(self._engine(*arguments))

    def recognize(self, samples: Samples) -> Hearing:
        """Hears `samples` at HEARING_RATE; blocks. Raises RecognitionError."""
        started = time.perf_counter()
        stream = self.stream()
        for start in range(0, len(samples), _CHUNK):
            stream.feed(samples[start : start + _CHUNK])
        text, confidence = stream.finish()
        return Hearing(
            text=text,
            confidence=confidence,
            engine=self.name,
            audio_ms=len(samples) * 1000 / HEARING_RATE,
            recognition_ms=(time.perf_counter() - started) * 1000,
        )


class KaldiStream:
    """One utterance as it comes in; to be fed from one thread at a time."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._engine.SetWords(True)
        self._finished: list[dict[str, Any]] = []
        self._partial = ""

    def feed(self, samples: Samples) -> str:
        """The words so far, with those of `samples`, the next ones at HEARING_RATE."""
        pcm = np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype("<i2").tobytes()
        if self._engine.AcceptWaveform(pcm):
            # Kaldi found an end of its own: what was said so far is settled.
            self._settle(json.loads(self._engine.Result()))
        else:
            self._partial = _words(json.loads(self._engine.PartialResult()).get("partial", ""))
        return " ".join([*self._texts(), self._partial]).strip()

    def finish(self) -> tuple[str, float]:
        """All words, NFC, and their mean confidence, 0 to 1; the last partial ones where no final came."""
        self._settle(json.loads(self._engine.FinalResult()))
        text = " ".join([*self._texts(), self._partial]).strip()
        words = [word["conf"] for result in self._finished for word in result.get("result", ())]
        return unicodedata.normalize("NFC", text), float(np.mean(words)) if words else 0.0

    def _settle(self, result: dict[str, Any]) -> None:
        if _words(result.get("text", "")):
            self._finished.append(result)
            self._partial = ""

    def _texts(self) -> list[str]:
        return [_words(result["text"]) for result in self._finished]


def _words(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)


def _plain(phrase: str) -> str:
    """Lower case without punctuation, as the words of a model are written."""
    kept = "".join(letter if letter.isalnum() or letter.isspace() else " " for letter in phrase.lower())
    return unicodedata.normalize("NFC", " ".join(kept.split()))
