"""How likely each phrase is to the model before anything was said; computed once, kept on disk.

A phrase's acoustic score is its log-probability given the sound, less this prior: its log-probability given
noise. Computing it costs as much as the score, so a handbook's phrases are prepared ahead of the first call.
"""

import hashlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)

_SAMPLE = 1 << 20
_KEPT = 50_000
"""Phrases remembered; more than any handbook holds. What callers' words add is dropped first."""


def fingerprint(model: Path) -> str:
    """Tells the weights in the folder `model` from any others: a hash of their size, head and tail."""
    weights = model / "model.bin"
    size = weights.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with weights.open("rb") as file:
        digest.update(file.read(_SAMPLE))
        file.seek(max(size - _SAMPLE, 0))
        digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:16]


class Priors:
    """Priors of one model; safe to use from several threads, and to share its file with other processes."""

    def __init__(
        self, compute: Callable[[Sequence[str]], Sequence[float]], key: str, folder: Path | None = None
    ) -> None:
        """`compute` gives the priors of texts that are not known yet; `key` names model and method.

        `folder` is by default the user's cache folder. A file that cannot be read or written costs time only.
        """
        self._compute = compute
        self._path = (folder or platformdirs.user_cache_path("handbook-hotline")) / f"priors-{key}.json"
        self._lock = threading.Lock()
        self._known = _read(self._path)
        self._unsaved = 0

    def of(self, texts: Sequence[str]) -> list[float]:
        """The prior of each text, in nats."""
        known = {text: prior for text in texts if (prior := self._known.get(text)) is not None}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        computed = dict(zip(new, self._compute(new), strict=True)) if new else {}
        with self._lock:
            for text, prior in computed.items():
                while len(self._known) >= _KEPT:
                    del self._known[next(reversed(self._known))]
                self._known[text] = prior
            self._unsaved += len(computed)
        known |= computed
        return [known[text] for text in texts]

    def save(self) -> None:
        """Keeps on disk what was computed since the last time, beside what other processes have added."""
        with self._lock:
            if not self._unsaved:
                return
            self._known = _read(self._path) | self._known
            self._unsaved = 0
            content = json.dumps(self._known, ensure_ascii=False)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._path.parent, suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            Path(temporary).replace(self._path)
        except OSError as error:
            log.warning("phrases cannot be kept prepared in %s (%s)", self._path, error.strerror)


def _read(path: Path) -> dict[str, float]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {text: float(prior) for text, prior in content.items() if isinstance(prior, int | float)}
