"""Before the journal is open: the first run, and unlocking."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.files import choose_folder
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


class Sheet(QWidget):
    """A calm page with one column in the middle."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.column = QVBoxLayout()
        self.column.setSpacing(2 * GRID)
        self.title = label(title, "title", wrap=True)
        self.column.addWidget(self.title)
        self.lead = label(text, wrap=True)
        self.column.addWidget(self.lead)
        inner = QWidget()
        inner.setLayout(self.column)
        inner.setFixedWidth(look().measure(62))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inner)
        across.addStretch(1)
        holder = QWidget()
        down = QVBoxLayout(holder)
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.notice = label(wrap=True)
        self.notice.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        self.notice.hide()
        outer.addWidget(self.notice)
        outer.addWidget(area, 1)

    def tell(self, text: str) -> None:
        """Says at the top what has to be known, whatever is done on the page; "" for nothing."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def says(self) -> None:
        """Adds the line in which the page says what is wrong; its place is kept."""
        self.problem = label(role="problem", wrap=True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.problem.setMinimumHeight(2 * self.problem.fontMetrics().lineSpacing() + GRID)
        self.column.addWidget(self.problem)

    def ended(self, *buttons: QWidget) -> None:
        """Adds the row of buttons at the end."""
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for one in buttons:
            row.addWidget(one)
        self.column.addLayout(row)


def secret_field(name: str, object_name: str) -> QLineEdit:
    """A field for a passphrase."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    field.setObjectName(object_name)
    return field


def reveal(field: QLineEdit, on: bool) -> None:
    """Shows, or hides, what is typed into a field for a passphrase."""
    echo = QLineEdit.EchoMode
    field.setEchoMode(echo.Normal if on else echo.Password)


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
            _("Where shall the journal lie?"),
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


class UnlockPage(Sheet):
    """An encrypted journal asks for its passphrase; another one says why it cannot be opened."""

    wanted = Signal(str)
    folder_wanted = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("Your journal is locked"),
            _("It opens with your passphrase, or with your recovery key."),
        )
        self.secret = secret_field(_("Passphrase or recovery key"), "passphrase")
        self.shown = QCheckBox(_("Show what I type"))
        self.shown.setObjectName("show_passphrase")
        self.shown.toggled.connect(self._show)
        self.column.addWidget(self.secret)
        self.column.addWidget(self.shown)
        self.says()
        self.other = button(_("Another journal…"), "quiet", "other_journal_button", "folder")
        self.open = button(_("Open"), "primary", "open_button")
        self.open.setAutoDefault(True)
        self.ended(self.other, self.open)
        self.column.addWidget(label(str(folder), "small", wrap=True))
        self.open.clicked.connect(self._open)
        self.secret.returnPressed.connect(self._open)
        self.secret.textEdited.connect(self.problem.clear)
        self.other.clicked.connect(self._other)
        self.needs_secret = True

    def ask(self, *, needs_secret: bool) -> None:
        """Asks for the passphrase, or only whether to try again."""
        self.needs_secret = needs_secret
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

    def _show(self, on: bool) -> None:
        reveal(self.secret, on)

    def _open(self) -> None:
        if self.needs_secret and not self.secret.text():
            self.problem.setText(_("Type your passphrase first."))
            return
        self.set_busy(True)
        self.wanted.emit(self.secret.text())

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed while the passphrase is tried."""
        self.open.setEnabled(not busy)
        self.secret.setEnabled(not busy)
        self.open.setText(_("One moment…") if busy else _("Open"))

    def failed(self, error: SamoError) -> None:
        """Says why it did not open."""
        self.set_busy(False)
        if not self.needs_secret:
            self.open.setText(_("Try again"))
        self.problem.setText(formats.problem(error.message, error.hint))
        self.secret.selectAll()
        (self.secret if self.needs_secret else self.open).setFocus()

    def doubt(self) -> None:
        """Asks before opening a journal without encryption in the place of an encrypted one."""
        self.open.setText(_("Open it all the same"))
        self.problem.setText(
            _(
                "This journal is not encrypted, but the one that was opened here before was. "
                "Someone may have put another one in its place: what you write in it can be read "
                "by anyone who can use this computer."
            )
        )
        self.other.setFocus()

    def _other(self) -> None:
        choose_folder(self, _("Which journal?"), self.folder_wanted.emit)
