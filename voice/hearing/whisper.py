"""Whisper as a recogniser: a window as short as the utterance, one encoder pass for words and scores."""

import math
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage
from numpy.typing import NDArray

from voice.hearing.cutting import pieces
from voice.hearing.ghosts import is_ghost
from voice.hearing.hearing import Hearing, RecognitionError
from voice.hearing.priors import Priors, fingerprint
from voice.hearing.vocabulary import trim
from voice.samples import HEARING_RATE, Samples

LONGEST_S = 30
"""Longest piece the encoder takes; longer utterances are cut at a pause and their texts joined."""

_FRAMES_A_SECOND = 100
_MOST_FRAMES = LONGEST_S * _FRAMES_A_SECOND
# The encoder needs some silence after the last word to know that it was the last; with the full 30 s of it
# (as trained) it takes eight times as long and hears no better.
_TAIL_FRAMES = 300
# The engine keeps about 1 MB of what it has prepared for every window length, so lengths come in steps: 20
# utterances leave 291 MB in use, 180 of every length 299 MB. In steps of a second there is more work in each.
_WINDOW_STEP = 50
_FLOOR = 2.0  # Whisper's features clip everything 80 dB, that is 2 units, below the loudest frame.
# Short windows tempt the decoder to repeat itself; this and the cap below stop it.
_REPETITION_PENALTY = 1.2
# Quick Vietnamese has six syllables a second of about two tokens each; a single word needs a few in any case.
_TOKENS_A_SECOND = 14
_TOKENS_AT_LEAST = 10
_SHORT_WORDS = 3
_LEAST_PROBABILITY = 1e-9
# Aligning also says when each word was spoken, which nobody asks here: over two frames it costs next to
# nothing (22 ms a phrase instead of 27), and the probabilities are the same.
_ALIGNED_FRAMES = 2
# The decoder attends to the sound anew for each text, and does so as well to the mean of every two frames,
# 40 ms. Of 12 texts for each of 60 clips the right one is first as often (60 clean, 59 in café noise at
# 10 dB) and stands out from the best of the others as clearly (AUROC in noise 0.980 instead of 0.976), in
# 11.7 ms a text instead of 17.8. The mean of three blurs it (0.916), so does a tail cut short (0.5 s: 0.787).
_FRAMES_MERGED = 2
# Together texts of about the same length take a tenth less than one by one; eight no longer fit the cache.
_SCORED_AT_ONCE = 4
_PRIORS_METHOD = "noise2"
_NOISE_S = 3
_NOISE_LEVEL = 10 ** (-30 / 20)


_Sound = NDArray[np.float32]
"""A piece of audio after the encoder as texts are scored against it, shape (1, frames, model width)."""


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A piece of audio after the encoder, which both transcription and scoring start from."""

    output: Any
    frames: int


class WhisperRecognizer:
    """One model for all calls of the process; safe to call from several threads, which wait for one another.

    The engine blocks outside Python's interpreter lock. It has the tokens of Vietnamese only, and takes about
    a second to load.
    """

    name = "whisper"

    def __init__(self, model: Path, threads: int = 1, workers: int = 1, priors: Path | None = None) -> None:
        """Loads the weights in the folder `model`, for `workers` utterances at once on `threads` cores each.

        `priors` is the folder where prepared phrases are kept, by default in the user's cache folder.
        Raises RecognitionError.
        """
        try:
            # From memory the engine would keep a second copy of the weights.
            with TemporaryDirectory() as folder:
                trim(model, Path(folder))
                self._whisper = WhisperModel(
                    folder, device="cpu", compute_type="int8", cpu_threads=threads, num_workers=workers
                )
        except (RuntimeError, ValueError, OSError) as error:
            raise RecognitionError(f"The Whisper weights in {model} cannot be loaded: {error}") from error
        self._tokenizer = Tokenizer(
            self._whisper.hf_tokenizer, self._whisper.model.is_multilingual, task="transcribe", language="vi"
        )
        self._start = self._tokenizer.sot_sequence
        self._prompt = [*self._start, self._tokenizer.no_timestamps]
        noise = np.random.default_rng(seed=0).standard_normal(_NOISE_S * HEARING_RATE) * _NOISE_LEVEL
        self._noise = _merged(self._encode(noise.astype(np.float32)))
        self._priors = Priors(self._prior, f"{fingerprint(model)}-{_PRIORS_METHOD}", priors)

    def prepare(self, phrases: Sequence[str]) -> None:
        """Makes the first scores of `phrases` as quick as later ones; blocks, 10 ms for each new phrase."""
        self._priors.of([form for phrase in phrases for form in forms(phrase)])
        self._priors.save()

    def recognize(self, samples: Samples) -> Hearing:
        """Hears `samples` at HEARING_RATE; blocks. Raises RecognitionError."""
        started = time.perf_counter()
        texts: list[str] = []
        log_probability, tokens = 0.0, 0
        heard: list[_Sound] = []
        if samples.any():
            for piece in pieces(samples, LONGEST_S * HEARING_RATE):
                encoded = self._encode(piece)
                heard.append(_merged(encoded))
                text, mean, count = self._transcribe(encoded)
                if text:
                    texts.append(text)
                    log_probability += mean * count
                    tokens += count
        return Hearing(
            text=" ".join(texts),
            confidence=math.exp(log_probability / tokens) if tokens else 0.0,
            engine=self.name,
            audio_ms=len(samples) * 1000 / HEARING_RATE,
            recognition_ms=(time.perf_counter() - started) * 1000,
            score=(lambda phrases: self._score(heard, phrases)) if heard else None,
        )

    def _encode(self, samples: Samples) -> _Encoded:
        extractor = self._whisper.feature_extractor
        features = extractor(samples)[:, :_MOST_FRAMES]
        frames = features.shape[1]
        window = min(-(-(frames + _TAIL_FRAMES) // _WINDOW_STEP) * _WINDOW_STEP, _MOST_FRAMES)
        padded = np.full((features.shape[0], window), features.max() - _FLOOR, dtype=np.float32)
        padded[:, :frames] = features
        try:
            output = self._whisper.model.encode(get_ctranslate2_storage(padded[np.newaxis]))
        except RuntimeError as error:
            raise RecognitionError(f"Whisper's encoder failed: {error}") from error
        return _Encoded(output, frames)

    def _transcribe(self, encoded: _Encoded) -> tuple[str, float, int]:
        """The words, their mean token log-probability and the number of tokens; no words for a ghost."""
        seconds = encoded.frames / _FRAMES_A_SECOND
        try:
            (result,) = self._whisper.model.generate(
                encoded.output,
                [self._prompt],
                beam_size=1,
                repetition_penalty=_REPETITION_PENALTY,
                max_length=len(self._prompt) + _TOKENS_AT_LEAST + round(_TOKENS_A_SECOND * seconds),
                return_scores=True,
                return_no_speech_prob=True,
            )
        except RuntimeError as error:
            raise RecognitionError(f"Whisper's decoder failed: {error}") from error
        tokens = result.sequences_ids[0]
        text = unicodedata.normalize("NFC", self._tokenizer.decode(tokens)).strip()
        mean = result.scores[0]
        if is_ghost(text, mean, result.no_speech_prob):
            text = ""
        return text, mean, len(tokens)

    def _score(self, heard: Sequence[_Sound], texts: Sequence[str]) -> list[float]:
        written = list(dict.fromkeys(form for text in texts for form in forms(text)))
        priors = self._priors.of(written)
        best = np.max([self._log_probabilities(piece, written) for piece in heard], axis=0)
        nats = dict(zip(written, (best - priors).tolist(), strict=True))
        return [max(nats[form] for form in forms(text)) for text in texts]

    def _prior(self, texts: Sequence[str]) -> Sequence[float]:
        return [float(value) for value in self._log_probabilities(self._noise, texts)]

    def _log_probabilities(self, sound: _Sound, texts: Sequence[str]) -> NDArray[np.float64]:
        """Log-probability in nats of each text given the sound, shape (n,)."""
        tokens = [self._tokenizer.encode(" " + text) for text in texts]
        # Texts computed together are filled up to the longest of them.
        order = sorted(range(len(texts)), key=lambda number: len(tokens[number]))
        nats = np.zeros(len(texts))
        for start in range(0, len(order), _SCORED_AT_ONCE):
            some = order[start : start + _SCORED_AT_ONCE]
            repeated = get_ctranslate2_storage(np.repeat(sound, len(some), axis=0))
            try:
                aligned = self._whisper.model.align(
                    repeated, self._start, [tokens[number] for number in some], _ALIGNED_FRAMES
                )
            except RuntimeError as error:
                raise RecognitionError(f"Whisper could not score {texts[some[0]]!r}: {error}") from error
            for number, text in zip(some, aligned, strict=True):
                nats[number] = np.log(np.maximum(text.text_token_probs, _LEAST_PROBABILITY)).sum()
        return nats


def _merged(encoded: _Encoded) -> _Sound:
    """The mean of every _FRAMES_MERGED frames after the encoder."""
    frames = np.asarray(encoded.output)
    whole = frames.shape[1] // _FRAMES_MERGED * _FRAMES_MERGED
    merged = frames[:, :whole].reshape(1, -1, _FRAMES_MERGED, frames.shape[2]).mean(axis=2)
    return np.asarray(merged, dtype=np.float32)


def forms(text: str) -> tuple[str, ...]:
    """The ways in which Whisper may write `text`: as a sentence, and a short one as an excerpt too.

    Of 45 single words over a telephone 42 come first as sentences, 39 bare and 43 by the better of both; for
    whole phrases the two agree, so the second score would be wasted time.
    """
    bare = unicodedata.normalize("NFC", text).strip().rstrip(".!")
    sentence = bare[:1].upper() + bare[1:]
    sentence = sentence if sentence.endswith("?") else sentence + "."
    return (sentence, bare) if len(bare.split()) <= _SHORT_WORDS else (sentence,)
