"""Journals to try things on. Argon2id is cheap here, and so are its guesses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samo_desktop.store.journal import Journal

from .helpers import CHEAP, PASSPHRASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a journal may be made; not there yet."""
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    """An empty encrypted journal."""
    made, _ = Journal.create(folder, PASSPHRASE, cost=CHEAP)
    with made:
        yield made


@pytest.fixture
def plain(folder: Path) -> Iterator[Journal]:
    """An empty journal without encryption."""
    made, _ = Journal.create(folder, None)
    with made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """An encrypted journal that the examples of a property share."""
    made, _ = Journal.create(tmp_path_factory.mktemp("shared") / "j", PASSPHRASE, cost=CHEAP)
    with made:
        yield made
