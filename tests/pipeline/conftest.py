"""An open App on a journal without encryption, and with cheap encryption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samo_desktop.app import App
from samo_desktop.inference.models import Models
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal


@pytest.fixture(autouse=True)
def _quick_hearing(no_bundled_whisper: None) -> None:
    """What is said is heard by Moonshine, which takes a third of Whisper's time."""


@pytest.fixture(scope="session")
def models() -> Models:
    """The real models, loaded once for all tests."""
    return Models()


@pytest.fixture
def app(tmp_path: Path, models: Models) -> Iterator[App]:
    """An App whose work the test runs itself with `finish`."""
    journal, _ = Journal.create(tmp_path / "journal", None)
    app = App(journal, Settings(), models)
    yield app
    app.close()
