"""Benchmarks take long: each figure is told before the next is measured."""

from __future__ import annotations

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

    for part in ("steps", "programs", "speech", "whisper_ratios"):
        monkeypatch.setattr(bench, part, measuring)
    monkeypatch.setattr(bench.accuracy, "data_folder", lambda: None)
    bench.main()
    assert len(told) == 4
    assert all(
        "the first" in said and "the second" not in said.split("the first")[1] for said in told
    )


def test_steps_are_measured_one_after_the_other() -> None:
    for part in (bench.steps(), bench.programs(), bench.speech(False), bench.whisper_ratios()):
        assert isinstance(part, Iterator)
