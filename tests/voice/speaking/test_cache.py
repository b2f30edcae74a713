"""The audio cache on disk."""

import errno
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voice.speaking.cache import VERSION, AudioCache

AUDIO = bytes(range(256)) * 10
ENTRY_BYTES = 32 + len(AUDIO)
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs permissions as POSIX has them")


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def make_older(path: Path, seconds: float) -> None:
    before = path.stat().st_mtime - seconds
    os.utime(path, (before, before))


def test_what_was_stored_is_found_again_also_by_another_process(tmp_path: Path) -> None:
    AudioCache(tmp_path).put("xin chào", "voice a", AUDIO)
    assert AudioCache(tmp_path).get("xin chào", "voice a") == AUDIO


def test_what_is_held_can_be_asked_without_reading_it(tmp_path: Path) -> None:
    cache = AudioCache(tmp_path)
    assert not cache.holds("xin chào", "voice a")
    cache.put("xin chào", "voice a", AUDIO)
    assert cache.holds("xin chào", "voice a")
    assert not cache.holds("xin chào", "voice b")


def test_another_text_or_another_voice_is_not_found(tmp_path: Path) -> None:
    cache = AudioCache(tmp_path)
    cache.put("xin chào", "voice a", AUDIO)
    assert cache.get("xin chào", "voice b") is None
    assert cache.get("xin", "voice a") is None


def test_a_new_version_of_the_sound_does_not_find_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    AudioCache(tmp_path).put("xin chào", "voice a", AUDIO)
    monkeypatch.setattr("voice.speaking.cache.VERSION", VERSION + 1)
    assert AudioCache(tmp_path).get("xin chào", "voice a") is None


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:-1] + b"\0", lambda b: b"", lambda b: b[:10]]
)
def test_a_damaged_file_is_discarded_and_can_be_stored_anew(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    cache = AudioCache(tmp_path)
    cache.put("xin chào", "voice a", AUDIO)
    (path,) = stored(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get("xin chào", "voice a") is None
    assert stored(tmp_path) == []
    cache.put("xin chào", "voice a", AUDIO)
    assert cache.get("xin chào", "voice a") == AUDIO


def test_the_least_recently_used_go_first_when_the_limit_is_reached(tmp_path: Path) -> None:
    cache = AudioCache(tmp_path, limit_bytes=4 * ENTRY_BYTES)
    for text in "dcba":
        cache.put(text, "voice", AUDIO)
    for age, text in enumerate("abcd"):
        make_older(cache._path(text, "voice"), 100 - 10 * age)
    assert cache.get("a", "voice") == AUDIO  # used now: the oldest becomes the newest
    cache.put("e", "voice", AUDIO)
    assert [text for text in "abcde" if cache.get(text, "voice")] == ["a", "d", "e"]
    assert sum(path.stat().st_size for path in stored(tmp_path)) <= 4 * ENTRY_BYTES


def test_the_limit_holds_over_many_sentences_and_restarts(tmp_path: Path) -> None:
    for restart in range(3):
        cache = AudioCache(tmp_path, limit_bytes=5 * ENTRY_BYTES)
        for number in range(20):
            cache.put(f"{restart} {number}", "voice", AUDIO)
            assert sum(path.stat().st_size for path in stored(tmp_path)) <= 5 * ENTRY_BYTES


def test_what_is_larger_than_the_limit_is_not_stored_and_costs_nothing_else(tmp_path: Path) -> None:
    cache = AudioCache(tmp_path, limit_bytes=2 * ENTRY_BYTES)
    cache.put("a", "voice", AUDIO)
    cache.put("b", "voice", AUDIO * 3)
    assert cache.get("a", "voice") == AUDIO
    assert cache.get("b", "voice") is None


def test_many_writers_of_the_same_and_of_other_sentences_leave_only_whole_files(tmp_path: Path) -> None:
    caches = [AudioCache(tmp_path, limit_bytes=6 * ENTRY_BYTES) for _ in range(4)]

    def work(number: int) -> list[bytes | None]:
        cache = caches[number % 4]
        text = str(number % 8)
        cache.put(text, "voice", AUDIO)
        return [cache.get(text, "voice"), cache.get(str(number % 3), "voice")]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for pair in pool.map(work, range(200)) for answer in pair]
    assert set(answers) <= {AUDIO, None}
    assert answers.count(AUDIO) > 200
    assert {path.suffix for path in stored(tmp_path)} == {".ulaw"}


def in_processes(script: str, folder: Path, count: int) -> list[str]:
    """What `count` Python processes print that run `script` on `folder` at once."""
    command = [sys.executable, "-c", f"AUDIO = bytes(range(256)) * 10\n{script}", str(folder)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    printed = [process.communicate()[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0] * count
    return printed


WRITE_AND_READ = """
import sys
from pathlib import Path
from voice.speaking.cache import AudioCache

cache = AudioCache(Path(sys.argv[1]), limit_bytes=6 * (32 + len(AUDIO)))
answers = []
for number in range(300):
    cache.put(str(number % 8), "voice", AUDIO)
    answers.append(cache.get(str(number * 7 % 8), "voice"))
print(set(answers) <= {AUDIO, None} and answers.count(AUDIO) > 50)
"""


def test_many_processes_leave_only_whole_files(tmp_path: Path) -> None:
    assert in_processes(WRITE_AND_READ, tmp_path, count=3) == ["True"] * 3
    cache = AudioCache(tmp_path)
    found = [cache.get(str(number), "voice") for number in range(8)]
    assert set(found) <= {AUDIO, None}
    assert {path.suffix for path in stored(tmp_path)} == {".ulaw"}


WRITE_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from voice.speaking.cache import AudioCache

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # the write fails after 1000 bytes, as on a full disk
cache = AudioCache(Path(sys.argv[1]))
cache.put("a", "voice", AUDIO)
print(cache.get("a", "voice"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_write_that_the_system_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    assert in_processes(WRITE_ON_A_FULL_DISK, tmp_path, count=1) == ["None"]
    assert stored(tmp_path) == []


def test_a_full_disk_is_logged_once_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("voice.speaking.cache._write_private", full)
    cache = AudioCache(tmp_path)
    with caplog.at_level(logging.ERROR):
        for number in range(3):
            cache.put(str(number), "voice", AUDIO)
    assert len(caplog.records) == 1
    assert "No space left" in caplog.text
    assert stored(tmp_path) == []
    assert cache.get("0", "voice") is None


def test_a_folder_that_cannot_be_made_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    cache = AudioCache(blocked)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            cache.put("a", "voice", AUDIO)
            assert cache.get("a", "voice") is None
    assert len(caplog.records) == 1


def test_a_read_only_disk_still_serves_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = AudioCache(tmp_path)
    cache.put("a", "voice", AUDIO)

    def read_only(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("os.utime", read_only)
    monkeypatch.setattr("voice.speaking.cache._write_private", read_only)
    cache.put("b", "voice", AUDIO)
    assert cache.get("a", "voice") == AUDIO


def modes(folder: Path) -> set[tuple[str, int]]:
    """Kind and permissions of everything in `folder` and of itself."""
    return {
        ("folder" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode))
        for path in (folder, *folder.rglob("*"))
    }


@posix
@pytest.mark.parametrize("umask", [0o022, 0])
def test_only_the_user_of_the_service_may_read_what_is_stored(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        AudioCache(tmp_path / "data" / "speech").put("xin chào", "voice a", AUDIO)
    finally:
        os.umask(before)
    assert modes(tmp_path / "data") == {("folder", 0o700), ("file", 0o600)}


@posix
def test_an_audio_file_is_private_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts: list[int] = []
    replace = Path.replace

    def noting(self: Path, target: Path) -> Path:
        drafts.append(stat.S_IMODE(self.stat().st_mode))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", noting)
    AudioCache(tmp_path).put("xin chào", "voice a", AUDIO)
    assert drafts == [0o600]


@posix
@pytest.mark.parametrize("use", [lambda c: c.get("a", "voice"), lambda c: c.put("a", "voice", AUDIO)])
def test_a_folder_that_others_may_read_is_closed_at_the_first_use(
    tmp_path: Path, use: Callable[[AudioCache], object]
) -> None:
    folder = tmp_path / "speech"
    folder.mkdir()
    folder.chmod(0o755)
    use(AudioCache(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def fill_as_older_versions_did(folder: Path, count: int = 40) -> None:
    """Audio, a draft of a crashed writer, and version 0's folder; older versions wrote like this."""
    for number in range(count):
        shelf = folder / f"{number:02x}" if number % 2 else folder / "v0" / f"{number:02x}"
        shelf.mkdir(parents=True, exist_ok=True)
        (shelf / f"{number:064x}.ulaw").write_bytes(AUDIO)
    (folder / "01" / f"{1:064x}.0123456789abcdef.draft").write_bytes(AUDIO)


def test_what_older_versions_left_is_removed_at_the_first_use_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill_as_older_versions_did(tmp_path)
    other = tmp_path / "read me.txt"
    other.write_text("an operator's note")
    for _ in range(2):
        cache = AudioCache(tmp_path)
        for _ in range(2):
            cache.put("a", "voice", AUDIO)
            assert cache.get("a", "voice") == AUDIO
    assert stored(tmp_path) == [other, cache._path("a", "voice")]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [f"v{VERSION}"]
    (record,) = caplog.records
    assert f"Removed 41 files of an older version from {tmp_path}" in record.getMessage()


def test_a_removal_that_was_broken_off_is_taken_up_by_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_as_older_versions_did(tmp_path)
    unlink, removed = Path.unlink, 0

    def killed(self: Path, missing_ok: bool = False) -> None:
        nonlocal removed
        if removed == 10:
            raise KeyboardInterrupt
        removed += 1
        unlink(self, missing_ok)

    with monkeypatch.context() as broken_off:
        broken_off.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            AudioCache(tmp_path).get("a", "voice")
    assert len(stored(tmp_path)) == 31
    AudioCache(tmp_path).get("a", "voice")
    assert stored(tmp_path) == []


def test_what_an_older_version_still_running_stores_is_removed_by_the_next_process(tmp_path: Path) -> None:
    AudioCache(tmp_path).put("a", "voice", AUDIO)
    fill_as_older_versions_did(tmp_path)
    cache = AudioCache(tmp_path)
    assert cache.get("a", "voice") == AUDIO
    assert stored(tmp_path) == [cache._path("a", "voice")]


def test_what_a_newer_version_stored_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("voice.speaking.cache.VERSION", VERSION + 1)
        AudioCache(tmp_path).put("a", "voice", AUDIO)
    assert AudioCache(tmp_path).get("a", "voice") is None
    assert len(stored(tmp_path)) == 1


REMOVE = """
import logging, sys
from pathlib import Path
from voice.speaking.cache import AudioCache

logging.basicConfig(stream=sys.stdout)
cache = AudioCache(Path(sys.argv[1]))
cache.put("a", "voice", AUDIO)
assert cache.get("a", "voice") == AUDIO
"""


def test_two_processes_at_once_remove_each_file_once(tmp_path: Path) -> None:
    fill_as_older_versions_did(tmp_path, count=200)
    told = in_processes(REMOVE, tmp_path, count=2)
    assert sum(int(number) for number in re.findall(r"Removed (\d+) files", "\n".join(told))) == 201
    assert stored(tmp_path) == [AudioCache(tmp_path)._path("a", "voice")]


def test_what_cannot_be_removed_is_an_error_that_tells_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill_as_older_versions_did(tmp_path)

    def refused(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", refused)
    cache = AudioCache(tmp_path)
    cache.put("a", "voice", AUDIO)
    assert cache.get("a", "voice") == AUDIO
    (record,) = caplog.records
    assert (record.levelno, "may quote callers" in record.getMessage()) == (logging.ERROR, True)
