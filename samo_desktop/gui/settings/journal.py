"""Where the journal lies, what guards it, and what was deleted from it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.new_key_dialog import NewKeyDialog
from samo_desktop.gui.onboarding.passphrase_dialog import PassphraseDialog
from samo_desktop.gui.settings.section import Choice, Section, beside
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

LOCK_MINUTES = (1, 5, 10, 30, 60)


def after(minutes: int) -> str:
    """When the journal is locked that nobody touches."""
    text = ngettext("After 1 minute without input", "After {n} minutes without input", minutes)
    return formats.count(minutes, text)


class JournalSection(Section):
    """The journal as a whole."""

    title = N_("Journal and privacy")
    name = "journal"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.key_dialog: NewKeyDialog | None = None
        self.where = label(str(context.app.journal.folder), wrap=True)
        self.where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.where.setAccessibleName(_("Location of the journal"))
        self.show_folder = button(
            _("Show in folder"), "plain", "show_journal_folder_button", "folder"
        )
        self.show_folder.setAccessibleName(_("Show the journal in its folder"))
        self.show_folder.clicked.connect(self._show_folder)
        self.lock = context.actions.button("lock", "plain")
        self.new_key = button(_("Make a new one…"), "plain", "new_key_button")
        self.new_key.setAccessibleName(_("Make a new recovery key"))
        self.new_key.clicked.connect(self._make_key)
        self.passphrase = button(_("Change…"), "plain", "change_passphrase_button")
        self.passphrase.setAccessibleName(_("Change the passphrase"))
        self.passphrase.setEnabled(context.app.journal.writable)
        self.passphrase.clicked.connect(self._change_passphrase)
        self.deleted = button(_("Show…"), "plain", "show_deleted_button")
        self.deleted.setAccessibleName(_("Show recently deleted entries"))
        self.deleted.clicked.connect(lambda: context.show_deleted())
        self._lay_out(encrypted=context.app.journal.encrypted)

    def _lay_out(self, *, encrypted: bool) -> None:
        guarded = (
            _("Encrypted. Only your passphrase or your recovery key opens it.")
            if encrypted
            else _("Not encrypted. Anyone who can use this computer can read it.")
        )
        self.row(_("Location"), self.where)
        self.row("", beside(self.show_folder))
        self.row(_("Encryption"), label(guarded, wrap=True))
        self.row("", beside(self.lock))
        if encrypted:
            self.row(_("Lock automatically"), self._lock_after())
            self.row(_("Passphrase"), beside(self.passphrase))
            self.row(_("Recovery key"), beside(self.new_key))
        self.row(_("Deleted entries"), beside(self.deleted))

    def _change_passphrase(self) -> None:
        dialog = PassphraseDialog(self.context, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self.passphrase.setFocus())
        dialog.open()

    def _lock_after(self) -> Choice:
        waits = [(_("Never"), 0), *((after(minutes), minutes) for minutes in LOCK_MINUTES)]
        return self.choice("lock_after", _("Lock automatically"), waits, after)

    def _show_folder(self) -> None:
        folder = self.context.app.journal.folder
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.context.tell_problem(
                SamoError(
                    _("No program on this computer shows folders."),
                    _("The journal is in {folder}.").format(folder=folder),
                )
            )

    def _make_key(self) -> None:
        context = self.context
        self.key_dialog = NewKeyDialog(context.runner, self.window())
        self.key_dialog.finished.connect(self._key_made)
        self.key_dialog.open()

    def _key_made(self) -> None:
        dialog, self.key_dialog = self.key_dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.new_key.setFocus()
