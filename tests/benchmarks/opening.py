"""From the passphrase to the list of a large journal, and to its timeline, in a real window.

Runs in a process of its own: `python -m tests.benchmarks.opening FOLDER`, with the passphrase in
$SAMO_PASSPHRASE, prints the seconds as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings

TYPING_MS = 1500
"""How long it takes to type a passphrase, at the least."""


def wait_for(signal: SignalInstance) -> None:
    """Lets the window live until it says so."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    loop.exec()
    signal.disconnect(loop.quit)


def main(folder: Path, passphrase: str) -> None:
    """Opens the journal in `folder`, then its timeline."""
    app = QApplication(sys.argv[:1])
    look().apply(Settings())
    window = MainWindow(folder, Settings())
    window.show()
    app.processEvents()
    assert isinstance(window.page, UnlockPage)
    window.page.secret.setText(passphrase)
    typing = QEventLoop()
    QTimer.singleShot(TYPING_MS, typing.quit)
    typing.exec()
    begun = time.perf_counter()
    window.page.open.click()
    wait_for(window.opened)
    from tests.gui.space import space_of  # imports the pages, which is part of what is measured

    space = space_of(window)
    assert space is not None
    opened = time.perf_counter()
    while space.journal.model.row(0) is None:
        wait_for(space.journal.model.shown)
    app.processEvents()
    listed = time.perf_counter()
    while space.journal.open_entry is None:
        wait_for(space.journal.refreshed)
    app.processEvents()
    read = time.perf_counter()
    space.actions_["timeline"].trigger()
    wait_for(space.timeline.ready)
    app.processEvents()
    drawn = time.perf_counter()
    figures = {
        "opened": opened - begun,
        "list": listed - begun,
        "entry": read - begun,
        "timeline": drawn - read,
    }
    window.close()
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["SAMO_PASSPHRASE"])
