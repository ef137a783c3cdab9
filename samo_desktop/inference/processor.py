"""How much of the processor there is to compute with."""

from __future__ import annotations

import os
import sys
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")


def cores(topology: Path = TOPOLOGY) -> int:
    """Physical cores that this program may use, at least 1.

    Two threads on one core share what multiplies: a second one makes a model no faster. Where the
    system does not say which belong together, every thread counts as a core.
    """
    if sys.platform != "linux":
        return max(1, os.cpu_count() or 1)
    allowed = os.sched_getaffinity(0)
    try:
        return max(1, len({_core(topology / f"cpu{number}" / "topology") for number in allowed}))
    except OSError:
        return max(1, len(allowed))


def _core(folder: Path) -> tuple[str, str]:
    return (folder / "physical_package_id").read_text(), (folder / "core_id").read_text()
