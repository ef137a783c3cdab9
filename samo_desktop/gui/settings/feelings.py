"""The part of the settings about feelings: what is learned, how reliable it is, one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.background import Background
from samo_desktop.gui.settings.own_feeling_dialog import OwnFeelingDialog
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.slips import Slip
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.domain.personal import OwnFeeling


class FeelingSettings(QWidget):
    """Learning from corrections, and the user's own feelings. Every change is taken at once."""

    learning_chosen = Signal(bool)
    problem = Signal(object)
    shown = Signal()
    """What the journal holds is shown."""

    def __init__(self, app: App, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._background = app, background
        self._removed: list[OwnFeeling] = []
        self._slip = Slip()
        self.reliability: QWidget | None = None
        self.dialog: OwnFeelingDialog | None = None
        self._make()
        self._lay_out()
        self._show_counts(((0, 0), []))

    def _make(self) -> None:
        self.learn = QCheckBox(_("Learn from my corrections"))
        self.learn.setObjectName("learn_from_corrections")
        self.learn.setChecked(self._app.settings.learn_from_corrections)
        self.learn.toggled.connect(self.learning_chosen)
        self.says = label(role="small", wrap=True)
        self.show_reliability = button(
            _("Show how reliable"), "link-small", "show_reliability_button"
        )
        self.show_reliability.clicked.connect(self._show_reliability)
        self.forget = button(_("Forget what was learned"), "link-small", "forget_learning_button")
        self.forget.clicked.connect(self._forget)
        self.remember = button(_("Undo"), "link-small", "remember_learning_button")
        self.remember.setAccessibleName(_("Undo: forget what was learned"))
        self.remember.clicked.connect(self._remember)
        self.notice = label(role="small", wrap=True)
        self.undo = button(_("Undo"), "link-small", "undo_remove_feeling_button")
        self.undo.clicked.connect(self._restore)
        self.add = button(_("Add a feeling"), "plain", "add_own_feeling_button", "add")
        self.add.clicked.connect(self.open_dialog)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        learning = QVBoxLayout()
        learning.setSpacing(GRID // 2)
        learning.addWidget(self.learn)
        learning.addWidget(self.says)
        learning.addLayout(_row(self.show_reliability, self.forget, self.remember))
        column.addLayout(self._line(_("Corrections"), learning))
        own = QVBoxLayout()
        own.setSpacing(GRID // 2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        own.addLayout(self._rows)
        noticed = QHBoxLayout()
        noticed.addWidget(self.notice, 1)
        noticed.addWidget(self.undo)
        own.addLayout(noticed)
        own.addLayout(_row(self.add))
        column.addLayout(self._line(_("Your own"), own))
        self._tell("")

    @staticmethod
    def _line(name: str, what: QVBoxLayout) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        title = label(name, "quiet", wrap=True)
        title.setFixedWidth(look().measure(16))
        title.setContentsMargins(0, GRID // 2, 0, 0)
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(what, 1)
        return row

    # ---- what is shown

    def load(self) -> None:
        """Asks, in the background, what the journal holds."""
        self._background.run(
            lambda: (self._app.feelings.corrections(), self._app.feelings.own()),
            self._show_counts,
            self.problem.emit,
        )

    def _show_counts(self, found: tuple[tuple[int, int], list[OwnFeeling]]) -> None:
        (corrections, teaching), own = found
        none = _("None so far. Click on a feeling of an entry to correct it.")
        text = ngettext("1 correction so far.", "{n} corrections so far.", corrections)
        says = formats.count(corrections, text) if corrections else none
        if corrections and not teaching:
            says += " " + _("What they taught is forgotten; they stay on their entries.")
        self.says.setText(says)
        self.show_reliability.setVisible(teaching > 0)
        self.forget.setVisible(teaching > 0)
        self.remember.setVisible(corrections > 0 and not teaching)
        while item := self._rows.takeAt(0):
            widget: Any = item.widget()
            widget.setParent(None)
            widget.deleteLater()
        for feeling in own:
            self._rows.addWidget(self._own_row(feeling))
        if not own:
            text = _("Teach it a feeling that it has no word for, by about ten sentences.")
            self._rows.addWidget(label(text, "small", wrap=True))
        self.shown.emit()

    def _own_row(self, feeling: OwnFeeling) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        number = len(feeling.examples)
        count = label(formats.count(number, ngettext("1 example", "{n} examples", number)), "small")
        remove = button(_("Remove"), "quiet", f"remove_feeling_{feeling.name}", "delete", "muted")
        remove.setAccessibleName(_("Remove {feeling}").format(feeling=feeling.name))
        remove.clicked.connect(lambda: self._remove(feeling.name))
        across.addWidget(label(feeling.name, wrap=True), 1)
        across.addWidget(count)
        across.addWidget(remove)
        return row

    def _tell(self, text: str, *, undo: bool = False) -> None:
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
        self.undo.setVisible(undo)

    # ---- learning

    def _show_reliability(self) -> None:
        from samo_desktop.gui.settings.reliability import (
            ReliabilityDialog,  # pyqtgraph: only when asked
        )

        dialog = ReliabilityDialog(self.window())
        self.reliability = dialog
        self._background.run(
            self._app.feelings.reliability, dialog.show_reliability, dialog.show_problem
        )
        dialog.open()

    def _forget(self) -> None:
        self._background.run(self._app.feelings.forget, self._changed, self.problem.emit)

    def _remember(self) -> None:
        self._background.run(self._app.feelings.remember, self._changed, self.problem.emit)

    def _changed(self, _number: int) -> None:
        self.load()

    # ---- own feelings

    def open_dialog(self) -> None:
        """Opens the form for a feeling of one's own."""
        dialog = OwnFeelingDialog(self.window())
        self.dialog = dialog

        def added(_feeling: OwnFeeling) -> None:
            dialog.accept()
            self._tell("")
            self.load()

        def wanted(name: str, examples: list[str]) -> None:
            self._background.run(
                lambda: self._app.feelings.add(name, examples), added, dialog.refused
            )

        dialog.wanted.connect(wanted)
        dialog.open()

    def _remove(self, name: str) -> None:
        if not self._slip.passes():
            return
        self._background.run(
            lambda: self._app.feelings.remove(name), self._was_removed, self.problem.emit
        )

    def _was_removed(self, feeling: OwnFeeling) -> None:
        self._removed.append(feeling)
        self._tell_removed()
        self.undo.setFocus()  # the row that had it goes, and the next one must not get it
        self.load()

    def _tell_removed(self) -> None:
        """Says what was removed last; all of it can be brought back, one after the other."""
        if not self._removed:
            self._tell("")
            return
        name = formats.begun(self._removed[-1].name)
        self._tell(_("{feeling} was removed.").format(feeling=name), undo=True)

    def _restore(self) -> None:
        feeling = self._removed.pop()
        self._tell_removed()
        self._background.run(
            lambda: self._app.feelings.restore(feeling),
            lambda _none: self.load(),
            self._not_restored,
        )

    def _not_restored(self, error: SamoError) -> None:
        self._tell(formats.problem(error.message, error.hint))


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(3 * GRID)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
