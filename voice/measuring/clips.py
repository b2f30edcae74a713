"""Recorded utterances to measure with: a folder and its manifest, brought to how a telephone carries them."""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice import mulaw
from voice.audio import read
from voice.channel import TELEPHONE, for_hearing
from voice.errors import VoiceError
from voice.samples import Samples

ACTIVE_DBFS = -45.0
"""Frames above this level count as speech when the signal-to-noise ratio is set."""


class MaterialError(VoiceError):
    """The recordings cannot be used; the message says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Clip:
    """One recorded utterance and what was said in it."""

    path: Path
    transcript: str


def read_manifest(folder: Path) -> list[Clip]:
    """The clips of `folder/manifest.tsv`, columns `path` and `transcript`. Raises MaterialError."""
    manifest = folder / "manifest.tsv"
    try:
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise MaterialError(f"{manifest} cannot be read ({error.strerror})") from error
    clips = []
    for number, row in enumerate(rows, start=2):
        if not row.get("path") or not row.get("transcript"):
            raise MaterialError(f"{manifest}, line {number}: the columns path and transcript are needed")
        clips.append(Clip(folder / row["path"], row["transcript"]))
    if not clips:
        raise MaterialError(f"{manifest} holds no clips")
    return clips


def spread(clips: Sequence[Clip], limit: int | None) -> list[Clip]:
    """At most `limit` of the clips, evenly over all of them; all without a limit."""
    if limit is None or limit >= len(clips):
        return list(clips)
    return [clips[number * len(clips) // limit] for number in range(limit)]


def over_the_line(path: Path, noise: Samples | None = None, snr_db: float = 10.0) -> Samples:
    """The clip as the recogniser gets it: 8 kHz, noise at `snr_db` below its speech, μ-law, 16 kHz again."""
    samples = read(path, mulaw.TELEPHONE_RATE)
    if noise is not None:
        samples = mix(samples, noise, snr_db)
    return for_hearing(TELEPHONE.decode(mulaw.encode(samples)), TELEPHONE.rate)


def mix(speech: Samples, noise: Samples, snr_db: float) -> Samples:
    """Adds looped noise so that the active speech lies `snr_db` above it."""
    frames = speech[: len(speech) // 160 * 160].reshape(-1, 160)
    power = (frames**2).mean(axis=1)
    active = power[power > 10 ** (ACTIVE_DBFS / 10)]
    if not len(active) or not np.any(noise):
        return speech
    looped = np.resize(noise, len(speech))
    gain = np.sqrt(active.mean() / 10 ** (snr_db / 10) / (looped**2).mean())
    return np.asarray(np.clip(speech + gain * looped, -1.0, 1.0), dtype=np.float32)


def words(text: str) -> list[str]:
    """Lower-case words without punctuation, for word error rates."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
