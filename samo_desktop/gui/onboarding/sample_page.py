"""The sample journal, and above it a line that says so and leads back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


class SamplePage(QWidget):
    """A journal that is not the user's own."""

    def __init__(self, journal: QWidget, leave: Callable[[], object]) -> None:
        """`leave` goes back to the user's own."""
        super().__init__()
        banner = QWidget()
        banner.setObjectName("sample_banner")
        banner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(banner)
        row.setContentsMargins(3 * GRID, GRID, 3 * GRID, GRID)
        says = _(
            "This is a sample journal. Try anything: your own journal is not affected, "
            "and the sample starts fresh each time."
        )
        row.addWidget(label(says, wrap=True), 1)
        self.leave = button(_("Back to my journal"), "plain", "leave_sample_button")
        self.leave.clicked.connect(lambda: leave())
        row.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(banner)
        column.addWidget(journal, 1)
        journal.show()
