"""What the pages before the journal are made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _

MEASURE = 62
"""Characters: how wide the column is where there is room."""
STEPS = 4
"""Steps of the first run."""


class Sheet(QWidget):
    """A calm page with one column in the middle; `step` counts the pages of the first run."""

    def __init__(self, title: str, text: str, step: int = 0) -> None:
        super().__init__()
        self.setObjectName("page")
        self._step, self._foot = step, QWidget()
        self.column = QVBoxLayout()
        self.column.setSpacing(2 * GRID)
        if step:
            says = _("Step {n} of {all}").format(n=step, all=STEPS)
            self.column.addWidget(label(says, "small"))
        self.title = label(title, "title", wrap=True)
        self.column.addWidget(self.title)
        self.lead = label(text, wrap=True)
        self.column.addWidget(self.lead)
        self._inner = QWidget()
        self._inner.setLayout(self.column)
        self.column.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.addStretch(2)
        down.addLayout(_in_the_middle(self._inner))
        down.addStretch(3)
        self.area = scrolled(holder, title)
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice = label(wrap=True)
        self.notice.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        self.notice.hide()
        outer.addWidget(self.notice)
        outer.addWidget(self.area, 1)
        self._measure()
        look().changed.connect(self._measure)

    def _measure(self) -> None:
        for part in (self._inner, self._foot):
            part.setMaximumWidth(look().measure(MEASURE))

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

    def ended(self, *buttons: QWidget, before: tuple[QWidget, ...] = ()) -> None:
        """Adds the row of buttons at the end; those `before` stand at its left.

        In a step they are always in sight; elsewhere they follow what they are about.
        """
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for one in (*before, *buttons):
            if isinstance(one, QPushButton):
                one.setAutoDefault(True)  # Enter presses it where it has the keyboard
            row.addWidget(one)
        row.insertStretch(len(before), 1)
        if self._step:
            self._foot.setLayout(row)
            across = _in_the_middle(self._foot)
            self._outer.addLayout(across)
            bar = self.area.verticalScrollBar()

            def stay_below(_least: int, most: int) -> None:
                """The buttons stay below the column, which makes room for the scroll bar."""
                aside = bar.sizeHint().width() if most else 0
                across.setContentsMargins(2 * GRID, GRID, 2 * GRID + aside, 2 * GRID)

            bar.rangeChanged.connect(stay_below)
        else:
            self.column.addLayout(row)


def _in_the_middle(inner: QWidget) -> QHBoxLayout:
    """A row in which `inner` takes the room there is, up to its measure."""
    across = QHBoxLayout()
    across.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
    across.addStretch(1)
    across.addWidget(inner, 1000)
    across.addStretch(1)
    return across


class FieldProblem(QLabel):
    """The line below a field that says what is wrong with what stands in it."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self._field = field
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "problem")
        self.hide()
        field.textChanged.connect(self.clear)

    def tell(self, text: str) -> None:
        """Marks the field, says why, and gives it the keyboard."""
        self.setText(text)
        self.show()
        self._mark(True)
        self._field.setAccessibleDescription(text)
        self._field.setFocus()
        self._field.selectAll()
        QTimer.singleShot(0, self, self._come_into_sight)

    def clear(self) -> None:
        """Nothing is wrong any more."""
        if self.text():
            self.setText("")
            self.hide()
            self._mark(False)
            self._field.setAccessibleDescription("")

    def _come_into_sight(self) -> None:
        """Scrolls to the field and this line, once they have their places."""
        place = self.parentWidget()
        while place is not None and not isinstance(place, QScrollArea):
            place = place.parentWidget()
        if place is not None:
            place.ensureWidgetVisible(self)
            place.ensureWidgetVisible(self._field)

    def _mark(self, wrong: bool) -> None:
        self._field.setProperty("wrong", wrong)
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
