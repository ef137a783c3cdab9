"""Benchmarks take long: each figure is told before the next is measured."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks.__main__ import Figure


def test_each_figure_is_told_as_soon_as_it_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def measuring(*_: object) -> Iterator[Figure]:
        yield Figure("the first", 1.0, "s")
        told.append(capsys.readouterr().out)
        yield Figure("the second", 2.0, "s")

    parts = ("steps", "programs", "large", "speech", "held", "whisper_ratios")
    for part in parts:
        monkeypatch.setattr(bench, part, measuring)
    monkeypatch.setattr(bench.accuracy, "data_folder", lambda: None)
    bench.main()
    assert len(told) == len(parts)
    assert all(
        "the first" in said and "the second" not in said.split("the first")[1] for said in told
    )


def test_steps_are_measured_one_after_the_other() -> None:
    made = (bench.steps(), bench.programs(), bench.large(), bench.speech(False), bench.held())
    for part in (*made, bench.whisper_ratios()):
        assert isinstance(part, Iterator)


def test_what_make_runs_in_python_tells_each_line_at_once() -> None:
    """Also into a file or a pipe, where Python would keep some thousand letters to itself."""
    asks = f"{sys.executable} -c 'import sys; print(sys.stdout.write_through)'"
    tells = f"tells:\n\t@{asks}"
    done = subprocess.run(
        ["make", "--silent", f"--eval={tells}", "tells"],
        cwd=bench.ROOT,
        env={k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True"
