"""Voices by the names of the setting VOICE: "espeak", "edge", "edge:NamMinh", "piper:/path/voice.onnx"."""

from pathlib import Path
from typing import Final

from voice.errors import VoiceError
from voice.speaking.edge import (
    HOAI_MY,
    NAM_MINH,
    UNHURRIED,
    EdgeSynthesizer,
)
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.piper import PiperSynthesizer
from voice.speaking.speech import SynthesisError, Synthesizer

NAMES: Final = ("edge", "edge:HoaiMy", "edge:NamMinh", "espeak", "piper:/path/voice.onnx")
"""What an entry of VOICE may look like; "edge" is HoaiMy, "piper" alone needs a path from elsewhere."""

_EDGE: Final = {"": HOAI_MY, "HoaiMy": HOAI_MY, "NamMinh": NAM_MINH}


class UnknownVoiceError(VoiceError, ValueError):
    """An entry of VOICE names no voice; the message lists what it may name."""


def load(entry: str, *, piper_voice: Path | None = None, hurried: bool = True) -> Synthesizer:
    """The voice that `entry` names; `piper_voice` is the file that "piper" alone stands for.

    `hurried` while a caller waits: a network voice then gives up early. Raises UnknownVoiceError
    for an entry that names none, SynthesisError when the voice cannot be loaded here.
    """
    kind, _, which = entry.partition(":")
    if kind == "espeak" and not which:
        return EspeakSynthesizer()
    if kind == "edge" and which in _EDGE:
        return EdgeSynthesizer(_EDGE[which], timeouts=None if hurried else UNHURRIED)
    if kind == "piper":
        path = Path(which).expanduser() if which else piper_voice
        if path is None:
            raise SynthesisError(
                'the voice "piper" needs its file: write piper:/path/voice.onnx, '
                "or set HELPLINE_PIPER_VOICE; docs/voices.md tells where to get one"
            )
        return PiperSynthesizer(path)
    raise UnknownVoiceError(f"unknown voice {entry!r}; choose from {', '.join(NAMES)}")
