"""Procedures that the portal gave another code: found by their name, and their layers moved along."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from handbook.book.entries import Procedure
from handbook.book.files import replace

_LAYERED = (
    "names",
    "questions",
    "supplements",
    "facts",
    "overrides",
    "corrections",
    "signed",
    "drafts",
    "rules",
)
"""Folders whose files hold something by code."""
_CODE = re.compile(r"\d\.\d{6}")


def renumbered(gone: Iterable[Procedure], new: Iterable[Procedure]) -> dict[str, str]:
    """Old codes with their new ones, where exactly one of the gone and one of the new has the same name."""
    before, after = _by_name(gone), _by_name(new)
    return {
        before[name][0]: after[name][0]
        for name in before
        if len(before[name]) == 1 and len(after.get(name, ())) == 1
    }


def move_layers(content: Path, codes: Mapping[str, str]) -> None:
    """Puts the new codes in place of the old ones in all layers below `content`, comments kept."""
    if not codes:
        return
    anywhere = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, codes))})(?![\w.]*\d)")
    for path in (path for kind in _LAYERED for path in sorted((content / kind).glob("*.yaml"))):
        text = path.read_text(encoding="utf-8")
        moved = anywhere.sub(lambda found: codes[found[0]], text)
        if moved != text:
            replace(path, moved)


def _by_name(procedures: Iterable[Procedure]) -> dict[tuple[str, ...], list[str]]:
    codes: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for procedure in procedures:
        codes[tuple(re.findall(r"\w+", _CODE.sub("", procedure.name).casefold()))].append(procedure.id)
    return codes
