"""Feelings as chips, the sentences each of them came from, and the user's own word on them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.emotion import FAMILY_OF, Analysis, Corrected, Feeling
from samo_desktop.gui.entry.arc_line import ArcLine
from samo_desktop.gui.entry.marks import Span
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import FADE_MS, GRID, look
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import beside_icon, button
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

CHIP_CHARACTERS = 26
"""Longer names are cut on their chip; the line below names them in full."""


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
    """One feeling: colour, icon and word, and a small tick where the user said so."""

    def __init__(self, feeling: Feeling, *, said: bool = False, caution: str = "") -> None:
        name = formats.feeling(feeling.label)
        cut = name if len(name) <= CHIP_CHARACTERS else name[: CHIP_CHARACTERS - 1].rstrip() + "…"
        super().__init__(beside_icon(cut.replace("&", "&&")))
        self.feeling = feeling
        self.said = said
        self.setCheckable(True)
        self.setProperty("family", FAMILY_OF.get(feeling.label, "neutral"))
        self.setProperty("said", said)
        self.setObjectName(f"chip_{feeling.label}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        sure = _("{percent} % sure").format(percent=round(feeling.probability * 100))
        tip = _("Show the sentences that sound like this ({sure})").format(sure=sure)
        if caution:
            tip = f"{tip}. {caution}"
        if said:
            tip = _("Added by you")
        self.setToolTip(tip)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tip)
        self._wear()
        look().changed.connect(self._wear)

    def _wear(self) -> None:
        name = icons.family_icon(self.feeling.label)
        self.setIcon(icons.pixmap(name, look().feeling(self.feeling.label), look().icon_size))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.said:
            return
        side = look().icon_size - 3.0
        place = QRectF(self.width() - side - GRID, (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        icons.paint(painter, "said", look().colour("ink"), place)
        painter.end()


class FeelingChips(QWidget):
    """The chips of an entry, one more to add a feeling, and a line about the chosen one."""

    chosen = Signal(str)
    """A label, or "" when none is chosen any more."""
    said = Signal(str, bool)
    """The user says that a label does, or does not, belong to the entry."""
    unsaid = Signal(str)
    """The user takes back what they said of a label."""
    adding = Signal()
    """The user wants to add a feeling."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QWidget()
        self._flow = Flow(self._row)
        self.add = button(_("Add a feeling"), "add", "add_feeling_button")
        icons.wear(self.add, "add", "muted")
        self.add.setText("")
        self.add.setToolTip(_("Add a feeling"))
        self.add.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.add.clicked.connect(self.adding)
        self._flow.addWidget(self.add)
        self.line = ArcLine()
        self.says = QLabel()
        self.says.setProperty("role", "small")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        self.change = button("", "link-small", "change_feeling_button")
        self.change.clicked.connect(self._changed)
        self._about = QWidget()
        across = QHBoxLayout(self._about)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GRID)
        across.addWidget(self.line)
        across.addWidget(self.says, 1)
        across.addWidget(self.change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._row)
        column.addWidget(self._about)
        self._shown: tuple[tuple[Feeling, ...], Corrected, str] = ((), Corrected(), "")
        self._label = ""
        self._arc = ""
        self._reserve()
        look().changed.connect(self._reserve)
        self._say_arc()

    def _reserve(self) -> None:
        small = self._row.fontMetrics().height()
        self._row.setMinimumHeight(small + 2 * GRID)
        self.says.setMinimumHeight(self.change.sizeHint().height())

    @property
    def chips(self) -> list[Chip]:
        """The chips that are shown, strongest first."""
        return self._row.findChildren(Chip, options=Qt.FindChildOption.FindDirectChildrenOnly)

    @property
    def corrected(self) -> Corrected:
        """What the user said of the entry that is shown."""
        return self._shown[1]

    def show_feelings(
        self,
        feelings: Sequence[Feeling],
        corrected: Corrected | None = None,
        *,
        fade: bool,
        caution: str = "",
    ) -> None:
        """Shows `feelings`, as the user `corrected` them; with `fade` they appear softly.

        `caution` says how sure they are, where they are less so than usual.
        """
        shown = (tuple(feelings), corrected or Corrected(), caution)
        if shown == self._shown:
            return
        fade = fade and not self._shown[0]
        self._shown = shown
        focused = [chip.feeling.label for chip in self.chips if chip.hasFocus()]
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.setParent(None)
            chip.deleteLater()
        self._flow.removeWidget(self.add)
        for feeling in feelings:
            chip = Chip(feeling, said=feeling.label in shown[1].added, caution=caution)
            chip.setChecked(feeling.label == self._label)
            chip.clicked.connect(self._clicked)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.add)
        self.add.raise_()  # a screen reader follows the order of the children
        if focused:
            self.focus_near(focused[0])
        if self._label not in {*(feeling.label for feeling in feelings), *shown[1].removed}:
            self._say_arc()
        if feelings and fade and look().moves():
            fade_in(self._row)

    def _clicked(self) -> None:
        pressed = self.sender()
        for chip in self.chips:
            if chip is not pressed:
                chip.setChecked(False)
        on = isinstance(pressed, Chip) and pressed.isChecked()
        self.chosen.emit(pressed.feeling.label if on and isinstance(pressed, Chip) else "")

    def choose(self, label: str) -> None:
        """Chooses the chip of `label`, if it is shown, as a click would."""
        for chip in self.chips:
            if chip.feeling.label == label and not chip.isChecked():
                chip.click()

    def focus_near(self, label: str) -> None:
        """The keyboard goes to the chip of `label`, or else to what is offered about it."""
        chip = next((chip for chip in self.chips if chip.feeling.label == label), None)
        about = self.change if self._label == label else self.add
        (chip or about).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is at a chip, or at what is offered about it."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def clear_choice(self) -> None:
        """No chip is chosen."""
        for chip in self.chips:
            chip.setChecked(False)
        self._say_arc()

    def show_arc(self, says: str, valences: Sequence[float]) -> None:
        """What the line says while no chip is chosen: how the entry moved, or nothing ("")."""
        self._arc = says
        self.line.show_valences(valences if says else ())
        if not self._label:
            self._say_arc()

    def explain(self, label: str, numbers: Sequence[int], total: int) -> None:
        """Says which sentences `label` came from, and offers to take it off."""
        if not label:
            self._say_arc()
            return
        if label in self.corrected.added:
            text = _("{feeling}: added by you.")
            self._say(label, text, _("Undo"))
            return
        if not numbers:
            text = _("{feeling}: found in the entry as a whole, not in any one sentence.")
        else:
            text = ngettext(
                "{feeling}: found in {n} of {total} sentence.",
                "{feeling}: found in {n} of {total} sentences.",
                total,
            )
        self._say(label, text, _("Not this feeling"), len(numbers), total, self._shown[2])

    def tell_removed(self, label: str) -> None:
        """Says that the user took `label` off, and offers to take that back."""
        self._say(label, _("{feeling} was removed."), _("Undo"))

    def _say(
        self, label: str, text: str, offer: str, found: int = 0, total: int = 0, caution: str = ""
    ) -> None:
        self._label = label
        name = formats.begun(formats.feeling(label))
        says = text.format(feeling=name, n=found, total=total)
        self.says.setText(f"{says} {caution}".strip())
        self.line.hide()
        self.change.setText(offer)
        self.change.setAccessibleName(
            _("{offer}: {feeling}").format(offer=offer, feeling=formats.feeling(label))
        )
        self.change.show()
        self._about.show()

    def _say_arc(self) -> None:
        self._label = ""
        self.says.setText(self._arc)
        self.line.setVisible(bool(self._arc))
        self.change.hide()
        self._about.setVisible(bool(self._arc))

    def _changed(self) -> None:
        label = self._label
        if label in self.corrected.added or label in self.corrected.removed:
            self.unsaid.emit(label)
        else:
            self.said.emit(label, False)


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
