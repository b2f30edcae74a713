import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import soxr

from tests.doubles.synthetic_voice import hiss
from voice import mulaw
from voice.channel import TELEPHONE, for_hearing
from voice.hearing import weights
from voice.hearing.hearing import RecognitionError
from voice.hearing.whisper import WhisperRecognizer, forms
from voice.samples import HEARING_RATE, Samples
from voice.speaking.espeak import EspeakSynthesizer

PLAIN = "Hôm nay là thứ mấy?"  # what a small model writes down the same in every synthesis of it
QUESTION = "Đăng ký kết hôn mất bao lâu"
OTHERS = [
    "Đăng ký khai tử mất bao lâu",
    "Đăng ký khai sinh cần giấy tờ gì",
    "Chứng thực bản sao lệ phí bao nhiêu",
    "Cấp giấy phép xây dựng nhà ở",
    "Trợ cấp thất nghiệp nộp ở đâu",
]


def test_a_single_word_is_tried_bare_and_as_a_sentence() -> None:
    assert forms("đúng") == ("Đúng.", "đúng")
    assert forms("Trở lại.") == ("Trở lại.", "Trở lại")


def test_a_phrase_is_tried_as_a_sentence_only() -> None:
    assert forms("đăng ký khai sinh cho con") == ("Đăng ký khai sinh cho con.",)
    assert forms(" nộp hồ sơ ở đâu? ") == ("Nộp hồ sơ ở đâu?",)


def test_a_text_in_any_unicode_form_is_scored_alike() -> None:
    assert forms(unicodedata.normalize("NFD", "đúng rồi")) == forms("đúng rồi")


def test_a_folder_without_usable_weights_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"no model")
    with pytest.raises(RecognitionError, match=f"weights in {tmp_path} cannot be loaded"):
        WhisperRecognizer(tmp_path)


@pytest.fixture(scope="module")
def recognizer() -> WhisperRecognizer:
    return WhisperRecognizer(weights.resolve("base"))


async def over_the_telephone(text: str) -> Samples:
    """`text` as the offline voice says it into a telephone, slowly enough for a small model.

    espeak-ng carries the phase of its voice from one synthesis to the next, so no two are alike.
    """
    speech = await EspeakSynthesizer(words_per_minute=110).synthesize(text)
    narrow = soxr.resample(speech.samples, speech.rate, mulaw.TELEPHONE_RATE)
    padded = np.pad(narrow.astype(np.float32), mulaw.TELEPHONE_RATE // 4)
    return for_hearing(TELEPHONE.decode(mulaw.encode(padded)), TELEPHONE.rate)


@pytest.fixture
async def plain() -> Samples:
    return await over_the_telephone(PLAIN)


@pytest.fixture
async def question() -> Samples:
    return await over_the_telephone(QUESTION)


@pytest.mark.model
def test_a_sentence_over_the_telephone_is_heard(recognizer: WhisperRecognizer, plain: Samples) -> None:
    hearing = recognizer.recognize(plain)
    assert "hôm nay là" in hearing.text.lower()
    assert unicodedata.is_normalized("NFC", hearing.text)
    assert 0.3 < hearing.confidence <= 1
    assert hearing.engine == "whisper"
    assert hearing.audio_ms == len(plain) / 16
    assert hearing.recognition_ms > 0


@pytest.mark.model
def test_the_sound_speaks_for_the_phrase_that_was_said(
    recognizer: WhisperRecognizer, question: Samples
) -> None:
    score = recognizer.recognize(question).score
    assert score is not None
    said, *others = score([QUESTION, *OTHERS])
    assert said > 0
    assert said > max(others)


@pytest.mark.model
def test_a_phrase_scores_the_same_in_any_company(recognizer: WhisperRecognizer, question: Samples) -> None:
    score = recognizer.recognize(question).score
    assert score is not None
    texts = ["đúng", *OTHERS, QUESTION, "đúng"]
    alone = [score([text])[0] for text in texts]
    assert list(score(texts)) == pytest.approx(alone, abs=0.05)
    assert list(score(texts[::-1])) == pytest.approx(alone[::-1], abs=0.05)
    assert list(score([])) == []


@pytest.mark.slow
@pytest.mark.model
def test_prepared_phrases_are_known_after_a_restart(tmp_path: Path) -> None:
    model = weights.resolve("base")
    recognizer = WhisperRecognizer(model, priors=tmp_path)
    recognizer.prepare(OTHERS)
    (kept,) = tmp_path.iterdir()
    prepared = kept.read_bytes()
    again = WhisperRecognizer(model, priors=tmp_path)
    again.prepare(OTHERS)
    assert kept.read_bytes() == prepared
    assert all(forms(text)[0] in prepared.decode() for text in OTHERS)


@pytest.mark.model
@pytest.mark.parametrize("level", [0.0, 1e-3, 0.03])
def test_a_line_without_a_voice_has_no_words(recognizer: WhisperRecognizer, level: float) -> None:
    hearing = recognizer.recognize(hiss(3, level))
    assert hearing.text == ""
    assert hearing.confidence == 0


@pytest.mark.model
def test_nothing_at_all_is_heard_as_nothing(recognizer: WhisperRecognizer) -> None:
    hearing = recognizer.recognize(np.zeros(0, dtype=np.float32))
    assert (hearing.text, hearing.score) == ("", None)


@pytest.mark.slow
@pytest.mark.model
def test_longer_than_the_window_is_heard_to_its_end(recognizer: WhisperRecognizer, plain: Samples) -> None:
    gap = hiss(28 - len(plain) / HEARING_RATE)
    hearing = recognizer.recognize(np.concatenate([plain, gap, plain, hiss(1), plain]))
    assert hearing.audio_ms > 30_000
    assert hearing.text.lower().count("hôm nay") >= 2
    assert hearing.score is not None
    said, other = hearing.score([PLAIN, OTHERS[0]])
    assert said > other


@pytest.mark.model
def test_several_threads_hear_the_same_as_one(recognizer: WhisperRecognizer, question: Samples) -> None:
    alone = recognizer.recognize(question).text
    with ThreadPoolExecutor(4) as pool:
        assert {hearing.text for hearing in pool.map(recognizer.recognize, [question] * 4)} == {alone}
