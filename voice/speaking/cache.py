"""Finished audio on disk, found again by what was said, in which voice, and how it was made."""

import contextlib
import hashlib
import logging
import os
import re
import secrets
import threading
from pathlib import Path
from typing import Final

VERSION: Final = 2
"""Raise it when the way from samples to telephone audio changes, or the rule of what may lie here: what older
versions stored is then removed. Version 1 also kept sentences that quoted callers."""
DEFAULT_LIMIT_BYTES: Final = 2 * 1024**3
"""About 74 hours of speech at 8,000 bytes a second; all that 400 procedures need is 14 hours a voice."""

_DIGEST_BYTES = hashlib.sha256().digest_size
_SUFFIX = ".ulaw"
_DRAFT = ".draft"
_SHELF = re.compile("[0-9a-f]{2}")
_VERSION = re.compile("v([0-9]+)")
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
# Making room costs a walk through the folder, so some extra is made at once.
_KEEP = 0.9

log = logging.getLogger(__name__)


class AudioCache:
    """Content-addressed μ-law audio in a folder, which several processes may share.

    A file is the SHA-256 of the audio, then the audio; its name is the SHA-256 of voice and text. Only the
    user of this process may read it. Files appear whole or not at all. A disk that is full, read-only or gone
    costs speed, never an answer: the first failure is logged and every later one passes quietly.

    Each version has a folder of its own below the given one. What therefore lies elsewhere is of an older
    version and removed at the first use, by each process again: neither a removal that was broken off nor an
    older version that still runs beside this one leaves anything for good.
    """

    def __init__(self, folder: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        """Keeps at most `limit_bytes` below `folder`, which is made when first needed."""
        self._folder = folder
        self._shelves = folder / f"v{VERSION}"
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._size: int | None = None
        self._entered = False
        self._complained = False

    def get(self, text: str, fingerprint: str) -> bytes | None:
        """The audio of `text` in the voice of `fingerprint`, or None. A damaged file is removed."""
        self._enter()
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
        self._enter()
        # A name of its own for each writer: two may store the same sentence at once, and the last one stays.
        draft = path.with_name(f"{path.stem}.{secrets.token_hex(8)}{_DRAFT}")
        try:
            _make_private(path.parent)
            self._make_room(size)
            try:
                _write_private(draft, hashlib.sha256(payload).digest() + payload)
                draft.replace(path)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
        except OSError as error:
            self._complain("write", error)

    def _path(self, text: str, fingerprint: str) -> Path:
        key = hashlib.sha256("\0".join((fingerprint, text)).encode()).hexdigest()
        return self._shelves / key[:2] / f"{key}{_SUFFIX}"

    def _enter(self) -> None:
        """At the first use closes the folder to other users and removes what older versions left in it."""
        if self._entered:
            return
        with self._lock:
            if self._entered:
                return
            self._entered = True
        # Outside the lock: nobody waits for it, as nothing of an older version would be found anyway.
        try:
            for folder in (self._folder, self._shelves):
                if folder.is_dir():
                    folder.chmod(_FOLDER_MODE)
            if removed := self._remove_older():
                log.warning(
                    "Removed %d files of an older version from %s: some may have quoted callers. What is "
                    "still needed is synthesised anew",
                    removed,
                    self._folder,
                )
        except OSError as error:
            log.error(
                "The audio cache %s cannot be tidied up (%s): other users may be able to read it, and audio "
                "of an older version in it may quote callers. Give the folder to the user of this process, "
                "or remove it",
                self._folder,
                error,
            )

    def _remove_older(self) -> int:
        """Removes the audio and drafts of older versions; gives how many files. Raises OSError."""
        removed = 0
        older = [folder for folder in _entries(self._folder) if _is_older(folder.name)]
        for version in (self._folder, *older):  # version 1 had no folder of its own
            for shelf in _entries(version):
                if not _SHELF.fullmatch(shelf.name):
                    continue
                for path in _entries(shelf):
                    if path.suffix in (_SUFFIX, _DRAFT):
                        with contextlib.suppress(FileNotFoundError):  # another process was quicker
                            path.unlink()
                            removed += 1
                with contextlib.suppress(OSError):  # something else lies in it
                    shelf.rmdir()
        for version in older:
            with contextlib.suppress(OSError):
                version.rmdir()
        return removed

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
        for path in self._shelves.glob("??/*"):
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


def _is_older(name: str) -> bool:
    """Whether `name` is that of an older version's folder."""
    version = _VERSION.fullmatch(name)
    return version is not None and int(version[1]) < VERSION


def _entries(folder: Path) -> list[Path]:
    """What lies in `folder`: nothing once another process has removed it, or when it is none."""
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _make_private(folder: Path) -> None:
    """Makes `folder` and what is missing above it, for the user of this process alone."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(_FOLDER_MODE, exist_ok=True)


def _write_private(path: Path, content: bytes) -> None:
    """Writes a file that nobody else could ever open, not even before it was whole."""
    with open(path, "xb", opener=_open_private) as file:  # Path.open knows no opener
        file.write(content)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, _FILE_MODE)
