"""The recovery key: shown large, and not left before it is saved or read back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.welcome import Sheet, secret_field
from samo_desktop.gui.operations import keys
from samo_desktop.gui.operations.runner import Runner
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.files import choose_file
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

LAST = 5
"""Characters of the key's last group, which are typed to show that the key was written down."""


class KeyPanel(QWidget):
    """A key, what it is for, and ways to keep it. Going on needs one of them to be used."""

    passed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.saved = False
        """Whether the user has copied, saved, printed or read back the key."""
        self._warned = False
        self._make()
        self._lay_out()

    def _make(self) -> None:
        self.key = label(role="key")
        self.key.setAccessibleName(_("Recovery key"))
        self.key.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.means = label(
            _(
                "If you lose both the passphrase and the recovery key, nobody can open this "
                "journal: not you, not us."
            ),
            wrap=True,
        )
        self.copy = button(_("Copy"), "plain", "copy_key_button", "copy")
        self.copy.clicked.connect(self._copy)
        self.save = button(_("Save as a file…"), "plain", "save_key_button", "save")
        self.save.clicked.connect(self._save)
        self.print_ = button(_("Print…"), "plain", "print_key_button", "export")
        self.print_.clicked.connect(self._print)
        self.typed = QLineEdit()
        self.typed.setObjectName("key_typed")
        self.typed.setMaxLength(40)
        self.typed.setAccessibleName(_("Last five characters of the key"))
        self.typed.setPlaceholderText(_("Last five characters"))
        self.typed.textEdited.connect(self._compare)
        self.typed.returnPressed.connect(self._pass)
        self.says = label(role="small", wrap=True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.go_on = button(_("Continue"), "primary", "key_kept_button")
        self.go_on.setAutoDefault(True)  # Enter presses it where it has the keyboard
        self.go_on.clicked.connect(self._pass)
        self.go_on.setEnabled(False)

    def _lay_out(self) -> None:
        ways = QWidget()
        flow = Flow(ways)
        for each in (self.copy, self.save, self.print_):
            each.setAutoDefault(False)
            flow.addWidget(each)
        ask = _("To continue, save the key, or type its last five characters.")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.typed, 1)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for part in (self.key, self.means, ways, label(ask, "quiet", wrap=True)):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.says)
        self._reserve()
        look().changed.connect(self._reserve)

    def _reserve(self) -> None:
        self.says.setMinimumHeight(2 * self.says.fontMetrics().lineSpacing() + GRID)

    def show_key(self, key: str) -> None:
        """Shows `key` until the panel is left; nothing that leaves it has the keyboard."""
        self.key.setText(key)
        self.typed.clear()
        self.says.clear()
        self.saved = self._warned = False
        self.go_on.setEnabled(False)
        self.typed.setFocus()

    def may_close(self) -> bool:
        """Whether the key may go out of sight; says once what that means if it was not saved."""
        may = self.saved or self._warned or not self.key.text()
        if not may:
            self._warned = True
            self.says.setText(
                _(
                    "The key has not been saved yet. Close again to leave without it; "
                    "you can make a new one in Settings later."
                )
            )
        return may

    def _kept(self, says: str) -> None:
        self.saved = True
        self.says.setText(says)
        self.go_on.setEnabled(True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key.text())
        self._kept(_("Copied. Paste it where you keep passwords."))

    def _save(self) -> None:
        choose_file(self, _("Save the recovery key"), self.save_to, new="samo-recovery-key.txt")

    def save_to(self, path: Path) -> None:
        """Writes the key to `path`, for this user's eyes only."""
        try:
            path.unlink(missing_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.key.text() + "\n")
        except OSError:
            self.says.setText(_("The key could not be saved there. Choose another place."))
        else:
            text = _("Saved as {path}. Keep it somewhere other than the journal.")
            self._kept(text.format(path=formats.breakable(str(path))))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # only when asked

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def print_if(answer: int) -> None:
            if answer == QDialog.DialogCode.Accepted:
                self.print_on(printer)

        dialog.finished.connect(print_if)
        QDialog.open(dialog)  # that of QPrintDialog takes a C++ slot

    def print_on(self, printer: QPrinter) -> None:
        """Prints the key, and what it is."""
        painter = QPainter()
        if not painter.begin(printer):
            self.says.setText(_("The key could not be printed. Save it as a file instead."))
            return
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(16)
        line = printer.resolution() // 2
        painter.setFont(look().font("body"))
        painter.drawText(line, 2 * line, _("Recovery key of my SAMO journal"))
        painter.setFont(font)
        painter.drawText(line, 3 * line, self.key.text())
        painter.end()
        self._kept(_("Printed. Keep it somewhere other than the journal."))

    def _compare(self) -> None:
        typed = "".join(filter(str.isalnum, self.typed.text().upper()))
        same = typed.translate(str.maketrans("OIL", "011"))[-LAST:] == self.key.text()[-LAST:]
        if same:
            self._kept(_("That's right."))
        elif not self.saved:
            self.go_on.setEnabled(False)
            wrong = len(typed) >= LAST
            self.says.setText(_("That's not how this key ends.") if wrong else "")

    def _pass(self) -> None:
        if self.go_on.isEnabled():
            self.go_on.setEnabled(False)
            self.key.clear()
            self.typed.clear()
            self.passed.emit()


class RecoveryPage(Sheet):
    """Shows the recovery key of a journal that was just made."""

    passed = Signal()

    def __init__(self) -> None:
        super().__init__(
            _("Your recovery key"),
            _(
                "If you forget your passphrase, this key opens your journal. It is shown only "
                "this once. Write it down or save it, and keep it apart from this computer."
            ),
        )
        self.panel = KeyPanel()
        self.panel.passed.connect(self.passed)
        self.column.addWidget(self.panel)

    def show_key(self, key: str) -> None:
        """Shows `key` until the page is left."""
        self.panel.show_key(key)


class NewKeyDialog(QDialog):
    """Makes a new recovery key, once the passphrase was given again."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.setWindowTitle(_("New recovery key"))
        self.secret = secret_field(_("Passphrase"), "passphrase")
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
                "Your present recovery key stops working as soon as the new one is made. "
                "Type your passphrase to go on."
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
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        whole.addWidget(self.pages)
        self._turn(0)

    def _turn(self, page: int) -> None:
        """Shows a page, in the size that it needs."""
        policy = QSizePolicy.Policy
        for number, each in enumerate((self.ask, self.shown)):
            each.setSizePolicy(
                policy.Preferred, policy.Preferred if number == page else policy.Ignored
            )
        self.pages.setCurrentIndex(page)
        wide, over = look().measure(62), self.parentWidget()
        if over is not None:
            wide = min(wide, over.width() - 10 * GRID)
        tall = (self.ask, self.shown)[page].heightForWidth(wide)
        self.resize(wide + 6 * GRID, tall + 6 * GRID)

    def _page(self, page: QWidget, title: str, text: str) -> QVBoxLayout:
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(text, wrap=True))
        self.pages.addWidget(page)
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
        self._turn(1)
        self.panel.show_key(key)

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
