"""What `helpline ask` prepared the last time, kept in a file.

Reading seven hundred entries and all their wordings takes seconds, deciding one question milliseconds. The
file is used only while everything it was made from is as it was: the handbook's files, the program, Python.
It lies in the service's own folder, for its account alone, since unpickling trusts whoever wrote it.
"""

import contextlib
import hashlib
import logging
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

import handbook as package
from telephony.private_files import FILE_MODE, private_folder

log = logging.getLogger(__name__)

_PROGRAM = Path(next(iter(package.__path__)))
_SUFFIX = ".prepared"

T = TypeVar("T")


def prepared(folder: Path, content: Path, prepare: Callable[[], T]) -> T:
    """What `prepare` makes of the handbook in `content`: kept in `folder`, or made and kept there.

    A folder that cannot be read or written costs time, nothing else.
    """
    path = folder / f"{_fingerprint(content)}{_SUFFIX}"
    with contextlib.suppress(Exception):  # of an older program: whatever its classes were
        if path.stat().st_uid == os.geteuid():
            kept: T = pickle.loads(path.read_bytes())  # noqa: S301  # our own file, see above
            return kept
    made = prepare()
    try:
        _keep(path, made)
    except OSError as error:
        log.debug("what was prepared cannot be kept in %s (%s)", folder, error)
    return made


def _keep(path: Path, value: Any) -> None:
    """Writes the file all at once, and removes those that it replaces."""
    private_folder(path.parent)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
    for older in path.parent.glob(f"*{_SUFFIX}"):
        older.unlink(missing_ok=True)
    part.replace(path)


def _fingerprint(content: Path) -> str:
    """Of everything that decides what is prepared; changes with any file's size or time."""
    digest = hashlib.sha256(f"{sys.version} {np.__version__}".encode())
    for path in _made_from(content):
        state = path.stat()
        digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def _made_from(content: Path) -> Iterator[Path]:
    for folder in {content, _PROGRAM}:
        for pattern in ("*.yaml", "*.py", "*.json"):
            yield from sorted(folder.rglob(pattern))
