"""What the pages before the journal are made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label


class Sheet(QWidget):
    """A calm page with one column in the middle."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.column = QVBoxLayout()
        self.column.setSpacing(2 * GRID)
        self.title = label(title, "title", wrap=True)
        self.column.addWidget(self.title)
        self.lead = label(text, wrap=True)
        self.column.addWidget(self.lead)
        inner = QWidget()
        inner.setLayout(self.column)
        inner.setFixedWidth(look().measure(62))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner)
        across.addStretch(1)
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice = label(wrap=True)
        self.notice.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        self.notice.hide()
        outer.addWidget(self.notice)
        outer.addWidget(area, 1)

    def tell(self, text: str) -> None:
        """Says at the top what has to be known, whatever is done on the page; "" for nothing."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def says(self) -> None:
        """Adds the line in which the page says what is wrong; its place is kept."""
        self.problem = label(role="problem", wrap=True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.problem.setMinimumHeight(2 * self.problem.fontMetrics().lineSpacing() + GRID)
        self.column.addWidget(self.problem)

    def ended(self, *buttons: QWidget) -> None:
        """Adds the row of buttons at the end."""
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for one in buttons:
            row.addWidget(one)
        self.column.addLayout(row)


def secret_field(name: str, object_name: str) -> QLineEdit:
    """A field for a passphrase."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    field.setObjectName(object_name)
    return field


def reveal(field: QLineEdit, on: bool) -> None:
    """Shows, or hides, what is typed into a field for a passphrase."""
    echo = QLineEdit.EchoMode
    field.setEchoMode(echo.Normal if on else echo.Password)
