"""How many cores there are to compute with."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from samo_desktop.inference.processor import cores

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of its threads so")


def _topology(folder: Path, places: dict[int, tuple[int, int]]) -> Path:
    for number, (package, core) in places.items():
        place = folder / f"cpu{number}" / "topology"
        place.mkdir(parents=True)
        (place / "physical_package_id").write_text(f"{package}\n")
        (place / "core_id").write_text(f"{core}\n")
    return folder


@linux
def test_threads_of_one_core_count_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {0: (0, 0), 1: (0, 1), 2: (0, 0), 3: (0, 1), 4: (1, 0), 5: (1, 0), 9: (1, 7)}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2, 3, 4, 5})
    assert cores(_topology(tmp_path, places)) == 3


@linux
def test_where_nothing_is_told_each_thread_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 3, 7})
    assert cores(tmp_path) == 3


def test_there_is_at_least_one_here() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
