"""The first step of the first run: where the journal is kept, and what protects it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.new_passphrase import NewPassphrase
from samo_desktop.gui.onboarding.path_field import PathField
from samo_desktop.gui.onboarding.sheet import FieldProblem, Sheet
from samo_desktop.gui.runtime.executors import Executor
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.files import choose_folder
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


class WelcomePage(Sheet):
    """Asks for a folder and a passphrase."""

    wanted = Signal(object, object)
    """A folder, and a passphrase or None for a journal that is not encrypted."""

    def __init__(self, folder: Path, services: Services, background: Executor) -> None:
        super().__init__(
            _("A journal that stays with you"),
            _(
                "Talk or write. Your words, your voice and everything found in them stay on "
                "this computer."
            ),
            step=1,
        )
        self.place = PathField(_("Folder of the journal"), "folder")
        self.folder = self.place.line
        self.folder.setText(str(folder))
        self.folder_problem = FieldProblem(self.folder)
        self.choose = button(_("Choose…"), "plain", "choose_folder_button", "folder")
        self.choose.setAccessibleName(_("Choose the folder of the journal"))
        self.choose.clicked.connect(self._choose)
        self.new = NewPassphrase(services.rate_passphrase, services.check_passphrase, background)
        self.first, self.second, self.shown = self.new.first, self.new.second, self.new.shown
        self.without = QCheckBox(_("Without a passphrase"))
        self.without.setObjectName("without_passphrase")
        self.means = label(role="quiet", wrap=True)
        self.means.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self.without.toggled.connect(self._without)
        self.begin.clicked.connect(self._begin)
        self.new.finished.connect(self._begin)
        self.folder.returnPressed.connect(self.first.setFocus)
        for field in (self.first, self.second, self.folder):
            field.textEdited.connect(self.problem.clear)
        self._without(False)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(label(_("Location"), "heading"), 1)
        row.addWidget(self.choose)
        self.column.addLayout(row)
        self.column.addWidget(self.place)
        self.column.addWidget(self.folder_problem)
        self.column.addWidget(label(_("Passphrase"), "heading"))
        self.column.addWidget(self.means)
        self.column.addWidget(self.new)
        self.column.addWidget(self.without)
        self.says()
        self.begin = button(_("Next"), "primary", "begin_button")
        self.ended(self.begin)

    def _choose(self) -> None:
        choose_folder(
            self,
            _("Where should the journal be kept?"),
            lambda folder: self.folder.setText(str(folder)),
            at=self.folder.text(),
        )

    def _without(self, on: bool) -> None:
        self.new.setEnabled(not on)
        self.problem.clear()
        self.means.setText(
            _(
                "Nothing will be encrypted. Anyone who can use this computer, or who gets "
                "its disk or a copy of it, can read and hear everything."
            )
            if on
            else _(
                "Your passphrase encrypts everything. Nobody can read the journal without it, "
                "and nobody can recover it for you. Use a few unrelated words."
            )
        )

    def _begin(self) -> None:
        place = self._folder()
        if place is None:
            return
        secret = None if self.without.isChecked() else self.new.text()
        if secret is None and not self.without.isChecked():
            return
        self.set_busy(True)
        self.wanted.emit(place, secret)

    def _folder(self) -> Path | None:
        folder = self.folder.text().strip()
        if not folder:
            self.folder_problem.tell(_("Choose a folder for the journal."))
            return None
        try:
            return paths.expanded(folder)
        except SamoError as error:
            self.folder_problem.tell(formats.problem(error.message, error.hint))
            return None

    def set_busy(self, busy: bool) -> None:
        """Nothing can be changed while the journal is being made."""
        for each in (self.begin, self.place, self.choose, self.without):
            each.setEnabled(not busy)
        self.new.setEnabled(not busy and not self.without.isChecked())
        self.begin.setText(_("One moment…") if busy else _("Next"))

    def failed(self, error: SamoError) -> None:
        """Says why there is no journal yet: it is the folder that cannot be used."""
        self.set_busy(False)
        self.folder_problem.tell(formats.problem(error.message, error.hint))

    def forget(self) -> None:
        """Holds the passphrase no longer than needed."""
        self.new.forget()
