"""Feelings as chips, and the sentences each of them came from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGraphicsOpacityEffect,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.emotion import FAMILY_OF, Analysis, Feeling
from samo_desktop.gui import icons, words
from samo_desktop.gui.editor import Span
from samo_desktop.gui.parts import beside_icon
from samo_desktop.gui.theme import FADE_MS, GRID, look


class Flow(QLayout):
    """Sets widgets in a row and goes on in the next when it is full."""

    def __init__(self, parent: QWidget | None = None, spacing: int = GRID) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        left, top, row = rect.left(), rect.top(), 0
        for item in self._items:
            size = item.sizeHint()
            if left > rect.left() and left + size.width() > rect.right() + 1:
                left, top, row = rect.left(), top + row + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(left, top), size))
            left += size.width() + self.spacing()
            row = max(row, size.height())
        return top + row - rect.top()


def spans_of(label: str, analysis: Analysis, text: str) -> list[tuple[int, Span]]:
    """The sentences that express `label`: their number (from 1) and where they stand in `text`.

    Sentences that an edit has taken away are left out; those it has moved are found again.
    """
    found = []
    for number, sentence in enumerate(analysis.sentences, start=1):
        if label not in {feeling.label for feeling in sentence.feelings}:
            continue
        start = sentence.start
        if text[start : sentence.end] != sentence.text:
            start = text.find(sentence.text)
        if start >= 0:
            found.append((number, (start, start + len(sentence.text))))
    return found


class Chip(QPushButton):
    """One feeling: colour, icon and word."""

    def __init__(self, feeling: Feeling) -> None:
        super().__init__(beside_icon(words.feeling(feeling.label)))
        self.feeling = feeling
        self.setCheckable(True)
        self.setProperty("family", FAMILY_OF.get(feeling.label, "neutral"))
        self.setObjectName(f"chip_{feeling.label}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        sure = self.tr("{percent} % sure").format(percent=round(feeling.probability * 100))
        tip = self.tr("Show the sentences that sound like this ({sure})").format(sure=sure)
        self.setToolTip(tip)
        self.setAccessibleName(words.feeling(feeling.label))
        self.setAccessibleDescription(tip)
        self._wear()
        look().changed.connect(self._wear)

    def _wear(self) -> None:
        name = icons.family_icon(self.feeling.label)
        self.setIcon(icons.pixmap(name, look().feeling(self.feeling.label), look().icon_size))


class Feelings(QWidget):
    """The chips of an entry, and a line that says where the chosen one comes from."""

    chosen = Signal(str)
    """A label, or "" when none is chosen any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QWidget()
        self._flow = Flow(self._row)
        self.says = QLabel()
        self.says.setProperty("role", "small")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._row)
        column.addWidget(self.says)
        self._shown: tuple[Feeling, ...] = ()
        self._reserve()
        look().changed.connect(self._reserve)

    def _reserve(self) -> None:
        self._row.setMinimumHeight(self._row.fontMetrics().height() + 2 * GRID)
        self.says.setMinimumHeight(self.says.fontMetrics().height())

    @property
    def chips(self) -> list[Chip]:
        """The chips that are shown, strongest first."""
        return self._row.findChildren(Chip, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def show_feelings(self, feelings: Sequence[Feeling], *, fade: bool) -> None:
        """Shows `feelings`; with `fade` they appear softly."""
        if tuple(feelings) == self._shown:
            return
        self._shown = tuple(feelings)
        self.says.clear()
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.setParent(None)
            chip.deleteLater()
        for feeling in feelings:
            chip = Chip(feeling)
            chip.clicked.connect(self._clicked)
            self._flow.addWidget(chip)
            chip.show()
        if feelings and fade and look().moves():
            fade_in(self._row)

    def _clicked(self) -> None:
        pressed = self.sender()
        for chip in self.chips:
            if chip is not pressed:
                chip.setChecked(False)
        on = isinstance(pressed, Chip) and pressed.isChecked()
        self.chosen.emit(pressed.feeling.label if on and isinstance(pressed, Chip) else "")

    def clear_choice(self) -> None:
        """No chip is chosen."""
        self.says.clear()
        for chip in self.chips:
            chip.setChecked(False)

    def explain(self, label: str, numbers: Sequence[int], total: int) -> None:
        """Says which sentences `label` came from."""
        name = words.feeling(label)
        if not label:
            text = ""
        elif not numbers:
            text = self.tr("{feeling}: from the entry as a whole, no single sentence.")
        elif total == 1:
            text = self.tr("{feeling}: from the one sentence of this entry.")
        elif len(numbers) == 1:
            text = self.tr("{feeling}: from sentence {which} of {total}.")
        else:
            text = self.tr("{feeling}: from sentences {which} of {total}.")
        which = words.numbers(numbers)
        self.says.setText(text.format(feeling=name.capitalize(), which=which, total=total))


def fade_in(widget: QWidget) -> None:
    """Lets `widget` appear within `FADE_MS`."""
    effect = QGraphicsOpacityEffect(widget)
    widget.setGraphicsEffect(effect)
    motion = QPropertyAnimation(effect, b"opacity", widget)
    motion.setDuration(FADE_MS)
    motion.setStartValue(0.0)
    motion.setEndValue(1.0)
    motion.setEasingCurve(QEasingCurve.Type.OutCubic)
    motion.finished.connect(lambda: widget.setGraphicsEffect(None))  # type: ignore[arg-type]
    motion.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)
