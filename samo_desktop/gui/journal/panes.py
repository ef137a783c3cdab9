"""The list beside the page of an entry; one of them at a time where both do not fit."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import button, rule
from samo_desktop.messages import gettext as _

BOTH = 92
"""Characters of text that list and page are wide where both fit."""
BOTH_PIXELS = 90 * GRID
"""Pixels that they are wide at least, however small the text is."""
LIST_LEAST, LIST_USUAL, LIST_MOST = 24, 42, 60
"""Characters of text that the list is wide: at least, usually, and at most by itself."""
PAGE_LEAST = 44
SHARE = 0.36
"""The part of the width that the list takes by itself."""
STILL_MS = 400
"""Milliseconds after which the list's width is taken as chosen."""


class Panes(QWidget):
    """List and page side by side with the list as wide as the user made it.

    Where that is too narrow, an entry that is opened takes the place of the list, and a button
    above it leads back.
    """

    width_chosen = Signal(int)
    """The user made the list so many pixels wide."""
    turned = Signal()
    """The other of list and page is shown, or both are again."""

    def __init__(self, entries: QWidget, page: QWidget) -> None:
        super().__init__()
        self.narrow = False
        """Whether one of them is shown at a time."""
        self._wanted = 0
        self._reading = False
        """Whether the page is shown, where only one is."""
        self.entries, self.page = entries, page
        self.back = self._back()
        self.right = self._right()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(entries)
        self.splitter.addWidget(self.right)
        entries.lower()  # a screen reader follows the order of the children
        self.splitter.setStretchFactor(1, 1)
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(lambda: self.width_chosen.emit(self._wanted))
        self.splitter.splitterMoved.connect(self._moved)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        look().changed.connect(self._fit)

    def _back(self) -> QPushButton:
        back = button(_("All entries"), "quiet", "back_to_list", "back", "muted")
        back.setAccessibleDescription(_("Back to the list of entries"))
        back.clicked.connect(lambda: self.show_list(focus=True))
        back.hide()
        return back

    def _right(self) -> QWidget:
        right = QWidget()
        right.setObjectName("page")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        above = QHBoxLayout()
        above.setContentsMargins(GRID, 0, GRID, 0)
        above.addWidget(self.back)
        above.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.page, 1)
        across = QHBoxLayout(right)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(rule(vertical=True))
        across.addLayout(column, 1)
        return right

    def want_width(self, pixels: int) -> None:
        """Makes the list so wide, as far as there is room; 0 for as wide as suits the window."""
        self._wanted = pixels
        self._fit()

    def show_list(self, *, focus: bool = False) -> None:
        """Shows the list, also where it takes the place of the page; gives it the keyboard."""
        self._turn(reading=False)
        if focus:
            self.entries.setFocus()

    def show_page(self) -> None:
        """Shows the page, also where it takes the place of the list."""
        self._turn(reading=True)

    def _turn(self, *, reading: bool) -> None:
        had = self.entries if reading else self.right
        focused = self.focusWidget()
        inside = focused is not None and had.isAncestorOf(focused)
        self._reading = reading
        self._show()
        if self.narrow and inside:
            (self.right if reading else self.entries).setFocus()

    def _show(self) -> None:
        self.entries.setVisible(not self.narrow or not self._reading)
        self.right.setVisible(not self.narrow or self._reading)
        self.back.setVisible(self.narrow)
        self.turned.emit()

    def _moved(self) -> None:
        self._wanted = self.splitter.sizes()[0]
        self._still.start()

    def _fit(self) -> None:
        """Shows both where they fit, and gives the list its width."""
        measure, wide = look().measure, self.width()
        narrow = wide < max(measure(BOTH), BOTH_PIXELS)
        self.entries.setMinimumWidth(0 if narrow else measure(LIST_LEAST))
        if narrow != self.narrow:
            self.narrow = narrow
            self._show()
        if not narrow:
            usual = max(measure(LIST_USUAL), min(measure(LIST_MOST), round(wide * SHARE)))
            most = wide - measure(PAGE_LEAST)
            width = max(measure(LIST_LEAST), min(self._wanted or usual, most))
            self.splitter.setSizes([width, wide - width])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
