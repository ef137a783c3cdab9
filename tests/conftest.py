"""Fixtures that every test may use."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from samo_desktop import paths
from samo_desktop.system.log import WordlessFormatter

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
    monkeypatch.setenv("SAMO_LOGS", str(home / "logs"))
    # One for all: looking for the system's fonts takes seconds.
    monkeypatch.setenv("SAMO_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("SAMO_PASSPHRASE", raising=False)
    monkeypatch.setenv("LANGUAGE", "en")  # whatever whoever runs it speaks


SHIPPED = sorted(file for file in paths.bundled_models_folder().rglob("*") if file.is_file())


def _shipped() -> dict[Path, tuple[int, int]]:
    return {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in SHIPPED}


@pytest.fixture(autouse=True)
def _shipped_models_are_left_alone() -> Iterator[None]:
    """Fails a test that writes into a model that ships; tests damage copies."""
    before = _shipped()
    yield
    assert _shipped() == before


ExpectedErrors = list[logging.LogRecord]


class _Errors(logging.Handler):
    """Gathers the errors that the program logs: bugs, told without a word of the user's."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: ExpectedErrors = []
        self.expected = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] == "samo_desktop":
            self.records.append(record)


@pytest.fixture(autouse=True)
def _logged_errors() -> Iterator[_Errors]:
    """Fails a test during which a bug was logged, in whichever thread, that it did not expect."""
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    try:
        yield errors
    finally:
        logging.getLogger().removeHandler(errors)
    told = [WordlessFormatter().format(record) for record in errors.records]
    if errors.expected:
        assert told, "an error was expected in the log, and none came"
    else:
        assert not told, "\n".join(["the program logged an error:", *told])


@pytest.fixture
def expected_errors(_logged_errors: _Errors) -> ExpectedErrors:
    """For a test that brings a bug about: what is logged of it, one error at least."""
    _logged_errors.expected = True
    return _logged_errors.records


@pytest.fixture
def no_bundled_whisper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of Whisper models only those are there that the test installs."""
    from samo_desktop.inference.model_store import catalogue

    monkeypatch.setattr(catalogue, "bundled_speech_folder", lambda: tmp_path / "no-speech-models")


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
