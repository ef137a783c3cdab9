"""Where the journal lies, what guards it, and what was deleted from it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from samo_desktop.gui.onboarding.new_key_dialog import NewKeyDialog
from samo_desktop.gui.onboarding.passphrase_dialog import PassphraseDialog
from samo_desktop.gui.settings.section import Section, beside
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_


class JournalSection(Section):
    """The journal as a whole."""

    title = N_("Journal")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.key_dialog: NewKeyDialog | None = None
        self.where = label(str(context.app.journal.folder), wrap=True)
        self.where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.where.setAccessibleName(_("Folder of the journal"))
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
        self.row(_("Privacy"), label(guarded, wrap=True))
        self.row("", beside(self.lock))
        if encrypted:
            self.row(_("Passphrase"), beside(self.passphrase))
            self.row(_("Recovery key"), beside(self.new_key))
        self.row(_("Deleted entries"), beside(self.deleted))

    def _change_passphrase(self) -> None:
        dialog = PassphraseDialog(self.context, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self.passphrase.setFocus())
        dialog.open()

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
