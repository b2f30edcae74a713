"""A new book put in the place of an old one so that every reader finds one of the two, whenever it is killed.

The new book is first written whole beside the old one, into a folder of the book that no reader looks at;
then one renaming makes it the book that is read. Its files are moved into place afterwards, by this or by any
later run, and the folder is done away with by another renaming.
"""

import shutil
from pathlib import Path

from handbook.book.files import replace

_PENDING = ".pending"


def in_force(book: Path) -> Path:
    """The folder to read: the new book, where one waits to be moved into place."""
    pending = book / _PENDING
    return pending if pending.is_dir() else book


def put_in_place(new: Path, book: Path) -> None:
    """Makes the files of `new` the book in `book`. Raises OSError if they cannot be written."""
    finish(book)
    part = book / f"{_PENDING}.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(new, part)
    part.rename(book / _PENDING)
    finish(book)


def finish(book: Path) -> None:
    """Moves a book that waits into place; nothing where none waits."""
    pending = book / _PENDING
    if not pending.is_dir():
        return
    kept = set()
    for path in sorted(pending.rglob("*")):
        target = book / path.relative_to(pending)
        kept.add(target)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists() or target.read_bytes() != path.read_bytes():
            replace(target, path.read_text(encoding="utf-8"))
    for path in (path for kind in book.iterdir() if kind.is_dir() for path in kind.glob("*.yaml")):
        if path not in kept and not path.parent.name.startswith("."):
            path.unlink()
    done = book / f"{_PENDING}.done"
    shutil.rmtree(done, ignore_errors=True)
    pending.rename(done)
    shutil.rmtree(done)
