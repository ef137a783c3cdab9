"""What work took of the memory is given back after it, and not while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from samo_desktop.inference.models import Models
from samo_desktop.pipeline import memory_release
from samo_desktop.pipeline.memory_release import MemoryRelease
from samo_desktop.system import memory

PATIENCE = 30  # seconds; only a failing test waits so long


class LookedAfter(Models):
    """Says when it is asked to let go of models."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Semaphore(0)
        self.left: list[float | None] = []

    def release_unused(self) -> float | None:
        self.asked.release()
        return self.left.pop(0) if self.left else None


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> LookedAfter:
    monkeypatch.setattr(memory_release, "SETTLE_SECONDS", 0.001)
    return LookedAfter()


@pytest.fixture
def busy() -> threading.Event:
    return threading.Event()


@pytest.fixture
def release(models: LookedAfter, busy: threading.Event) -> Iterator[MemoryRelease]:
    release = MemoryRelease(models, busy.is_set)
    release.start()
    yield release
    release.close()


@pytest.mark.usefixtures("release")
def test_it_looks_when_a_model_was_loaded(models: LookedAfter) -> None:
    assert not models.asked.acquire(timeout=0.02)
    models.when_loaded()
    assert models.asked.acquire(timeout=PATIENCE)
    assert not models.asked.acquire(timeout=0.02)  # nothing is left to be let go


def test_it_looks_again_when_the_next_model_may_go(
    models: LookedAfter, release: MemoryRelease
) -> None:
    models.left = [0.01, None]
    release.look()
    assert models.asked.acquire(timeout=PATIENCE)
    assert models.asked.acquire(timeout=PATIENCE)
    assert not models.asked.acquire(timeout=0.02)


def test_nothing_goes_while_work_goes_on(
    models: LookedAfter, release: MemoryRelease, busy: threading.Event
) -> None:
    busy.set()
    release.look()
    assert not models.asked.acquire(timeout=0.05)
    busy.clear()
    release.look()  # the work has ended
    assert models.asked.acquire(timeout=PATIENCE)


def test_freed_memory_is_given_back_each_time(
    models: LookedAfter, release: MemoryRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = threading.Event()
    monkeypatch.setattr(memory, "give_back", given.set)
    release.look()
    assert given.wait(PATIENCE)


def test_it_ends_at_once_also_if_it_never_began(models: LookedAfter) -> None:
    MemoryRelease(models, lambda: False).close()
