"""What stands in the window until the journal's entries were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from samo_desktop.gui.journal.rows import RowsModel
from samo_desktop.store.journal import Journal
from tests.gui.space import Space
from tests.support.autocommit import Autocommit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A journal with an entry."""
    place = tmp_path / "journal"
    with Journal.create(place, None)[0] as journal:
        Autocommit(journal).add_entry(source="text", text="A note.")
    return place


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes its time."""
    monkeypatch.setattr(RowsModel, "set_filter", lambda _rows, _chosen: None)


@pytest.mark.slow
@pytest.mark.usefixtures("slow")
def test_a_journal_is_not_called_empty_before_it_was_read(space: Space) -> None:
    assert space.journal.isVisible()
    assert space.journal.invitation.isHidden()
    assert space.journal.page_title.text() == ""
