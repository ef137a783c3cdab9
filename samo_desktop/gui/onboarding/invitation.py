"""Ways to begin, in place of an entry where there is none yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _


class Invitation(QWidget):
    """Record, write or import, or look around first."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        ways = QWidget()
        flow = Flow(ways)
        for name in ("record", "write", "import"):
            flow.addWidget(actions.button(name, "plain"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(ways)
        says = _("Not sure yet? A sample journal shows what yours may look like in a few months.")
        column.addWidget(label(says, "quiet", wrap=True))
        self.sample = actions.button("sample", "plain")
        self.sample.setText(_("Look around"))
        column.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignLeft)
