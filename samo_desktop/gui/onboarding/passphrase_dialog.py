"""Changing the passphrase, once the present one was given or the recovery key was used."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.errors import SamoError, WrongPassphraseError
from samo_desktop.gui.onboarding.new_passphrase import NewPassphrase
from samo_desktop.gui.onboarding.secret_field import SecretField
from samo_desktop.gui.onboarding.sheet import MEASURE, FieldProblem
from samo_desktop.gui.operations import keys
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.dialogs import resize_within
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _


class PassphraseDialog(QDialog):
    """Asks for a new passphrase."""

    def __init__(
        self, context: PageContext, parent: QWidget | None = None, *, recovered: bool = False
    ) -> None:
        """`recovered`: the recovery key has just opened the journal; nothing more is asked for."""
        super().__init__(parent)
        self._context, self._recovered = context, recovered
        self.setWindowTitle(_("New passphrase") if recovered else _("Change passphrase"))
        self.secret = SecretField(_("Current passphrase or recovery key"), "present_passphrase")
        self.secret_problem = FieldProblem(self.secret)
        self.secret.setVisible(not recovered)
        tools = context.tools
        self.new = NewPassphrase(
            tools.rate_passphrase, tools.check_passphrase, context.executors.background
        )
        self.new.shown.toggled.connect(self.secret.reveal)
        self.problem = label(role="problem", wrap=True)
        self.cancel = button(
            _("Not now") if recovered else _("Cancel"), "plain", "cancel_passphrase_button"
        )
        self.cancel.clicked.connect(self.reject)
        self.change = button(_("Change passphrase"), "primary", "change_passphrase_button")
        self.change.setDefault(True)
        self.change.clicked.connect(self._change)
        self.secret.returnPressed.connect(self.new.first.setFocus)
        self._lay_out()
        (self.new.first if recovered else self.secret).setFocus()

    def _lay_out(self) -> None:
        says = (
            _(
                "You opened this journal with its recovery key. Choose a new passphrase now, "
                "so that you don't need the key next time. The key stays valid."
            )
            if self._recovered
            else _("Your recovery key stays valid.")
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(self.windowTitle(), "title", wrap=True))
        column.addWidget(label(says, wrap=True))
        for part in (self.secret, self.secret_problem, self.new, self.problem):
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.change)
        row.setContentsMargins(3 * GRID, GRID, 3 * GRID, 3 * GRID)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, self.windowTitle()), 1)
        whole.addLayout(row)
        self._inside, self._foot = inside, row
        self._fit()

    def _fit(self) -> None:
        """As large as it needs to be, and no larger than the window below it."""
        inside, foot = self._inside, self._foot.sizeHint().height()
        wide, over = look().measure(MEASURE), self.parentWidget()
        if over is not None:
            wide = min(wide, over.width() - 4 * GRID)
        tall = max(inside.heightForWidth(wide), inside.sizeHint().height())
        tall += foot + 2 * self.fontMetrics().lineSpacing()
        resize_within(self, wide, tall)

    def _change(self) -> None:
        secret = None if self._recovered else self.secret.text()
        if secret == "":
            self.secret_problem.tell(_("Type your current passphrase first."))
            self._fit()
            return
        chosen = self.new.text()
        if chosen is None:
            self._fit()
            return
        self._busy(True)
        change = keys.change_passphrase(chosen, secret)
        self._context.runner.run(change, asked_by=self, done=self._changed, failed=self._refused)

    def _busy(self, busy: bool) -> None:
        for each in (self.change, self.cancel, self.secret, self.new):
            each.setEnabled(not busy)

    def _changed(self, _none: None) -> None:
        self._forget()
        self._context.tell(_("Your passphrase was changed."))
        self.accept()

    def _refused(self, error: SamoError) -> None:
        self._busy(False)
        says = formats.problem(error.message, error.hint)
        if isinstance(error, WrongPassphraseError):
            self.secret_problem.tell(says)
        else:
            self.problem.setText(says)
        self._fit()

    def _forget(self) -> None:
        self.secret.clear()
        self.new.forget()

    def reject(self) -> None:
        """Esc and the window's close button: not while the passphrase is being changed."""
        if self.change.isEnabled():
            self._forget()
            super().reject()
