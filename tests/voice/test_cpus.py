"""CPUs as a container has them; the machine of these tests has 64 and no limit but the given."""

import os
from pathlib import Path

import pytest

from voice.cpus import usable_cpus
from voice.hearing.recognition import WORKERS_LIMIT, workers_for


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(64), raising=False)


def counted(folder: Path, own: str, files: dict[str, str]) -> int:
    """What is counted for a process in the groups `own` with the given files below their mount."""
    for name, content in files.items():
        path = folder / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (folder / "own").write_text(own)
    return usable_cpus(folder / "cgroup", folder / "own")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("200000 100000\n", 2),
        ("150000 100000\n", 1),
        ("50000 100000\n", 1),
        ("max 100000\n", 64),
        ("12800000 100000\n", 64),
        ("", 64),
        ("nonsense\n", 64),
        ("100000 0\n", 64),
    ],
)
def test_a_container_has_the_whole_cpus_of_its_limit(tmp_path: Path, limit: str, expected: int) -> None:
    assert counted(tmp_path, "0::/\n", {"cpu.max": limit}) == expected


def test_the_narrowest_limit_counts_also_one_above_our_own_group(tmp_path: Path) -> None:
    limits = {
        "system.slice/helpline.service/cpu.max": "800000 100000\n",
        "system.slice/cpu.max": "300000 100000\n",
        "user.slice/cpu.max": "100000 100000\n",  # not ours
    }
    assert counted(tmp_path, "0::/system.slice/helpline.service\n", limits) == 3


@pytest.mark.parametrize(
    ("own", "mount"),
    [
        ("4:memory:/x\n3:cpu,cpuacct:/\n0::/\n", "cpu"),
        ("3:cpu,cpuacct:/\n", "cpu,cpuacct"),
        ("1:cpu:/docker/4f1e\n", "cpu"),  # the container sees its own group as the mount
        ("1:cpu:/docker/4f1e\n", "cpu/docker/4f1e"),
        ("1:cpu:/../outside\n", "cpu"),
    ],
)
def test_an_older_kernel_tells_limit_and_period_in_two_files(tmp_path: Path, own: str, mount: str) -> None:
    limits = {f"{mount}/cpu.cfs_quota_us": "400000\n", f"{mount}/cpu.cfs_period_us": "100000\n"}
    assert counted(tmp_path, own, limits) == 4


def test_an_older_kernel_without_a_limit_says_minus_one(tmp_path: Path) -> None:
    limits = {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}
    assert counted(tmp_path, "1:cpu:/\n", limits) == 64


def test_the_cpus_we_may_be_scheduled_on_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5})
    assert counted(tmp_path, "0::/\n", {"cpu.max": "max 100000\n"}) == 2


@pytest.mark.parametrize(("said", "expected"), [(8, 8), (None, 1)])
def test_a_system_without_groups_and_affinity_has_the_cpus_it_says(
    said: int | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: said)
    assert usable_cpus(tmp_path, tmp_path / "none") == expected


def test_one_cpu_is_left_for_the_calls_and_a_large_host_does_not_get_a_worker_a_core() -> None:
    assert [workers_for(count) for count in (1, 2, 4, 64)] == [1, 1, 3, WORKERS_LIMIT]
