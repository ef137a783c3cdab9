"""Deleting entries: one at a time, and never by a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent

from samo_desktop.domain.entry import Entry
from samo_desktop.errors import SamoError
from samo_desktop.gui.journal.deleted_entries import DeletedDialog
from samo_desktop.gui.journal.page import JournalPage
from samo_desktop.gui.operations import entries
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.shell.dock import Dock
from samo_desktop.gui.widgets.slips import Slip
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Deleting(QObject):
    """Deletes the open entry, and shows those that were deleted.

    After a deletion the next entry stands under the pointer. The button deletes that one only once
    the user has chosen it, or has come back to the button.
    """

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        actions: Actions,
        journal: JournalPage,
        dock: Dock,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._app, self._runner, self._journal, self._dock = app, runner, journal, dock
        self._armed = True
        self._neighbour = ""
        """The entry that comes in the place of a deleted one: nobody chose it."""
        self._busy = False
        """Whether an entry is being deleted; none other is meanwhile."""
        self._focus_goes = False
        """Whether the keyboard goes to the list once it shows that an entry is gone."""
        self._slip = Slip()
        self.dialog: DeletedDialog | None = None
        actions.on("delete", self.by_button)
        actions.on("deleted", self.show_deleted)
        journal.list.delete_wanted.connect(self.delete)
        journal.shown.connect(self._chosen)
        journal.refreshed.connect(self._move_focus)
        journal.entry.delete.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        tabbed = isinstance(event, QFocusEvent) and event.reason() in BY_KEYBOARD
        came = event.type() == QEvent.Type.Enter or (event.type() == QEvent.Type.FocusIn and tabbed)
        if came and self._slip.over():
            self._armed = True
        return super().eventFilter(watched, event)

    def _chosen(self, entry_id: str) -> None:
        if entry_id != self._neighbour:
            self._armed = True
        self._neighbour = ""

    # ---- deleting

    def by_button(self) -> None:
        """Deletes the open entry, unless the button is pressed again where it was pressed.

        Then it does not keep the keyboard either: a click gives it that.
        """
        if self._armed:
            self.delete()
        else:
            self._give_keyboard()

    def delete(self) -> None:
        """Deletes the open entry; it can be undone. Not if its last words cannot be saved."""
        journal = self._journal
        entry = journal.open_entry
        if self._busy or not journal.isVisible():
            return
        if journal.recording and journal.current == journal.recording:
            self._dock.tell(_("Stop the recording first. Then you can delete it."))
        elif entry is not None:
            self._busy = True
            journal.entry.typing.flush(lambda: self._delete(entry.id), self._not_deleted)

    def _delete(self, entry_id: str) -> None:
        def failed(error: SamoError) -> None:
            self._not_deleted()
            self._dock.tell_problem(error)

        self._runner.run(entries.delete(entry_id), asked_by=self, done=self._deleted, failed=failed)

    def _not_deleted(self) -> None:
        self._busy = False

    def _deleted(self, entry: Entry) -> None:
        self._busy = False
        self._slip.begin()
        if self._journal.current == entry.id:
            self._armed, self._focus_goes = False, True
            self._neighbour = self._journal.neighbour()
            self._journal.left(self._neighbour)

    def _move_focus(self) -> None:
        if self._focus_goes and not self._journal.model.loading:
            self._focus_goes = False
            self._give_keyboard()

    def _give_keyboard(self) -> None:
        there = self._journal.list.isVisible()
        (self._journal.list if there else self._dock.write).setFocus()

    # ---- those that were deleted

    def show_deleted(self) -> None:
        """Opens the list of the entries that were deleted and are still kept."""
        self._journal.entry.flush()
        dialog = DeletedDialog(self._app, self._runner, self._journal.window())
        self.dialog = dialog
        dialog.restored.connect(self._restored)
        dialog.purged.connect(self._forget)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _restored(self, ids: list[str]) -> None:
        self._forget(ids)
        if not self._journal.recording:  # its page stays in view
            self._journal.open(ids[0])
            self._journal.follow()

    def _forget(self, ids: list[str]) -> None:
        """Entries that came back, or went for good, are not undone any more; nor is it offered."""
        self._runner.stack.forget(ids)
        self._dock.clear_notice()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
