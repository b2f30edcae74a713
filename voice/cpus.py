"""How many CPUs this process may use: in a container fewer than the machine has."""

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

CONTROL_GROUPS: Final = Path("/sys/fs/cgroup")
OWN_GROUPS: Final = Path("/proc/self/cgroup")


def usable_cpus(groups: Path = CONTROL_GROUPS, own: Path = OWN_GROUPS) -> int:
    """CPUs that the scheduler and every limit on time leave to this process, at least 1.

    `groups` is where control groups are mounted, `own` the list of those this process is in. A share of a CPU
    counts for none: two threads on 1.5 CPUs are both stopped in the middle of every period.
    """
    return max(1, math.floor(min((_scheduled(), *_quotas(groups, own)))))


def _scheduled() -> int:
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quotas(groups: Path, own: Path) -> Iterator[float]:
    """Limits in CPUs, of our groups and those above them (Linux, Documentation/admin-guide/cgroup-v2.rst,
    cpu.max; scheduler/sched-bwc.rst for version 1)."""
    for line in _lines(own):
        _, controllers, path = line.split(":", 2)
        if not controllers:
            yield from _limits(groups, path, "cpu.max")
        elif "cpu" in controllers.split(","):
            for mount in ("cpu", controllers):
                yield from _limits(groups / mount, path, "cpu.cfs_quota_us", "cpu.cfs_period_us")


def _limits(mount: Path, path: str, *files: str) -> Iterator[float]:
    """The limit of each group from `path` up to `mount`, which in a container is often all that is there."""
    group = mount.joinpath(*(name for name in path.split("/") if name not in ("", "..")))
    for folder in (group, *group.parents):
        if not folder.is_relative_to(mount):
            return
        words = [word for file in files for line in _lines(folder / file) for word in line.split()]
        if len(words) == 2 and words[0].isdecimal() and int(words[1]) > 0:  # not "max", not -1
            yield int(words[0]) / int(words[1])


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
