"""The speech evaluation counts what it says it counts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from handbook.book.handbook import Handbook
from telephony.measuring.speech import evaluate_speech, phrase_book
from voice.audio import write_wav
from voice.hearing.hearing import Hearing
from voice.measuring.clips import (
    Clip,
    MaterialError,
    mix,
    over_the_line,
    read_manifest,
    words,
)
from voice.samples import HEARING_RATE, Samples

PHRASES = ("hôm nay trời đẹp quá", "tôi đi chợ mua rau", "con mèo ngủ trên ghế", "chúng ta học tiếng việt")


class Parrot:
    """A recogniser that hears the texts it was given, in order."""

    name = "parrot"

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = iter(texts)

    def recognize(self, samples: Samples) -> Hearing:
        return Hearing(next(self._texts), 0.9, self.name, len(samples) / 16, 1.0)

    def prepare(self, phrases: Sequence[str]) -> None:
        self.prepared = list(phrases)


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    clips = []
    for number, phrase in enumerate(PHRASES):
        path = tmp_path / f"{number}.wav"
        write_wav(path, np.full(HEARING_RATE // 4, 0.1, dtype=np.float32), HEARING_RATE)
        clips.append(Clip(path, phrase))
    return clips


def ticks() -> float:
    return float(next(_TICKS))


_TICKS = count()


def test_half_of_the_transcripts_play_outside_the_book_whatever_their_order() -> None:
    held = phrase_book(PHRASES, closed=False)
    assert len(held) == len(PHRASES) // 2
    assert set(held) == set(phrase_book(PHRASES[::-1], closed=False))
    assert set(phrase_book(PHRASES, closed=True)) == set(PHRASES)


def test_words_heard_exactly_are_right_and_errorless(clips: list[Clip]) -> None:
    result = evaluate_speech(clips, Parrot(PHRASES), ticks, closed=True)
    assert (result.n_in, result.n_out, result.wrong, result.missed) == (4, 0, 0, 0)
    assert result.right == 4
    assert result.wer == 0.0
    assert result.ms_p50 == 1000.0


def test_every_clip_is_counted_once_inside_or_outside(clips: list[Clip]) -> None:
    result = evaluate_speech(clips, Parrot(PHRASES), ticks)
    assert (result.n_in, result.n_out) == (2, 2)
    assert result.right + result.asked + result.wrong + result.missed == result.n_in


def test_nothing_heard_is_missed_with_every_word_an_error(clips: list[Clip]) -> None:
    result = evaluate_speech(clips, Parrot([""] * 4), ticks, closed=True)
    assert result.missed == 4
    assert result.wer == 1.0


def test_noise_is_mixed_in_at_the_ratio_asked_for() -> None:
    random = np.random.default_rng(3)
    speech = (random.standard_normal(8000) * 0.1).astype(np.float32)
    noise = (random.standard_normal(5000) * 0.5).astype(np.float32)
    added = mix(speech, noise, snr_db=10.0) - speech
    ratio_db = 10 * np.log10((speech**2).mean() / (added**2).mean())
    assert ratio_db == pytest.approx(10.0, abs=0.2)


def test_the_line_takes_away_what_a_telephone_takes_away(tmp_path: Path) -> None:
    seconds = np.arange(HEARING_RATE) / HEARING_RATE
    levels = {}
    for hertz in (1000, 6000):
        path = tmp_path / f"{hertz}.wav"
        write_wav(path, (0.5 * np.sin(2 * np.pi * hertz * seconds)).astype(np.float32), HEARING_RATE)
        levels[hertz] = float(np.sqrt((over_the_line(path) ** 2).mean()))
    assert levels[1000] > 0.3
    assert levels[6000] < 0.01


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert words("Dạ, Vâng!") == ["dạ", "vâng"]


def test_a_manifest_without_the_columns_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "manifest.tsv").write_text("path\ttranscript\na.wav\t\n", encoding="utf-8")
    with pytest.raises(MaterialError, match="line 2"):
        read_manifest(tmp_path)
    with pytest.raises(MaterialError, match="cannot be read"):
        read_manifest(tmp_path / "none")


class KeenEar(Parrot):
    """A parrot that hears the phrases it was given by ear, whatever it writes."""

    def __init__(self, texts: Sequence[str], said: Sequence[str]) -> None:
        super().__init__(texts)
        self._said = iter(said)

    def recognize(self, samples: Samples) -> Hearing:
        said = next(self._said)
        heard = super().recognize(samples)
        return replace(
            heard, confidence=0.1, score=lambda texts: [60.0 if text == said else -5.0 for text in texts]
        )


def test_what_the_text_alone_reaches_stands_beside_what_the_ear_adds(clips: list[Clip]) -> None:
    result = evaluate_speech(clips, KeenEar(["ừm à"] * 4, PHRASES), ticks, closed=True)
    assert (result.right, result.wrong, result.out_answered) == (result.n_in, 0, 0)
    assert (result.text_right, result.text_asked, result.text_wrong, result.text_out_answered) == (0, 0, 0, 0)
    assert result.scored > 0


def test_a_phrase_that_does_not_look_like_what_was_written_is_not_weighed_as_in_a_call(
    clips: list[Clip],
) -> None:
    nothing_like_it = evaluate_speech(clips, KeenEar(["zzz"] * 4, PHRASES), ticks)
    assert (nothing_like_it.right, nothing_like_it.missed) == (0, nothing_like_it.n_in)
    garbled = [f"{phrase.split()[0]} vân {phrase.split()[-1]}" for phrase in PHRASES]
    alike = evaluate_speech(clips, KeenEar(garbled, PHRASES), ticks)
    assert (alike.right, alike.wrong, alike.out_answered) == (alike.n_in, 0, 0)


def test_phrases_can_stand_among_the_entries_of_a_handbook(clips: list[Clip]) -> None:
    inside = [phrase for phrase in PHRASES if phrase in phrase_book(PHRASES, closed=False)]
    outside = [phrase for phrase in PHRASES if phrase not in inside]
    topics = phrase_book(outside, closed=True).values()
    real = Handbook(topic.model_copy(update={"id": f"real-{topic.id}"}) for topic in topics)
    alone = evaluate_speech(clips, Parrot(PHRASES), ticks)
    among = evaluate_speech(clips, Parrot(PHRASES), ticks, among=real)
    assert (alone.out_answered, among.out_answered) == (0, len(outside))
    assert (among.right, among.n_in) == (alone.right, alone.n_in)


def test_phrases_are_prepared_before_the_first_clip(clips: list[Clip]) -> None:
    parrot = Parrot(PHRASES)
    evaluate_speech(clips, parrot, ticks, closed=True)
    assert set(parrot.prepared) == set(PHRASES)
