"""Files and folders that hold what callers said: nobody but the service's own account may open them.

The modes are set on what exists too: what an older version or a copied backup left readable is mended, and
no umask decides.
"""

import os
import stat
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def private_folder(path: Path) -> Path:
    """Makes `path`, and what is missing above it, for its owner alone; returns it. Raises OSError.

    One that another account owns, or that is everybody's like /tmp, keeps its mode.
    """
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        missing.mkdir(mode=FOLDER_MODE, exist_ok=True)
    path.mkdir(exist_ok=True)  # a file in its place is told
    _restrict(path, FOLDER_MODE)
    return path


def private_file(path: Path) -> Path:
    """Makes the file `path` if there is none, for its owner alone; returns it. Raises OSError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, FILE_MODE))
    return restrict(path)


def restrict(path: Path) -> Path:
    """Takes an existing file from all others; returns it. Raises OSError."""
    _restrict(path, FILE_MODE)
    return path


def is_open_to_others(path: Path) -> bool:
    """Whether accounts other than the owner's may read, change or enter `path`. Raises OSError."""
    return bool(path.stat().st_mode & 0o077)


def _restrict(path: Path, mode: int) -> None:
    known = path.stat()
    is_ours = known.st_uid == os.geteuid() and not known.st_mode & stat.S_ISVTX
    if is_ours and stat.S_IMODE(known.st_mode) != mode:
        path.chmod(mode)
