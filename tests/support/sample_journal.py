"""The sample journal, filled and read: `python -m tests.support.sample_journal FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from samo_desktop.app import App
from samo_desktop.inference.models import Models
from samo_desktop.services import samples
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal


def fill(folder: Path, models: Models) -> None:
    """Makes a plain journal in `folder` with the sample entries and a note an hour old."""
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), models)
    try:
        samples.fill(app.entries)
        for _ in app.finish():
            pass
    finally:
        app.close()


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Models())
