"""Opens the window on the journal of the environment and ends once it has painted."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from samo_desktop import paths, settings
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look


def main() -> None:
    """Ends with exit code 0 after the first paint."""
    app = QApplication(sys.argv[:1])
    chosen = settings.load(paths.settings_file())
    look().apply(chosen)
    window = MainWindow(paths.default_journal_folder(), chosen)
    window.show()
    QTimer.singleShot(0, app.quit)  # after the events that paint, which show() has queued
    app.exec()


if __name__ == "__main__":
    main()
