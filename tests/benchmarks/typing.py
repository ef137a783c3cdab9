"""Typing into a long entry, in the real window: `python -m tests.benchmarks.typing` prints JSON.

An entry of 20,000 words is opened, as one paragraph and as many, and keys are pressed in it at the
beginning, in the middle and at the end. What counts is the time from a key to the painted letter.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, SignalInstance
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.benchmarks.large_journal import TEXT
from tests.gui.space import Space, space_of

WORDS = 20_000
PARAGRAPHS = {"one paragraph": 1, "many paragraphs": 250}
KEYS = 30
"""Pressed at each place."""


def long_text(paragraphs: int, words: int = WORDS) -> str:
    """So many words in so many paragraphs."""
    given = (TEXT.split() * (1 + words // len(TEXT.split())))[:words]
    sentences = [" ".join(given[at : at + 20]) + "." for at in range(0, words, 20)]
    parts = np.array_split(np.array(sentences, object), paragraphs)
    return "\n\n".join(" ".join(part) for part in parts)


def wait_for(signal: SignalInstance) -> None:
    """Lets the window live until it says so."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    loop.exec()
    signal.disconnect(loop.quit)


def wait_until(app: QApplication, holds: Callable[[], bool]) -> None:
    """Lets the window live until it does."""
    while not holds():
        app.processEvents()
        time.sleep(0.01)
    app.processEvents()


def is_open(space: Space, entry_id: str) -> bool:
    """Whether the entry of that id is shown."""
    entry = space.journal.open_entry
    return entry is not None and entry.id == entry_id


def milliseconds(space: Space, app: QApplication) -> list[float]:
    """What each key takes in the entry that is open."""
    text = space.journal.entry.text
    text.setFocus()
    taken = []
    for share in (0.0, 0.5, 1.0):
        cursor = text.textCursor()
        cursor.setPosition(int(share * (text.document().characterCount() - 1)))
        text.setTextCursor(cursor)
        text.ensureCursorVisible()
        app.processEvents()
        for number in range(KEYS):
            begun = time.perf_counter()
            QTest.keyClick(text, Qt.Key(Qt.Key.Key_A + number % 26))
            app.processEvents()
            taken.append(1000 * (time.perf_counter() - begun))
    text.moveCursor(QTextCursor.MoveOperation.Start)
    return taken


def main() -> None:
    """Prints the 95th percentile for each kind of text."""
    app = QApplication(sys.argv[:1])
    look().apply(Settings())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "journal"
        journal, _key = Journal.create(folder, None)
        with journal, journal.transaction() as change:
            made = {
                kind: change.add_entry(source="text", text=long_text(count)).id
                for kind, count in PARAGRAPHS.items()
            }
        window = MainWindow(folder, Settings())
        window.show()
        wait_for(window.opened)
        space = space_of(window)
        assert space is not None
        wait_until(app, lambda: space.journal.open_entry is not None)  # the newest, by itself
        found = {}
        for kind, entry_id in made.items():
            space.journal.open(entry_id)
            wait_until(app, partial(is_open, space, entry_id))
            found[kind] = float(np.percentile(milliseconds(space, app), 95))
        window.close()
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
