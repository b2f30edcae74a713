"""Voices by the names of the setting VOICE."""

from pathlib import Path

import pytest

from voice.speaking import voices
from voice.speaking.edge import HOAI_MY, NAM_MINH
from voice.speaking.speech import SynthesisError
from voice.speaking.voices import UnknownVoiceError


@pytest.mark.parametrize(
    ("entry", "fingerprint"),
    [
        ("espeak", "espeak-ng"),
        ("edge", f"edge {HOAI_MY}"),
        ("edge:HoaiMy", f"edge {HOAI_MY}"),
        ("edge:NamMinh", f"edge {NAM_MINH}"),
    ],
)
def test_an_entry_names_its_voice(entry: str, fingerprint: str) -> None:
    assert voices.load(entry).fingerprint.startswith(fingerprint)


@pytest.mark.parametrize("entry", ["", "espek", "espeak:vi", "edge:HoaMy", "Edge"])
def test_an_entry_that_names_no_voice_is_told_what_there_is(entry: str) -> None:
    with pytest.raises(UnknownVoiceError, match=r"choose from edge, .*piper:/path/voice.onnx"):
        voices.load(entry)


def test_piper_without_a_file_asks_for_one() -> None:
    with pytest.raises(SynthesisError, match="HELPLINE_PIPER_VOICE"):
        voices.load("piper")


@pytest.mark.parametrize("entry", ["piper", "piper:/no/such/voice.onnx"])
def test_a_piper_voice_that_is_not_there_is_a_clear_error(entry: str) -> None:
    with pytest.raises(SynthesisError, match=r"piper-tts package is missing|voice\.onnx does not exist"):
        voices.load(entry, piper_voice=Path("/no/such/voice.onnx"))
