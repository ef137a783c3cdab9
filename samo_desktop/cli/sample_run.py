"""`samo demo`: the sample voice note and the sample journal, worked through for real."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from samo_desktop.app import App
from samo_desktop.domain import calendar
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import Event
from samo_desktop.exchange.chart import write_chart
from samo_desktop.exchange.sample import sample_entries, sample_voice_note
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal


def run_demo(show: Callable[[Event], None]) -> tuple[Entry, Path]:
    """Fills a new encrypted journal in a temporary folder; returns the voice entry and the chart.

    The folder is kept, so that the chart can be looked at; nobody knows its journal's passphrase.
    """
    folder = Path(tempfile.mkdtemp(prefix="samo-demo-"))
    journal, _ = Journal.create(folder / "journal", secrets.token_urlsafe())
    app = App(journal, Settings())
    try:
        note = app.add_file(sample_voice_note(), at=calendar.now(), tags=["sample"])
        for sample in sample_entries():
            app.write(sample.text, at=sample.at, tags=sample.tags)
        for event in app.finish():
            show(event)
        chart = folder / "timeline.png"
        write_chart(app.timeline("day"), chart)
        return journal.entry(note.id), chart
    finally:
        app.close()
