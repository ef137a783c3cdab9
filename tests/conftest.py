"""Fixtures that every test may use."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("samo", deadline=None)  # a busy computer must not fail a test
settings.register_profile("fast", deadline=None, max_examples=20)  # make test-fast
settings.load_profile("samo")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the folders of whoever runs it."""
    home: Path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SAMO_JOURNAL", str(home / "journal"))
    monkeypatch.setenv("SAMO_SETTINGS", str(home / "settings.toml"))
    monkeypatch.setenv("SAMO_MODELS", str(home / "models"))
    # One for all: looking for the system's fonts takes seconds.
    monkeypatch.setenv("SAMO_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("SAMO_PASSPHRASE", raising=False)


Move = Callable[[str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Move]:
    """Moves this process to a zone, such as "Asia/Tokyo"."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system's zone cannot be set for one process")

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()
