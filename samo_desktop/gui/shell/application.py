"""Sets the application up: its look, its icon, and what happens when there is a bug."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from samo_desktop import paths, settings
from samo_desktop.gui.runtime.post import Post
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.raise_requests import RaiseRequests
from samo_desktop.gui.shell.terminating import Terminating
from samo_desktop.gui.shell.window_place import WindowPlace
from samo_desktop.gui.style.theme import look
from samo_desktop.messages import gettext as _
from samo_desktop.messages import language, pgettext
from samo_desktop.system.single_instance import SingleInstance
from samo_desktop.system.traces import trace

_logger = logging.getLogger(__name__)
_open_boxes: set[QMessageBox] = set()
"""Held here: with no window to hold it, a dialog would go with the last name for it."""


def show_bug(error: BaseException) -> None:
    """A dialog that says that this was a bug, and from where; also in the log and on stderr."""
    detail = trace(error)
    _logger.error("A bug reached the window.", exc_info=error)
    print(_("A bug in SAMO Desktop: {where}").format(where=detail), file=sys.stderr)
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("SAMO")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(pgettext("Bug", "Something went wrong in SAMO."))
    box.setInformativeText(
        pgettext("Bug", "What you said and wrote is saved. The details below contain none of it.")
    )
    box.setDetailedText(detail)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _open_boxes.add(box)
    box.finished.connect(lambda: _open_boxes.discard(box))
    box.open()


def catch_bugs(app: QApplication) -> None:
    """Shows bugs instead of ending the program, whichever thread they come from."""
    post = Post(app)

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.quit()
            return
        post(lambda: show_bug(error))

    def thread_hook(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            hook(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable_hook(args: Any) -> None:
        """What nobody can be told of any more, such as a bug in a `__del__`."""
        _logger.error("A bug where nothing can be raised.", exc_info=args.exc_value)

    sys.excepthook = hook
    sys.unraisablehook = unraisable_hook
    threading.excepthook = thread_hook


def translate_qt(app: QApplication) -> None:
    """Lets Qt's own dialogs and menus speak the language of the catalogue, where Qt knows it."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language() and translator.load(f"qtbase_{language()}", folder):
        app.installTranslator(translator)


def run(folder: Path, instance: SingleInstance) -> int:
    """Opens the window on the journal in `folder` until it is closed.

    `instance` is this program's claim on that journal, or its vain try to get it.
    """
    QCoreApplication.setApplicationName("SAMO Desktop")
    QCoreApplication.setOrganizationName("SAMO")
    QApplication.setDesktopFileName("samo-desktop")
    app = QApplication(sys.argv[:1])
    catch_bugs(app)
    translate_qt(app)
    app.setWindowIcon(QIcon(str(paths.resources_folder() / "icons" / "samo.svg")))
    loaded = settings.read(paths.settings_file())
    look().apply(loaded.settings)
    requests = RaiseRequests(instance, app)
    window = MainWindow(
        folder, loaded.settings, problems=loaded.problems, requests=requests, place=WindowPlace()
    )
    window.show()
    terminating = Terminating(app)
    terminating.wanted.connect(window.end)
    app.commitDataRequest.connect(lambda _manager: window.save())
    try:
        return app.exec()
    finally:
        terminating.close()
