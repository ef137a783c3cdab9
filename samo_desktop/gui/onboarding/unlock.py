"""Asks for a journal that is there already."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from samo_desktop.errors import SamoError, WrongPassphraseError
from samo_desktop.gui.onboarding.secret_field import SecretField
from samo_desktop.gui.onboarding.sheet import FieldProblem, Sheet
from samo_desktop.gui.style import formats
from samo_desktop.gui.widgets.files import choose_folder
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


class UnlockPage(Sheet):
    """An encrypted journal asks for its passphrase; another one says why it cannot be opened."""

    wanted = Signal(str)
    folder_wanted = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("Your journal is locked"),
            _("Enter your passphrase or your recovery key."),
        )
        self.secret = SecretField(_("Passphrase or recovery key"), "passphrase")
        self.secret_problem = FieldProblem(self.secret)
        self.caps = label(_("Caps Lock is on."), "small")
        self.caps.hide()
        self.secret.caps_lock.connect(self.caps.setVisible)
        self.shown = QCheckBox(_("Show passphrase"))
        self.shown.setObjectName("show_passphrase")
        self.shown.toggled.connect(self.secret.reveal)
        for part in (self.secret, self.caps, self.secret_problem, self.shown):
            self.column.addWidget(part)
        self.says()
        self.other = button(_("Another journal…"), "quiet", "other_journal_button", "folder")
        self.open = button(_("Open"), "primary", "open_button")
        self.ended(self.other, self.open)
        self.where = label(formats.breakable(str(folder)), "small", wrap=True)
        self.where.setAccessibleName(_("Folder of the journal"))
        self.column.addWidget(self.where)
        self.open.clicked.connect(self._open)
        self.secret.returnPressed.connect(self._open)
        self.secret.textEdited.connect(self.problem.clear)
        self.other.clicked.connect(self._other)
        self.needs_secret = True

    def ask(self, *, needs_secret: bool) -> None:
        """Asks for the passphrase, or only whether to try again."""
        self.needs_secret = needs_secret
        self.secret_problem.clear()
        locked, other = _("Your journal is locked"), _("Your journal")
        self.title.setText(locked if needs_secret else other)
        self.secret.setVisible(needs_secret)
        self.shown.setVisible(needs_secret)
        self.lead.setVisible(needs_secret)
        if needs_secret:
            self.secret.setFocus()

    def closed(self) -> None:
        """Says that its owner closed the journal, and waits for them."""
        if self.needs_secret:
            self.secret.setFocus()
        else:
            self.title.setText(_("Your journal is closed"))
            self.lead.setText(
                _("It has no passphrase: anyone who can use this computer can open it.")
            )
            self.lead.show()
            self.open.setFocus()

    def _open(self) -> None:
        if self.needs_secret and not self.secret.text():
            self.secret_problem.tell(_("Type your passphrase first."))
            return
        self.set_busy(True)
        self.wanted.emit(self.secret.text())

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed while the passphrase is tried, or the journal is being closed."""
        self.open.setEnabled(not busy)
        self.other.setEnabled(not busy)
        self.secret.setEnabled(not busy)
        self.open.setText(_("One moment…") if busy else _("Open"))

    def failed(self, error: SamoError) -> None:
        """Says why it did not open."""
        self.set_busy(False)
        says = formats.problem(error.message, error.hint)
        if isinstance(error, WrongPassphraseError) and self.needs_secret:
            self.problem.clear()
            self.secret_problem.tell(says)
            return
        self.problem.setText(says)
        if self.needs_secret:
            self.secret.selectAll()
            self.secret.setFocus()
        else:
            self.open.setText(_("Try again"))
            self.open.setFocus()

    def doubt(self) -> None:
        """Asks before opening a journal without encryption in the place of an encrypted one."""
        self.open.setText(_("Open it anyway"))
        self.problem.setText(
            _(
                "This journal is not encrypted, but the one opened here before was. Someone "
                "may have replaced it. Anyone who can use this computer can read what you "
                "write in it."
            )
        )
        self.other.setFocus()

    def _other(self) -> None:
        choose_folder(self, _("Which journal?"), self.folder_wanted.emit)
