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
from samo_desktop.services.samples import sample_entries, sample_voice_note
from samo_desktop.services.timeline import write_chart
from samo_desktop.settings import Settings


def run_demo(show: Callable[[Event], None]) -> tuple[Entry, Path]:
    """Fills a new encrypted journal in a temporary folder; returns the voice entry and the chart.

    The folder is kept, so that the chart can be looked at; nobody knows its journal's passphrase.
    """
    folder = Path(tempfile.mkdtemp(prefix="samo-demo-"))
    app, _key = App.create(folder / "journal", secrets.token_urlsafe(), Settings())
    try:
        note = app.entries.add_file(sample_voice_note(), at=calendar.now(), tags=["sample"])
        for sample in sample_entries():
            app.entries.write(sample.text, at=sample.at, tags=sample.tags)
        for event in app.finish():
            show(event)
        chart = folder / "timeline.png"
        write_chart(app.timeline.chart("day"), chart)
        return app.entries.get(note.id), chart
    finally:
        app.close()
