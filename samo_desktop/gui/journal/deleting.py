"""Deleting entries, and taking that back: one at a time, and never by a slip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent

from samo_desktop.errors import SamoError
from samo_desktop.gui.journal.deleted_entries import DeletedDialog
from samo_desktop.gui.journal.page import JournalPage
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.shell.dock import Dock
from samo_desktop.gui.widgets.slips import Slip
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Deleting(QObject):
    """Deletes the open entry; all that was deleted or redated since the start can be undone.

    After a deletion the next entry stands under the pointer. The button deletes that one only once
    the user has chosen it, or has come back to the button.
    """

    changed = Signal()
    """There are other entries now."""

    def __init__(
        self, app: App, actions: Actions, journal: JournalPage, dock: Dock, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._app, self._actions, self._journal, self._dock = app, actions, journal, dock
        self._undo: list[tuple[str, Callable[[], object]]] = []
        """What can be taken back, newest last: an entry's id, and how."""
        self._armed = True
        self._slip = Slip()
        self.dialog: DeletedDialog | None = None
        actions.on("delete", self.by_button)
        actions.on("undo", self.undo)
        actions.on("deleted", self.show_deleted)
        journal.list.delete_wanted.connect(self.delete)
        journal.shown.connect(self._chosen)
        journal.entry.dated.connect(self._dated)
        journal.entry.delete.installEventFilter(self)
        self._offer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        tabbed = isinstance(event, QFocusEvent) and event.reason() in BY_KEYBOARD
        came = event.type() == QEvent.Type.Enter or (event.type() == QEvent.Type.FocusIn and tabbed)
        if came and self._slip.over():
            self._armed = True
        return super().eventFilter(watched, event)

    def _chosen(self, _entry_id: str) -> None:
        self._armed = True

    # ---- deleting

    def by_button(self) -> None:
        """Deletes the open entry, unless the button is pressed again where it was pressed."""
        if self._armed:
            self.delete()

    def delete(self) -> None:
        """Deletes the open entry; it can be undone."""
        journal = self._journal
        if not journal.isVisible():
            return
        if journal.recording and journal.current == journal.recording:
            self._dock.tell(_("Stop the recording first; then it can be deleted."))
            return
        try:
            entry_id = journal.delete_current()
        except SamoError as error:
            self._dock.tell_problem(error)
            return
        if not entry_id:
            return
        self._armed = False
        self._slip.begin()
        (journal.list if journal.list.isVisible() else self._dock.write).setFocus()
        self._remember(entry_id, lambda: self._app.entries.undelete(entry_id))
        self._dock.tell(_("The entry was deleted."), undo=True)
        self.changed.emit()

    # ---- taking it back

    def _dated(self, entry_id: str, former: datetime) -> None:
        """The user gave an entry another date."""
        self._remember(entry_id, lambda: self._app.entries.edit(entry_id, at=former))
        self._journal.show_moved()
        self._dock.tell(_("The date was changed."), undo=True)
        self.changed.emit()

    def _remember(self, entry_id: str, how: Callable[[], object]) -> None:
        self._undo.append((entry_id, how))
        self._offer()

    def _offer(self) -> None:
        self._actions["undo"].setEnabled(bool(self._undo))

    def undo(self) -> None:
        """Takes the last deletion, or the last change of a date, back."""
        if not self._undo:
            return
        entry_id, how = self._undo.pop()
        self._offer()
        self._dock.clear_notice()
        try:
            how()
        except SamoError as error:
            self._dock.tell_problem(error)
            return
        self._actions["journal"].trigger()
        self._journal.refresh()
        self._journal.open(entry_id)
        self._journal.show_moved()
        self._journal.list.setFocus()
        self.changed.emit()

    def show_deleted(self) -> None:
        """Opens the list of the entries that were deleted and are still kept."""
        self._journal.entry.flush()
        dialog = DeletedDialog(self._app, self._journal.window())
        self.dialog = dialog
        dialog.restored.connect(self._restored)
        dialog.purged.connect(self._forget)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _restored(self, ids: list[str]) -> None:
        self._forget(ids)
        self._journal.open(ids[0])
        self._journal.show_moved()

    def _forget(self, ids: list[str]) -> None:
        """Entries that came back, or went for good, are undone by other means than before."""
        self._undo = [each for each in self._undo if each[0] not in ids]
        self._offer()
        self._dock.clear_notice()
        self._journal.refresh()
        self.changed.emit()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
