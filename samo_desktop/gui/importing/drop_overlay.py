"""What is seen while files are dragged over the window, and where they are dropped."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from samo_desktop.gui.importing.importer import local_files
from samo_desktop.gui.style import icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import decorative
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

AWAY_MS = 100
"""Milliseconds in which what left a widget under the overlay must come to the overlay."""


class DropOverlay(QWidget):
    """Covers its parent while files are dragged over it; nothing beneath gets them.

    Without it the text of an entry would take a dropped file for words.
    """

    dropped = Signal(object)
    """The paths of what was dropped."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self._over = False  # whether what is dragged is over the overlay itself
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(AWAY_MS)
        self._away.timeout.connect(self._leave)
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Drop recordings here to import them"))
        self._mark = QLabel()
        decorative(self._mark)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.says = label(_("Drop to import"), "title")
        self.kinds = label(_("Audio files, videos, or folders of them"), "quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(1)
        for line in (self._mark, self.says, self.kinds):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addStretch(1)
        self.hide()
        self._watch(parent)

    def _watch(self, parent: QWidget) -> None:
        parent.setAcceptDrops(True)
        parent.installEventFilter(self)
        for inner in parent.findChildren(QWidget):
            if inner.acceptDrops() and inner is not self:
                inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Files that come over the parent, or over a text in it, come to the overlay."""
        if watched is self._covered and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
        if isinstance(event, QDragEnterEvent) and local_files(event.mimeData()):
            self.lift()
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.DragLeave and self.isVisible():
            self._away.start()  # to the overlay, which has just come between, or out of the window
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths = local_files(event.mimeData())
            if paths:
                self._take(event)
                return True
        return super().eventFilter(watched, event)

    def lift(self) -> None:
        """Shows the overlay over all of its parent."""
        self._mark.setPixmap(icons.pixmap("import", look().colour("accent"), 6 * GRID))
        self.setGeometry(self._covered.rect())
        self._over = False
        self.show()
        self.raise_()

    def _leave(self) -> None:
        if not self._over:
            self.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            self._over = True
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take(event)

    def _take(self, event: QDropEvent) -> None:
        # A file manager that is told "moved" would delete the file.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.hide()
        self.dropped.emit(local_files(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look().colour("paper", 0.94))
        painter.setPen(QPen(look().colour("accent"), 2, Qt.PenStyle.DashLine))
        inner = QRectF(self.rect()).adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID)
        painter.drawRoundedRect(inner, 2 * GRID, 2 * GRID)
        painter.end()
