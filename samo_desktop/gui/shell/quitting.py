"""The question before a recording ends because the window is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from samo_desktop.messages import gettext as _


def ask_to_quit(
    parent: QWidget, quits: Callable[[], object], stays: Callable[[], object]
) -> QMessageBox:
    """Says that a recording runs and what becomes of it; returns at once."""
    box = QMessageBox(parent)
    box.setObjectName("quit_question")
    box.setWindowTitle("SAMO")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(_("A recording is running."))
    box.setInformativeText(_("If you quit now, it stops, and everything up to now is saved."))
    leave = box.addButton(_("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(_("Keep recording"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda _code: quits() if box.clickedButton() is leave else stays())
    box.open()
    return box
