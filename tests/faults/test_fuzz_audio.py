"""Some hundred damaged sound files; thousands are a script's business (fuzz_audio)."""

from __future__ import annotations

import sys

import pytest

from tests.faults import fuzz_audio
from tests.faults.fuzz_audio import DAMAGES, cases, fuzz, outcome

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the limits of the worker process are Linux's"
)

COUNT = 300
"""Enough for every kind of file and every kind of damage to have its turn."""


@pytest.mark.slow
def test_damaged_files_are_heard_as_far_as_they_go_or_refused_in_words() -> None:
    figures = fuzz(COUNT, seed=2)
    assert figures.wrong == []
    assert figures.files == COUNT
    assert set(figures.damages) == {damage.__name__ for damage in DAMAGES}
    assert figures.ends["decoded"] > COUNT // 5
    assert figures.ends["refused"] > COUNT // 5


def test_the_same_seed_makes_the_same_files() -> None:
    files = {"a": bytes(range(256)) * 8, "b": b"RIFFdata" * 300}
    first, second, other = (list(cases(60, seed, files)) for seed in (3, 3, 4))
    assert first == second
    assert first != other
    assert sum(case.data != files[case.name] for case in first) > 50


def test_what_is_no_samo_error_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(data: bytes) -> float:
        raise KeyError(len(data))

    monkeypatch.setattr(fuzz_audio, "_listen", careless)
    answer = outcome(b"RIFF")
    assert answer["end"] == "wrong"
    assert "KeyError" in answer["what"]


@pytest.mark.parametrize(
    ("dies", "end"), [("os.abort()", "crashed"), ("os.kill(os.getpid(), 27)", "hung")]
)
def test_a_worker_that_dies_is_noticed_and_started_again(
    monkeypatch: pytest.MonkeyPatch, dies: str, end: str
) -> None:
    worker = fuzz_audio.Worker()
    monkeypatch.setattr(
        fuzz_audio,
        "COMMAND",
        (sys.executable, "-c", f"import os, sys; sys.stdin.buffer.read(8); {dies}"),
    )
    assert worker(b"four")["end"] == end
    monkeypatch.undo()
    assert worker(b"four")["end"] == "refused"
    worker.close()
