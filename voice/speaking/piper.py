"""Piper voices: neural, offline, one file each. Needs the optional extra `piper`.

Only the documented Python interface is used (piper-tts 1.8, docs/API_PYTHON.md), but for making a PiperVoice
of its two public parts.
"""

import functools
import hashlib
import importlib.metadata
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime

from voice.cpus import usable_cpus
from voice.speaking.speech import Speech, SynthesisError
from voice.threads import Threads

if TYPE_CHECKING:
    from piper import PiperVoice

_FETCH: Final = "docs/voices.md tells where to get one"


class PiperSynthesizer:
    """The voice in one Piper file, at the rate of the file (16,000 or 22,050 Hz)."""

    name = "piper"
    is_local = True

    def __init__(self, path: Path, *, speed: float = 1.0) -> None:
        """Loads the voice in `path`, an .onnx file with its .onnx.json beside it; about 1 s.

        `speed` is relative to the file's own. Raises SynthesisError when the file or the piper-tts package is
        missing or unfit.
        """
        self._path = path
        self._speed = speed
        self._model = _load(path)
        self._content = _digest(path)

    @property
    def fingerprint(self) -> str:
        version = importlib.metadata.version("piper-tts")
        return f"piper-tts {version} {self._content} x{self._speed:g}"

    async def synthesize(self, text: str) -> Speech:
        """Says `text`; on one core a second of speech takes some 0.1 to 0.2 s. Raises SynthesisError."""
        return await _THREAD.run(self._say, text)

    def at(self, pace: float) -> "PiperSynthesizer":
        return PiperSynthesizer(self._path, speed=self._speed * pace)

    def _say(self, text: str) -> Speech:
        from piper import SynthesisConfig

        length = self._model.config.length_scale / self._speed
        try:
            chunks = list(self._model.synthesize(text, SynthesisConfig(length_scale=length)))
        # onnxruntime's errors share no base class below Exception. What they say may quote the text.
        except Exception as error:
            raise SynthesisError(f"Piper failed on this text: {type(error).__name__}") from None
        if not chunks:
            raise SynthesisError("Piper found nothing to say in this text")
        samples = np.concatenate([chunk.audio_float_array for chunk in chunks])
        return Speech(samples, self._model.config.sample_rate)


# onnxruntime spreads one sentence over the cores itself; two at once would only slow each other.
_THREAD = Threads(1, "piper")


@functools.lru_cache(maxsize=4)
def _load(path: Path) -> "PiperVoice":
    try:
        from piper import PiperConfig, PiperVoice
    except ImportError as error:
        raise SynthesisError(
            "the piper-tts package is missing; install it with: .venv/bin/pip install '.[piper]'"
        ) from error
    for needed in (path, _beside(path)):
        if not needed.is_file():
            raise SynthesisError(f"the Piper voice {needed} does not exist; {_FETCH}")
    logging.getLogger("piper").setLevel(logging.INFO)  # below that it logs every text it is given
    # PiperVoice.load takes as many threads as the machine has cores, whatever a container leaves of them.
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = usable_cpus()
    try:
        config = PiperConfig.from_dict(json.loads(_beside(path).read_text(encoding="utf-8")))
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return PiperVoice(session, config)
    except Exception as error:  # whatever JSON, KeyError and onnxruntime make of a wrong file
        raise SynthesisError(
            f"{path} is no Piper voice ({type(error).__name__}: {error}); {_FETCH}"
        ) from error


def _beside(path: Path) -> Path:
    """The description that belongs to a voice's file."""
    return path.with_name(f"{path.name}.json")


@functools.lru_cache(maxsize=4)
def _digest(path: Path) -> str:
    """Start of the SHA-256 of the voice's file, so that another file of the same name sounds anew."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
