"""The journal's place in the window: the strip above list and page, and what others ask of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from samo_desktop.domain import calendar
from samo_desktop.domain.events import NoLiveWords, Spoken
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.domain.standing import Standing
from samo_desktop.domain.timeline import Timeline
from samo_desktop.errors import SamoError
from samo_desktop.gui.journal.deleting import Deleting
from samo_desktop.gui.journal.page import JournalPage
from samo_desktop.gui.journal.strip import ValenceStrip
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.recording.words import heading
from samo_desktop.gui.runtime.executors import Newest
from samo_desktop.gui.shell.page import Page, PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import look
from samo_desktop.gui.widgets.parts import rule
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.domain.entry import EntryRow

STRIP_MS = 200
"""Milliseconds in which several changes are drawn as one."""
STRIP_LINES = 32
"""Lines of text that the window is high where the strip leaves an entry enough of them."""


class JournalPlace(Page):
    """Lists and shows entries, and the recording under way."""

    strip_shown = Signal()
    """The strip shows what the journal holds."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._why_no_words: NoLiveWords | None = None
        self._context = context
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._warned = False
        self._newest = Newest()
        self._strip_later = QTimer(self, singleShot=True, interval=STRIP_MS)
        self._strip_later.timeout.connect(self.load_strip)
        self.strip, self._rule = ValenceStrip(), rule()
        self.journal = JournalPage(context.app, context.runner, context.executors, context.actions)
        self.deleting = Deleting(
            context.app, context.runner, context.actions, self.journal, context.dock, self
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._rule)
        column.addWidget(self.journal, 1)
        self._connect()
        self._grant()
        self.journal.open_newest()
        self.load_strip()
        self._tell_recovered()

    def _connect(self) -> None:
        context, bridge, recorder = self._context, self._context.bridge, self._context.recorder
        context.actions.on("clear_filter", self.strip.clear_choice)
        self.strip.days_chosen.connect(self._days_chosen)
        self.strip.opened.connect(lambda: context.go("timeline"))
        self.journal.entry.problem.connect(context.dock.tell_problem)
        self.journal.entry.player.speed_chosen.connect(self._speed_chosen)
        self.journal.panes.want_width(context.settings.list_width)
        self.journal.panes.width_chosen.connect(self._list_width_chosen)
        bridge.progress.connect(self.journal.show_progress)
        bridge.spoken.connect(self._spoken)
        bridge.no_live_words.connect(self._no_live_words)
        recorder.started.connect(self._recording_started)
        recorder.stopped.connect(self._recording_stopped)
        recorder.told.connect(self._recording_told)

    def _grant(self) -> None:
        context = self._context
        context.open_entry.granted_by(self._open_entry)
        context.show_entries.granted_by(self._show_entries)
        context.write.granted_by(self._write)
        context.show_deleted.granted_by(self.deleting.show_deleted)

    # ---- the page

    def load(self) -> None:
        self._show_strip()

    def refresh(self, changes: Changes) -> None:
        self.journal.refresh(changes)
        if changes.rows or changes.feelings:
            self._strip_later.start()

    def another_day(self) -> None:
        self.journal.list.viewport().update()
        self.journal.day.show_day()
        self.load_strip()

    def load_strip(self) -> None:
        """Draws the strip again, in the background."""
        since, timeline = self.strip.since(), self._context.app.timeline
        self._context.executors.background.run(
            lambda: timeline.chart("day", since),
            self._newest.only(self._strip_loaded),
            self._context.tell_problem,
            owner=self,
        )

    def _strip_loaded(self, timeline: Timeline) -> None:
        self.strip.show_timeline(timeline, calendar.today())
        self.strip_shown.emit()

    def take_focus(self) -> None:
        """Gives the keyboard to the list, or to no control where nothing is listed."""
        entries = self.journal.list
        (entries if entries.isVisibleTo(self) else self).setFocus()

    def save(self) -> None:
        self.journal.entry.flush()

    def plays(self) -> bool:
        return self.journal.entry.player.playing

    def leave(self, *, closing: bool) -> bool:
        """Saves what was typed; where that fails, says so before the journal closes, once."""
        entry = self.journal.entry
        if not closing:
            entry.flush()
            return True
        saved = entry.save_and_wait()
        may = saved or self._warned
        self._warned = not saved
        if not may:
            self._context.go("journal")
            self._context.dock.remind(
                _(
                    "What you typed last could not be saved. Copy it to keep it. If you close or "
                    "lock again, it is lost."
                )
            )
        return may

    def shut(self) -> None:
        self._strip_later.stop()
        self.journal.shut()

    def _show_strip(self) -> None:
        room = self.window().height() >= STRIP_LINES * QFontMetrics(look().font("body")).height()
        shown = room or not self.isVisible()
        self.strip.setVisible(shown)
        self._rule.setVisible(shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_strip()

    # ---- what others ask for

    def _open_entry(self, entry_id: str) -> None:
        self._context.go("journal")
        self.journal.show_entry(entry_id)

    def _show_entries(self, chosen: Filter, says: str) -> None:
        def found(rows: list[EntryRow]) -> None:
            self._context.go("journal")
            if len(rows) == 1:
                self.journal.show_entry(rows[0].id)
            elif rows:
                self.strip.clear_choice()
                self._list(chosen, says)

        entries = self._context.app.entries
        self._context.runner.read(lambda: entries.rows(chosen, limit=2), found, owner=self)

    def _list(self, chosen: Filter, says: str) -> None:
        """Lists some of the entries and opens the newest; not over what is being recorded."""
        self.journal.set_filter(chosen, says)
        self.journal.panes.show_list()
        if not self.journal.recording:
            self.journal.open_newest()

    def _write(self) -> None:
        self._context.go("journal")
        self.journal.write()

    def _days_chosen(self, days: tuple[date, date] | None) -> None:
        if days is None:
            self.journal.set_filter(EVERY_ENTRY)
            return
        first, last = days
        chosen = Filter(
            since=datetime.combine(first, time()),
            until=datetime.combine(last + timedelta(days=1), time()),
        )
        name = formats.full_day(first)
        if first != last:
            name = f"{formats.short_day(first)} – {formats.short_day(last)}"
        self._list(chosen, name)

    def _tell_recovered(self) -> None:
        """Shows what was interrupted when the program ended the last time."""
        found = self._context.app.recordings.recovered
        if found:
            self.journal.show_entry(found[0])
            text = ngettext(
                "A recording was interrupted. Everything up to that point was saved.",
                "{n} recordings were interrupted. Everything up to that point was saved.",
                len(found),
            )
            self._context.tell(formats.count(len(found), text))

    def _speed_chosen(self, speed: float) -> None:
        self._context.change_settings(playback_speed=speed)

    def _list_width_chosen(self, pixels: int) -> None:
        self._context.change_settings(list_width=pixels)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self.journal.leave_off():
            super().keyPressEvent(event)

    # ---- the recording under way

    def _recording_started(self, entry_id: str) -> None:
        self._context.go("journal")
        self.journal.recording = entry_id
        self.journal.recording_page.begin()
        self._show_why_no_words()
        self.journal.show_entry(entry_id)

    def _recording_told(
        self, seconds: float, level: float, standing: Standing, problem: SamoError | None
    ) -> None:
        page = self.journal.recording_page
        page.tell(seconds, level, standing, problem)
        self.journal.model.set_recording(self.journal.recording, standing)
        says = ""
        if not page.isVisible():
            says = _("{standing}, {time}")
            says = says.format(standing=heading(standing), time=formats.length(seconds))
        self._context.dock.show_working(says)

    def _spoken(self, spoken: Spoken) -> None:
        if spoken.entry_id == self.journal.recording:
            self.journal.recording_page.spoken.add(spoken.words, spoken.draft)

    def _no_live_words(self, event: NoLiveWords) -> None:
        self._why_no_words = event  # the window may not know of the recording yet
        self._show_why_no_words()

    def _show_why_no_words(self) -> None:
        event = self._why_no_words
        if event is not None and event.entry_id == self.journal.recording:
            why = formats.problem(event.message, event.hint)
            self.journal.recording_page.tell_no_words(why)

    def _recording_stopped(self, entry_id: str) -> None:
        self.journal.recording = ""
        self.journal.entry.expect(entry_id, self.journal.recording_page.spoken.toPlainText())
        self.journal.model.set_recording("", Standing.STARTING)
        self._context.go("journal")
        self.journal.show_entry(entry_id)
