"""The page of one entry: its words, its voice, its feelings, its summary."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from samo_desktop.domain.arc import arc
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Entry, is_blank, title_from
from samo_desktop.domain.events import Progress
from samo_desktop.domain.tags import parse_tags
from samo_desktop.domain.typed import has_words
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.gui.entry.correcting import Correcting
from samo_desktop.gui.entry.date_dialog import DateDialog
from samo_desktop.gui.entry.editor import Editor
from samo_desktop.gui.entry.feelings import Feelings, spans_of
from samo_desktop.gui.entry.playback_highlighter import Following
from samo_desktop.gui.entry.player import PlayerBar
from samo_desktop.gui.entry.status import EntryStatus
from samo_desktop.gui.entry.transcripts import HeardBy
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import beside_icon, label
from samo_desktop.gui.widgets.shrinking import Shrinking
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

SAVE_AFTER_MS = 600
"""Milliseconds without a keystroke until what was typed is saved."""
LEAST_TAGS = 12 * GRID
"""Pixels of the field of tags beside tools with names."""


def heard_in(entry: Entry) -> str:
    """The words that were heard last in the entry's voice note; "" if there are none."""
    return entry.transcript.text if entry.transcript else ""


class EntryPage(QWidget):
    """Shows one entry and saves what is changed in it; without an entry it takes a new text."""

    dated = Signal(str, object)
    """An entry's id, and the date and time that it had before the user changed them."""
    created = Signal(str)
    """A new text was saved as the entry of this id."""
    problem = Signal(object)
    settings_changed = Signal(object)
    """The new Settings."""

    def __init__(self, app: App, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._app, self._actions = app, actions
        self.entry: Entry | None = None
        self._dirty: set[str] = set()
        self._beside = ""
        """What was heard, as far as the editor's text holds it."""
        self._note = ""
        self.dating: DateDialog | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)
        self._make()
        self._lay_out()
        self._connect()

    def _make(self) -> None:
        self.when = self._actions.button("change_date", "date")
        self.when.setMinimumWidth(8 * GRID)
        self.date_source = label(role="small")
        self.date_source.setObjectName("date_source")
        self.date_source.setContentsMargins(GRID, 0, 0, 0)
        self.player = PlayerBar(self._app)
        self.title = QLineEdit()
        self.title.setProperty("role", "title")
        self.title.setObjectName("title")
        self.title.setAccessibleName(_("Title"))
        self.title.setPlaceholderText(_("Add a title"))
        self.text = Editor()
        self.text.setObjectName("text")
        self.text.setAccessibleName(_("Text of the entry"))
        self.following = Following(self._app, self.text, self.player)
        self.feelings = Feelings()
        self.correcting = Correcting(self._app, self.feelings, lambda: self.entry)
        self.summary = label(role="quiet", wrap=True)
        self.status = EntryStatus(self._actions)
        self.heard_by = HeardBy(self._app, lambda: self.entry, self._ask)
        self.tags = QLineEdit()
        self.tags.setProperty("role", "small")
        self.tags.setObjectName("tags")
        self.tags.setAccessibleName(_("Tags, separated by commas"))
        self.tags.setPlaceholderText(_("Tags, separated by commas"))
        self.original = self._actions.button("original", "quiet", colour="muted")
        self.again = self._actions.button("analyse_again", "quiet", colour="muted")
        self.delete = self._actions.button("delete", "quiet", colour="muted")
        for field in (self.title, self.text, self.tags):
            field.setReadOnly(not self._app.journal.writable)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(GRID // 2, 0, 0, 0)
        head.addWidget(self.when)
        head.addStretch(1)
        head.addWidget(self.player, 100)
        inside = QWidget()
        foot = QVBoxLayout(inside)
        foot.setContentsMargins(GRID, GRID, GRID, 0)
        foot.setSpacing(GRID)
        foot.addWidget(self.feelings)
        foot.addWidget(self.summary)
        foot.addWidget(self.status)
        foot.addWidget(self.heard_by, 0, Qt.AlignmentFlag.AlignLeft)
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        tools.addWidget(self.tags, 1)
        for tool in (self.original, self.again, self.delete):
            tools.addWidget(tool)
        body = QHBoxLayout()
        body.setContentsMargins(GRID, 0, 0, 0)
        body.addWidget(self.text)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.date_source)
        column.addWidget(self.title)
        column.addLayout(body, 100)
        column.addWidget(Shrinking(inside))
        column.addStretch(1)
        column.addLayout(tools)
        self._column = QWidget()
        self._column.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(5 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        outer.addWidget(self._column, 100)
        outer.addStretch(1)
        self._measure()
        look().changed.connect(self._measure)

    def _measure(self) -> None:
        self._column.setMaximumWidth(self.text.maximumWidth() + GRID)
        self.summary.setMinimumHeight(2 * self.summary.fontMetrics().lineSpacing())

    def _connect(self) -> None:
        self.text.typed.connect(lambda: self._touched("text"))
        self.title.textEdited.connect(lambda: self._touched("title"))
        self.title.editingFinished.connect(self.flush)
        self.title.returnPressed.connect(self.text.setFocus)
        self.tags.textEdited.connect(lambda: self._touched("tags"))
        self.tags.editingFinished.connect(self.flush)
        self.feelings.chosen.connect(self._chosen)
        self.correcting.corrected.connect(self.refresh)
        self.correcting.problem.connect(self.problem)
        self.player.problem.connect(self.problem)
        self.player.speed_chosen.connect(self._speed_chosen)
        self.following.problem.connect(self.problem)
        self._actions.on("play", self._play)
        self._actions.on("change_date", self.change_date)
        self._actions.on("analyse_again", lambda: self._ask(self._app.entries.analyse_again))
        self._actions.on("retry", lambda: self._ask(self._app.entries.retry))
        self._actions.on("cancel", lambda: self._ask(self._app.entries.cancel))
        self._actions["original"].toggled.connect(self._show_original)

    # ---- what is shown

    def draft(self) -> bool:
        """Opens an empty page; it becomes an entry with the first words.

        False, and nothing else is shown, if what was typed before could not be saved.
        """
        if not self._leave():
            return False
        self.entry = None
        self._show_time()
        self.title.clear()
        self.tags.clear()
        self.text.set_text("")
        self._beside = self._note = ""
        self._show_rest(None, fresh=True)
        self.text.setFocus()
        return True

    def open(self, entry_id: str) -> bool:
        """Shows an entry. Raises NotFoundError.

        False, and the former one stays, if what was typed in that one could not be saved.
        """
        if self.entry is not None and self.entry.id == entry_id:
            self.refresh()
            return True
        entry = self._app.entries.get(entry_id)
        if not self._leave():
            return False
        self._show(entry, fresh=True)
        return True

    def refresh(self) -> None:
        """Reads the shown entry again; what is being typed stays as it is."""
        if self.entry is not None:
            try:
                self._show(self._app.entries.get(self.entry.id), fresh=False)
            except NotFoundError:
                self._dirty.clear()

    def _leave(self) -> bool:
        """Saves what was typed; whether another entry may take the page now."""
        if not self.flush(leaving=True):
            return False
        self._dirty.clear()  # tags of a text that never came belong to no other entry
        self.player.stop()
        self._actions["original"].setChecked(False)
        self.text.clear_marks()
        return True

    def _show(self, entry: Entry, *, fresh: bool) -> None:
        if not fresh and "text" in self._dirty and heard_in(entry) != self._beside:
            self.flush()  # words came while the user types: both are put together
            entry = self._app.entries.get(entry.id)
        self._note_left_out(None if fresh else self.entry, entry)
        self.entry = entry
        self._show_time()
        own = "" if entry.title == title_from(entry.text) else entry.title
        if "title" not in self._dirty and self.title.text() != own:
            self.title.setText(own)
            self.title.setCursorPosition(0)
        if fresh or ("tags" not in self._dirty and not self.tags.hasFocus()):
            self.tags.setText(", ".join(entry.tags))
        shown = self._actions["original"].isChecked()
        if fresh:
            self._beside = heard_in(entry)
            self.text.set_text(entry.text)
            self.text.verticalScrollBar().setValue(0)
        elif not shown and "text" not in self._dirty:
            self._put_text(entry)
        self._show_rest(entry, fresh=fresh)

    def _put_text(self, entry: Entry) -> None:
        """Shows what the journal holds; not in the middle of a word that is being composed."""
        if not self.text.composing:
            self._beside = heard_in(entry)
            self.text.put(entry.text)

    def _note_left_out(self, before: Entry | None, entry: Entry) -> None:
        """Notes that new words were not put into a text that the user had changed."""
        heard = heard_in(entry)
        if before is None or before.id != entry.id or has_words(entry.text, heard):
            self._note = ""
        elif before.transcript and heard != before.transcript.text:
            self._note = _(
                "Your text has changes of your own, so it stays as it is. "
                "The new words are under “What was heard”."
            )

    def _show_time(self) -> None:
        """The day in full beside a wide player, or as shortly as a narrow one needs it."""
        source = formats.date_source(self.entry.date_source) if self.entry else ""
        self.date_source.setText(source)
        self.date_source.setVisible(bool(source))
        self._actions["change_date"].setEnabled(self._changeable)
        if self.entry is None:
            self._say_time(_("New entry"))
            return
        at = self.entry.created_at
        day, clock = formats.short_day(at.date()), formats.clock(at)
        wide, narrow = self.player.sizeHint().width(), self.player.minimumSizeHint().width()
        texts = {
            f"{formats.full_day(at.date())}, {clock}": wide,
            f"{day} {at.year}, {clock}": narrow,
            f"{day}, {clock}": narrow,
        }
        room = self._column.width() - 4 * GRID
        measured = self.when.fontMetrics().horizontalAdvance
        fitting = (text for text, player in texts.items() if measured(text) + player <= room)
        self._say_time(next(fitting, day))

    def _say_time(self, text: str) -> None:
        self.when.setText(text)
        self.when.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_time()
        self._name_tools()

    def _name_tools(self) -> None:
        """Tools show their names where there is room for them; elsewhere their tips do."""
        tools = [tool for tool in (self.original, self.again, self.delete) if not tool.isHidden()]
        for tool in tools:
            tool.setText(beside_icon(tool.accessibleName()))
        wanted = sum(tool.sizeHint().width() + GRID // 2 for tool in tools)
        if wanted + LEAST_TAGS > self._column.width():
            for tool in tools:
                tool.setText("")

    def _show_rest(self, entry: Entry | None, *, fresh: bool) -> None:
        analysis = entry.analysis if entry else None
        if fresh:
            self.feelings.clear_choice()
        self.feelings.show_feelings(
            analysis.feelings if analysis else (),
            analysis.corrected if analysis else None,
            fade=not fresh,
        )
        self.feelings.add.setVisible(analysis is not None)
        self._show_arc(analysis)
        summary = analysis.summary.text if analysis else ""
        if entry is not None and summary.split() == entry.text.split():
            summary = ""
        in_short = _("In short: {summary}").format(summary=formats.breakable(summary))
        self.summary.setText(in_short if summary else "")
        self.status.show_entry(entry, self._note)
        self.heard_by.show_entry(entry)
        keeps_place = self.player.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.player.setSizePolicy(keeps_place)
        audio = entry.audio if entry else None
        self.player.setVisible(audio is not None)
        if entry and audio:
            self.player.load(entry.id, audio.seconds)
        self.following.follow(entry.transcript if entry and audio else None)
        self._offer(entry)

    def _show_arc(self, analysis: Analysis | None) -> None:
        valences = [sentence.valence for sentence in analysis.sentences] if analysis else []
        self.feelings.show_arc(formats.arc(arc(valences)), valences)

    @property
    def _changeable(self) -> bool:
        """Whether there is an entry, in a journal that can be changed."""
        return self.entry is not None and self._app.journal.writable

    def _offer(self, entry: Entry | None) -> None:
        there = entry is not None
        heard = entry.transcript if entry else None
        changed = heard is not None and entry is not None and heard.text.strip() != entry.text
        self.original.setVisible(changed or self._actions["original"].isChecked())
        busy = entry is not None and entry.state in ("recording", "waiting", "analysing")
        self._actions["analyse_again"].setEnabled(self._changeable and not busy)
        self._actions["delete"].setEnabled(self._changeable)
        self._actions["play"].setEnabled(entry is not None and entry.audio is not None)
        self.again.setVisible(there)
        self.delete.setVisible(there)
        self._name_tools()

    def show_progress(self, progress: Progress) -> None:
        """Says how far the shown entry is."""
        if self.entry is not None and progress.entry_id == self.entry.id:
            self.status.show_progress(progress)

    # ---- what the user does

    def _touched(self, what: str) -> None:
        if not self.text.isReadOnly() or what != "text":
            self._dirty.add(what)
            self._timer.start()

    def flush(self, *, leaving: bool = False) -> bool:
        """Saves now what was typed; whether there is nothing left that could not be saved.

        On `leaving`, a title without a text is taken for the text: nothing typed is lost.
        """
        self._timer.stop()
        if not self._dirty:
            return True
        dirty, self._dirty = self._dirty, set()
        text = self.text.toPlainText()
        try:
            if self.entry is None:
                self._save_new(self.title.text() if leaving and is_blank(text) else text, dirty)
            else:
                entry = self._app.entries.edit(
                    self.entry.id,
                    text=text if "text" in dirty else None,
                    title=self.title.text().strip() if "title" in dirty else None,
                    tags=parse_tags(self.tags.text()) if "tags" in dirty else None,
                    beside=self._beside,
                )
                self._note_left_out(self.entry, entry)
                self.entry = entry
                if "text" in dirty:
                    self._put_text(entry)
                self._show_rest(self.entry, fresh=False)
        except SamoError as error:
            self._dirty |= dirty
            self.problem.emit(error)
            return False
        return self.entry is not None or is_blank(text)

    def _save_new(self, text: str, dirty: set[str]) -> None:
        if is_blank(text):
            self._dirty = dirty
            return
        title = self.title.text().strip()
        self.entry = self._app.entries.write(text, tags=parse_tags(self.tags.text()))
        if title:
            self.entry = self._app.entries.edit(self.entry.id, title=title)
        self._show(self.entry, fresh=False)
        self.created.emit(self.entry.id)

    def _ask(self, call: object) -> None:
        self.flush()
        if self.entry is None or not callable(call):
            return
        try:
            call(self.entry.id)
        except SamoError as error:
            self.problem.emit(error)
        self.refresh()

    def _play(self) -> None:
        if self.entry is not None and self.entry.audio is not None:
            self.player.toggle()

    def _show_original(self, on: bool) -> None:
        self.flush()
        entry = self.entry
        if entry is None or entry.transcript is None:
            return
        self.text.setReadOnly(on or not self._app.journal.writable)
        self.text.set_text(entry.transcript.text if on else entry.text)
        self._beside = heard_in(entry)
        self.text.clear_marks()
        name = _("What was heard") if on else _("Text of the entry")
        self.text.setAccessibleName(name)

    def change_date(self) -> None:
        """Asks for another date and time of the entry."""
        entry = self.entry
        if entry is None or not self.flush():
            return
        dialog = DateDialog(entry.created_at, formats.date_source(entry.date_source), self.window())
        self.dating = dialog
        dialog.chosen.connect(lambda at: self._dated(entry.id, entry.created_at, at))
        dialog.finished.connect(self._dating_done)
        dialog.open()

    def _dated(self, entry_id: str, before: datetime, at: datetime) -> None:
        try:
            self._app.entries.edit(entry_id, at=at)
        except SamoError as error:
            self.problem.emit(error)
            return
        self.refresh()
        self.dated.emit(entry_id, before)

    def _dating_done(self) -> None:
        if self.dating is not None:
            self.dating.deleteLater()
            self.dating = None
        self.when.setFocus()

    def _chosen(self, name: str) -> None:
        entry = self.entry
        if entry is None or entry.analysis is None:
            return
        found = spans_of(name, entry.analysis, self.text.toPlainText()) if name else []
        self.feelings.explain(name, [n for n, _ in found], len(entry.analysis.sentences))
        self.text.highlight([span for _, span in found], look().feeling(name, 0.35))

    def _speed_chosen(self, speed: float) -> None:
        self._app.settings = self._app.settings.with_(playback_speed=speed)
        self.settings_changed.emit(self._app.settings)

    def shut(self) -> None:
        """Saves what was typed, falls silent, and asks for nothing more."""
        self.flush(leaving=True)
        self.player.close_sound()
        self.following.close()
