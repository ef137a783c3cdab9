"""Importing: files over the window, and what became of them."""

from __future__ import annotations

from pathlib import Path

from samo_desktop.errors import AudioError
from samo_desktop.gui.operations.importing import BroughtIn, KnownFile, RefusedFile
from tests.gui.stories.story import LARGE, USUAL, Story, View
from tests.gui.stories.studio import Studio

VIEWS = (*USUAL, *LARGE, View("light", 1.0, (800, 560)), View("dark", 2.0, (1280, 800)))


def files(studio: Studio) -> None:
    """Dragged over the window; added, known already, refused, left out."""
    space = studio.opened(studio.sample())
    space.desk.overlay.lift()
    studio.shoot("overlay")
    space.desk.overlay.hide()
    entries = list(space.app.entries.all())
    error = AudioError("letter.wav is not a sound file.", "Choose another file.")
    brought = BroughtIn(
        added=entries[:3],
        known=[KnownFile(Path("2025-03-04 Talk with Anna.m4a"), entries[0])],
        refused=[RefusedFile(Path("a-name-without-a-blank-" * 5 + ".wav"), error)],
        skipped=4,
        left=2,
    )
    space.desk._ended(brought)
    assert space.desk.report is not None
    studio.shoot("report", over=space.desk.report)


STORIES = (Story("importing.files", files, VIEWS),)
