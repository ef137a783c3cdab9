"""Making a new recovery key, once the passphrase was given again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.recovery_key import KeyPanel
from samo_desktop.gui.onboarding.secret_field import SecretField
from samo_desktop.gui.operations import keys
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.dialogs import resize_within
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _


class NewKeyDialog(QDialog):
    """Makes a new recovery key, once the passphrase was given again."""

    def __init__(self, runner: OperationRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.setWindowTitle(_("New recovery key"))
        self.secret = SecretField(_("Passphrase"), "passphrase")
        self.problem = label(role="problem", wrap=True)
        self.problem.setMinimumHeight(2 * self.problem.fontMetrics().lineSpacing())
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.cancel = button(_("Cancel"), "plain", "cancel_new_key_button")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.make = button(_("Make a new key"), "primary", "make_key_button")
        self.make.setDefault(True)
        self.make.clicked.connect(self._make)
        self.secret.textEdited.connect(self.problem.clear)
        self.panel = KeyPanel()
        self.panel.passed.connect(self._passed)
        self._lay_out()
        self.secret.setFocus()

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        self.ask, self.shown = QWidget(), QWidget()
        ask = self._page(
            self.ask,
            _("New recovery key"),
            _(
                "Your current recovery key stops working as soon as the new one is made. "
                "Type your passphrase to continue."
            ),
        )
        ask.addWidget(self.secret)
        ask.addWidget(self.problem)
        ask.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.make)
        ask.addLayout(row)
        shown = self._page(
            self.shown,
            _("Your new recovery key"),
            _(
                "If you forget your passphrase, this key opens your journal. The old key no "
                "longer works. Keep this one apart from this computer."
            ),
        )
        shown.addWidget(self.panel)
        shown.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)
        self._turn(0)

    def _turn(self, page: int) -> None:
        """Shows a page, in the size that it needs."""
        self.pages.setCurrentIndex(page)
        wide, over = look().measure(62) + 6 * GRID, self.parentWidget()
        if over is not None:
            wide = min(wide, over.window().width() - 4 * GRID)
        shown = (self.ask, self.shown)[page]
        for each in shown.findChildren(QWidget):
            each.ensurePolished()  # only then is it known how high the texts are
        resize_within(self, wide, shown.heightForWidth(wide))

    def _page(self, page: QWidget, title: str, text: str) -> QVBoxLayout:
        column = QVBoxLayout(page)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(text, wrap=True))
        self.pages.addWidget(scrolled(page, title))
        return column

    def _make(self) -> None:
        secret = self.secret.text()
        if not secret:
            self.problem.setText(_("Type your passphrase first."))
            return
        self._busy(True)
        self._runner.run(keys.new_key(secret), asked_by=self, done=self._made, failed=self._refused)

    def _busy(self, busy: bool) -> None:
        for each in (self.make, self.secret, self.cancel):
            each.setEnabled(not busy)

    def _made(self, key: str) -> None:
        self.secret.clear()
        self.panel.show_key(key)
        self._turn(1)
        self.panel.typed.setFocus()

    def _refused(self, error: SamoError) -> None:
        self._busy(False)
        self.problem.setText(formats.problem(error.message, error.hint))
        self.secret.setFocus()
        self.secret.selectAll()

    def _passed(self) -> None:
        self._runner.run(keys.key_saved())
        self.accept()

    def reject(self) -> None:
        """Esc and the window's close button: not while a key is made, or is not saved yet."""
        making = self.pages.currentIndex() == 0 and not self.make.isEnabled()
        if not making and self.panel.may_close():
            super().reject()
