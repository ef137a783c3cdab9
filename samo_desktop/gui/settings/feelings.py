"""The part of the settings about feelings: what is learned, how reliable it is, one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.gui.operations import teaching
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.settings.own_feeling_dialog import OwnFeelingDialog
from samo_desktop.gui.settings.section import Section, beside
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.slips import Slip
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.domain.personal import OwnFeeling


class FeelingsSection(Section):
    """Learning from corrections, and the user's own feelings."""

    title = N_("Feelings")
    shown = Signal()
    """What the journal holds is shown."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._service, self._runner = context.app.feelings, context.runner
        self._slip = Slip()
        self.reliability: QWidget | None = None
        self.dialog: OwnFeelingDialog | None = None
        self._make()
        self._lay_out()
        self._show_counts(((0, 0), [], []))

    def _make(self) -> None:
        self.learn = self.check("learn_from_corrections", _("Learn from my corrections"))
        self.says = label(role="small", wrap=True)
        self.show_reliability = button(
            _("Show how often it is right"), "link-small", "show_reliability_button"
        )
        self.show_reliability.clicked.connect(self._show_reliability)
        self.forget = button(_("Forget what it learned"), "link-small", "forget_learning_button")
        self.forget.clicked.connect(self._forget)
        self.remember = button(_("Undo"), "link-small", "remember_learning_button")
        self.remember.setAccessibleName(_("Undo: forget what it learned"))
        self.remember.clicked.connect(self._remember)
        self.add = button(_("Add a feeling"), "plain", "add_own_feeling_button", "add")
        self.add.clicked.connect(self.open_dialog)

    def _lay_out(self) -> None:
        learning = QVBoxLayout()
        learning.setSpacing(GRID // 2)
        learning.addWidget(self.learn)
        learning.addWidget(self.says)
        acts = QWidget()
        flow = Flow(acts, 3 * GRID)
        for each in (self.show_reliability, self.forget, self.remember):
            flow.addWidget(each)
        learning.addWidget(acts)
        self.row(_("Corrections"), learning, at_top=True)
        own = QVBoxLayout()
        own.setSpacing(GRID // 2)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        own.addLayout(self._rows)
        own.addLayout(beside(self.add))
        self.row(_("Your own feelings"), own, at_top=True)

    def leave(self, *, closing: bool) -> bool:
        """Keeps the journal open, once, over a feeling that is being written."""
        may = not closing or self.dialog is None or self.dialog.may_close()
        return super().leave(closing=closing) and may

    # ---- what is shown

    def load(self) -> None:
        """Asks what the journal holds."""
        feelings = self._service
        self._runner.read(
            lambda: (feelings.corrections(), feelings.own(), feelings.unteachable()),
            self._show_counts,
            owner=self,
        )

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if changes.feelings and self.isVisible():
            self.load()

    def _show_counts(self, found: tuple[tuple[int, int], list[OwnFeeling], list[str]]) -> None:
        (corrections, teaching), own, unteachable = found
        none = _("No corrections yet. Click a feeling in an entry to correct it.")
        text = ngettext("1 correction so far.", "{n} corrections so far.", corrections)
        says = formats.count(corrections, text) if corrections else none
        if corrections and not teaching:
            says += " " + _(
                "What they taught is forgotten. The entries themselves keep their corrections."
            )
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
            text = _("Add your own feeling with about ten example sentences.")
            self._rows.addWidget(label(text, "small", wrap=True))
        elif unteachable:
            text = _("Your own feelings are not looked for in {languages}.").format(
                languages=formats.listed(map(formats.language, unteachable))
            )
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

    # ---- learning

    def _show_reliability(self) -> None:
        from samo_desktop.gui.settings.reliability import (
            ReliabilityDialog,  # pyqtgraph: only when asked
        )

        dialog = ReliabilityDialog(self.window())
        self.reliability = dialog
        self._runner.read(
            self._service.reliability, dialog.show_reliability, dialog.show_problem, owner=dialog
        )
        dialog.open()

    def _forget(self) -> None:
        self._runner.run(teaching.forget(), asked_by=self)

    def _remember(self) -> None:
        self._runner.run(teaching.remember(), asked_by=self)

    # ---- own feelings

    def open_dialog(self) -> None:
        """Opens the form for a feeling of one's own."""
        dialog = OwnFeelingDialog(self.window())
        self.dialog = dialog

        def wanted(name: str, examples: list[str]) -> None:
            self._runner.run(
                teaching.add_feeling(name, examples),
                asked_by=dialog,
                done=lambda _feeling: dialog.accept(),
                failed=dialog.refused,
            )

        dialog.wanted.connect(wanted)
        dialog.open()

    def _remove(self, name: str) -> None:
        if self._slip.passes():
            # The row that has the keyboard goes, and the next one must not get it.
            self.add.setFocus()
            self._runner.run(teaching.remove_feeling(name), asked_by=self)
