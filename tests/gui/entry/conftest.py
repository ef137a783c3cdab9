"""What tests of an entry's page begin with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from samo_desktop.exchange.sample import sample_voice_note
from tests.gui.space import Space


@pytest.fixture
def note(space: Space, until_done: Callable[[str], None]) -> str:
    """A voice note as the test's models heard it, opened."""
    entry = space.app.entries.add_file(sample_voice_note())
    space.journal.refresh()
    space.journal.open(entry.id)
    until_done(entry.id)
    return entry.id
