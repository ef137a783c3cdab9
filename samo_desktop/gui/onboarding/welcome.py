"""The first run: where the journal lies, and what guards it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.sheet import Sheet, reveal, secret_field
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.files import choose_folder
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


class WelcomePage(Sheet):
    """The first run: where the journal lies, and what guards it."""

    wanted = Signal(object, object)
    """A folder, and a passphrase or None for a journal that is not encrypted."""

    def __init__(self, folder: Path, check: Callable[[str], None]) -> None:
        """`check` raises SamoError for a passphrase that is too easily guessed."""
        super().__init__(
            _("A journal that stays with you"),
            _(
                "Talk or write. Your words, your voice and what is read from them are kept "
                "on this computer and nowhere else."
            ),
        )
        self._check = check
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(_("Folder of the journal"))
        self.folder.setObjectName("folder")
        choose = button(_("Choose…"), "plain", "choose_folder_button", "folder")
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.column.addWidget(label(_("Location"), "heading"))
        self.column.addLayout(row)
        self.column.addWidget(label(_("Your passphrase"), "heading"))
        self.first = secret_field(_("Passphrase"), "passphrase")
        self.second = secret_field(_("Repeat passphrase"), "passphrase_again")
        self.column.addWidget(self.first)
        self.column.addWidget(self.second)
        self.shown = QCheckBox(_("Show what I type"))
        self.shown.setObjectName("show_new_passphrase")
        self.shown.toggled.connect(self._show)
        self.without = QCheckBox(_("Without a passphrase"))
        self.without.setObjectName("without_passphrase")
        choices = QVBoxLayout()
        choices.setSpacing(0)
        choices.addWidget(self.shown)
        choices.addWidget(self.without)
        self.column.addLayout(choices)
        self.means = label(role="quiet", wrap=True)
        self.means.setMinimumHeight(3 * self.means.fontMetrics().lineSpacing() + GRID)
        self.means.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.means)
        self.says()
        self.begin = button(_("Begin"), "primary", "begin_button")
        self.begin.setAutoDefault(True)  # Enter presses it where it has the keyboard
        self.ended(self.begin)
        self.without.toggled.connect(self._without)
        self.begin.clicked.connect(self._begin)
        self.second.returnPressed.connect(self._begin)
        self.first.returnPressed.connect(self.second.setFocus)
        for field in (self.first, self.second, self.folder):
            field.textEdited.connect(self.problem.clear)
        self._without(False)

    def _choose(self) -> None:
        choose_folder(
            self,
            _("Where should the journal be kept?"),
            lambda folder: self.folder.setText(str(folder)),
            at=self.folder.text(),
        )

    def _show(self, on: bool) -> None:
        for field in (self.first, self.second):
            reveal(field, on)

    def _without(self, on: bool) -> None:
        for each in (self.first, self.second, self.shown):
            each.setEnabled(not on)
        self.problem.clear()
        self.means.setText(
            _(
                "Nothing will be encrypted: anyone who can use this computer, or who finds "
                "its disk or a copy of it, can read and hear everything."
            )
            if on
            else _(
                "Your passphrase encrypts everything. Nobody can read the journal without it, "
                "and nobody can recover it for you. Use a few unrelated words."
            )
        )

    def _begin(self) -> None:
        folder = self.folder.text().strip()
        secret = None if self.without.isChecked() else self.first.text()
        if not folder:
            self._refuse(_("Choose a folder for the journal."), self.folder)
            return
        try:
            place = paths.expanded(folder)
        except SamoError as error:
            self._refuse(formats.problem(error.message, error.hint), self.folder)
            return
        try:
            if secret is not None:
                self._check(secret)
        except SamoError as error:
            self._refuse(formats.problem(error.message, error.hint), self.first)
            return
        if secret is not None and secret != self.second.text():
            self._refuse(_("The two passphrases are not the same."), self.second)
            return
        self.set_busy(True)
        self.wanted.emit(place, secret)

    def _refuse(self, text: str, field: QLineEdit) -> None:
        self.problem.setText(text)
        field.setFocus()
        field.selectAll()

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed while the journal is being made."""
        self.begin.setEnabled(not busy)
        self.begin.setText(_("One moment…") if busy else _("Begin"))

    def failed(self, error: SamoError) -> None:
        """Says why there is no journal yet."""
        self.set_busy(False)
        self.problem.setText(formats.problem(error.message, error.hint))

    def forget(self) -> None:
        """Holds the passphrase no longer than needed."""
        self.first.clear()
        self.second.clear()
