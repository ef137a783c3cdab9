"""One quiet line: what is being worked out for an entry, or why it was not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import Progress
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import decorative
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

NARROW = 50
"""Characters of a line that is too short for buttons beside it."""


class EntryStatus(QWidget):
    """Progress with Cancel, a failure with Try again, or what there was to note."""

    focus_lost = Signal()
    """The button that had the keyboard is gone: what it does is under way, or done."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.mark = QLabel()
        decorative(self.mark)
        self.text = label(role="small", wrap=True)
        self.cancel = actions.button("cancel", "quiet", colour="muted")
        self.retry = actions.button("retry", "link", colour="accent")
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.cancel)
        row.addWidget(self.retry)
        row.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.mark, 0, 0)
        self._grid.addWidget(self.text, 0, 1)
        self._grid.addWidget(self._buttons, 0, 2)
        self._below = False
        """Whether the buttons stand below the text."""
        self._failed = False
        self._progress: Progress | None = None
        self._note = ""
        self._room_for = ""
        """The entry of which something was said: the line stays with it, so that nothing moves."""
        look().changed.connect(self._wear)
        self._reserve()
        look().changed.connect(self._reserve)
        self.show_entry(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = self.width() < look().measure(NARROW)
        if below != self._below:
            self._below = below
            self._grid.removeWidget(self._buttons)
            self._grid.addWidget(self._buttons, *((1, 1) if below else (0, 2)))

    def _reserve(self) -> None:
        self.setMinimumHeight(self.fontMetrics().height() + 2 * GRID)

    def _wear(self) -> None:
        if self._failed:
            self.mark.setPixmap(icons.pixmap("warning", look().colour("ink"), look().icon_size + 2))

    def show_entry(self, entry: Entry | None, note: str = "") -> None:
        """Says how the entry stands, and once nothing is being done, a `note` of the page's."""
        self._note = note
        focused = self.cancel.hasFocus() or self.retry.hasFocus()
        state = entry.state if entry else "done"
        busy = state in ("waiting", "analysing")
        lost = state == "done" and entry is not None and entry.error is not None
        self._failed = state == "failed" or lost
        self._wear()
        self.mark.setVisible(self._failed)
        self.cancel.setVisible(busy)
        self._actions["cancel"].setEnabled(busy)
        self.retry.setVisible(self._failed)
        self._buttons.setVisible(busy or self._failed)
        self._actions["retry"].setEnabled(self._failed)
        if entry is None or not busy:
            self._progress = None
        self.text.setText(self._sentence(entry) if entry else "")
        self._keep_room(entry)
        if focused and not (self.cancel.hasFocus() and busy):
            self.focus_lost.emit()

    def _keep_room(self, entry: Entry | None) -> None:
        entry_id = entry.id if entry else ""
        if self.text.text():
            self._room_for = entry_id
        elif entry_id != self._room_for:
            self._room_for = ""
        self.setVisible(bool(self._room_for))

    def _sentence(self, entry: Entry) -> str:
        heard = entry.transcript
        if entry.error is not None and entry.state in ("failed", "done"):
            problem = formats.problem(entry.error.message, entry.error.hint)
            return " ".join([problem, *(heard.notes if heard is not None else ())])
        if self._progress is not None and self._progress.entry_id == entry.id:
            return formats.progress(self._progress)
        if entry.state == "waiting":
            return _("Saved. Queued…")
        if entry.state == "analysing":
            return _("Saved. Analysing…")
        if entry.source == "voice" and heard is not None and not heard.text.strip():
            if not entry.text.strip():
                why = heard.notes or (_("No speech was found in this recording."),)
                hint = _("You can listen to it, and type here what was said.")
                return " ".join([*why, hint])
            return " ".join([self._note, *heard.notes]).strip()
        notes = [
            *(heard.notes if heard is not None else ()),
            *(entry.analysis.notes if entry.analysis else ()),
        ]
        return " ".join([self._note, *notes]).strip()

    def show_progress(self, progress: Progress) -> None:
        """Says which step is being done and how far it is."""
        self._progress = progress
        self.text.setText(formats.progress(progress))
        self.cancel.setVisible(True)
        self._buttons.setVisible(True)
        self._actions["cancel"].setEnabled(True)
