"""The recovery key: shown large, and not left before it is saved or read back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.gui.onboarding.sheet import Sheet
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


class KeyLabel(QLabel):
    """The key in large type, in one line or, where that is too long, in as many as it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "key")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def show_key(self, key: str) -> None:
        """Shows `key`."""
        self.key = key
        says = _("Recovery key: {key}").format(key=key) if key else _("Recovery key")
        self.setAccessibleName(says)  # the name is all that is read aloud of a label
        self._break()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break()

    def _break(self) -> None:
        room, groups = self.contentsRect().width(), self.key.split("-")
        for lines in range(1, len(groups) + 1):
            each = -(-len(groups) // lines)
            parts = ["-".join(groups[at : at + each]) for at in range(0, len(groups), each)]
            if all(self.fontMetrics().horizontalAdvance(part) <= room for part in parts):
                break
        self.setText("-\n".join(parts))


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
        self.key = KeyLabel()
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
        self.key.show_key(key)
        self.typed.clear()
        self.says.clear()
        self.saved = self._warned = False
        self.go_on.setEnabled(False)
        self.typed.setFocus()

    def may_close(self) -> bool:
        """Whether the key may go out of sight; says once what that means if it was not saved."""
        may = self.saved or self._warned or not self.key.key
        if not may:
            self._warned = True
            self.says.setText(
                _(
                    "The key has not been saved yet. Close again to leave without it. You can "
                    "make a new one later in Settings."
                )
            )
        return may

    def _kept(self, says: str) -> None:
        self.saved = True
        self.says.setText(says)
        self.go_on.setEnabled(True)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key.key)
        self._kept(_("Copied. Paste it where you keep passwords."))

    def _save(self) -> None:
        choose_file(self, _("Save the recovery key"), self.save_to, new="samo-recovery-key.txt")

    def save_to(self, path: Path) -> None:
        """Writes the key to `path`, for this user's eyes only."""
        try:
            path.unlink(missing_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.key.key + "\n")
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
        painter.drawText(line, 3 * line, self.key.key)
        painter.end()
        self._kept(_("Printed. Keep it somewhere other than the journal."))

    def _compare(self) -> None:
        typed = "".join(filter(str.isalnum, self.typed.text().upper()))
        same = typed.translate(str.maketrans("OIL", "011"))[-LAST:] == self.key.key[-LAST:]
        if same:
            self._kept(_("That's right."))
        elif not self.saved:
            self.go_on.setEnabled(False)
            wrong = len(typed) >= LAST
            self.says.setText(_("That's not how this key ends.") if wrong else "")

    def _pass(self) -> None:
        if self.go_on.isEnabled():
            self.go_on.setEnabled(False)
            self.key.show_key("")
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
            step=1,
        )
        self.panel = KeyPanel()
        self.panel.passed.connect(self.passed)
        self.column.addWidget(self.panel)

    def show_key(self, key: str) -> None:
        """Shows `key` until the page is left."""
        self.panel.show_key(key)
