"""Finished audio on disk, found again by what was said, in which voice, and how it was made."""

import contextlib
import hashlib
import logging
import os
import secrets
import threading
from pathlib import Path
from typing import Final

VERSION: Final = 1
"""Raise it when the way from samples to telephone audio changes: what was stored before is then not found."""
DEFAULT_LIMIT_BYTES: Final = 2 * 1024**3
"""About 74 hours of speech at 8,000 bytes a second; all that 400 procedures need is 14 hours a voice."""

_DIGEST_BYTES = hashlib.sha256().digest_size
_SUFFIX = ".ulaw"
# Making room costs a walk through the folder, so some extra is made at once.
_KEEP = 0.9

log = logging.getLogger(__name__)


class AudioCache:
    """Content-addressed μ-law audio in a folder, which several processes may share.

    A file is the SHA-256 of the audio, then the audio; its name is the SHA-256 of version, voice and text.
    Files appear whole or not at all. A disk that is full, read-only or gone costs speed, never an answer:
    the first failure is logged and every later one passes quietly.
    """

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        """Keeps at most `limit_bytes` below `folder`, which is made when first needed."""
        self._folder = folder
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._size: int | None = None
        self._complained = False

    def get(self, text: str, fingerprint: str) -> bytes | None:
        """The audio of `text` in the voice of `fingerprint`, or None. A damaged file is removed."""
        path = self._path(text, fingerprint)
        try:
            stored = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain("read", error)
            return None
        digest, payload = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
        if hashlib.sha256(payload).digest() != digest:
            log.warning("Discarding %s: its audio is damaged and will be made anew", path)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(
                path
            )  # the time of change is the time of last use, also where the disk keeps no access times
        return payload

    def holds(self, text: str, fingerprint: str) -> bool:
        """Whether there is a file for `text`, neither read nor checked: to count what is left to render."""
        return self._path(text, fingerprint).exists()

    def put(self, text: str, fingerprint: str, payload: bytes) -> None:
        """Stores `payload`; makes room first where the limit would be passed."""
        path = self._path(text, fingerprint)
        size = _DIGEST_BYTES + len(payload)
        if size > self._limit:
            return
        # A name of its own for each writer: two may store the same sentence at once, and the last one stays.
        draft = path.with_name(f"{path.stem}.{secrets.token_hex(8)}.draft")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._make_room(size)
            try:
                draft.write_bytes(hashlib.sha256(payload).digest() + payload)
                draft.replace(path)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
        except OSError as error:
            self._complain("write", error)

    def _path(self, text: str, fingerprint: str) -> Path:
        key = hashlib.sha256("\0".join((str(VERSION), fingerprint, text)).encode()).hexdigest()
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _make_room(self, size: int) -> None:
        """Removes what was not used for longest. Other processes' files are met at the next walk."""
        with self._lock:
            if self._size is not None and self._size + size <= self._limit:
                self._size += size
                return
            files = sorted(self._files())
            total = sum(length for _, length, _ in files) + size
            goal = self._limit * _KEEP if total > self._limit else self._limit
            for _, length, path in files:
                if total <= goal:
                    break
                path.unlink(missing_ok=True)
                total -= length
            self._size = total

    def _files(self) -> list[tuple[float, int, Path]]:
        """Time of last use, length and path of each file, a crashed writer's leftovers among them."""
        files = []
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):  # removed by another process
                status = path.stat()
                files.append((status.st_mtime, status.st_size, path))
        return files

    def _complain(self, action: str, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            log.error(
                "The audio cache cannot %s in %s (%s); answers go on without it, slower. "
                "Check the disk's space and the folder's permissions",
                action,
                self._folder,
                error,
            )
