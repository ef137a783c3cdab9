"""The window's inside once a journal is open: rail, strip, places and dock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QFontMetrics, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from samo_desktop.domain import calendar
from samo_desktop.domain.events import JobEnded, Spoken, WorkStopped
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.timeline import Timeline
from samo_desktop.errors import SamoError
from samo_desktop.gui.importing.desk import DropDesk
from samo_desktop.gui.journal.deleting import Deleting
from samo_desktop.gui.journal.page import JournalPage
from samo_desktop.gui.journal.strip import ValenceStrip
from samo_desktop.gui.queue.status_line import StatusLine
from samo_desktop.gui.recording.control import RecordingControl
from samo_desktop.gui.runtime.background import Background
from samo_desktop.gui.runtime.bridge import Bridge
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.settings.page import SettingsPage
from samo_desktop.gui.shell.actions import Actions, Name
from samo_desktop.gui.shell.dock import Dock
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.timeline.page import TimelinePage
from samo_desktop.gui.widgets.parts import rule
from samo_desktop.gui.widgets.slips import Held
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App

MINUTE_MS = 60_000
"""How often the clock is looked at. No timer to midnight: computers sleep, travel, and are set."""
SETTLE_MS = 200
"""Milliseconds in which several changes are drawn as one."""
STRIP_LINES = 32
"""Lines of text that the window is high where the strip leaves an entry enough of them."""

PLACES: tuple[Name, ...] = ("journal", "timeline", "settings")


class Workspace(QWidget):
    """Everything that can be done with an open journal."""

    settings_changed = Signal(object)
    quit_wanted = Signal()
    strip_shown = Signal()
    """The strip shows what the journal holds."""

    def __init__(self, app: App, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app = app
        self.actions_ = Actions(self)
        self.background = Background(self)
        self.bridge = Bridge(app, self)
        self.recorder = RecordingControl(
            app, self.actions_, self.background, services.check_microphone
        )
        self.strip = ValenceStrip()
        self.journal = JournalPage(app, self.actions_)
        self.timeline = TimelinePage(app, self.actions_, self.background, services.write_chart)
        self.settings = SettingsPage(app, services, self.background)
        self.dock = Dock(self.actions_)
        self.status = StatusLine(app, self.dock, lambda: bool(self.journal.recording), self)
        self.deleting = Deleting(app, self.actions_, self.journal, self.dock, self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.settle)
        self._warned = False
        self._held = Held()
        self._day = calendar.today()
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS)
        self._clock.timeout.connect(self.look_at_clock)
        self._clock.start()
        self._lay_out()
        self.desk = DropDesk(app, self)
        self._connect()
        look().changed.connect(self._redress)
        self.go("journal")
        self.journal.open_newest()
        self.recorder.look_for_microphone()
        self.settle()
        self._tell_recovered()

    def _lay_out(self) -> None:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        down = QVBoxLayout(rail)
        down.setContentsMargins(GRID // 2, 2 * GRID, GRID // 2, 2 * GRID)
        down.setSpacing(GRID)
        group = QActionGroup(self)
        for name in PLACES:
            group.addAction(self.actions_[name])
            place = self.actions_.rail_button(name)
            if name == "settings":
                down.addStretch(1)
            down.addWidget(place)
        self.places = QStackedWidget()
        for page in (self.journal, self.timeline, self.settings):
            self.places.addWidget(page)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._strip_rule = rule()
        for widget in (self.strip, self._strip_rule):
            right.addWidget(widget)
        right.addWidget(self.places, 1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(rail)
        across.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.dock)

    def _connect(self) -> None:
        act = self.actions_
        for name in PLACES:
            act.on(name, partial(self.go, name))
        act.on("write", self.write)
        act.on("import", self.desk.choose)
        self.desk.problem.connect(self.dock.tell_problem)
        self.desk.said.connect(self.dock.tell)
        self.desk.entry_wanted.connect(self._open_entry)
        self.desk.changed.connect(self._brought_in)
        self.desk.importer.moved.connect(self.status.looking)
        self.desk.importer.ended.connect(lambda _outcome: self.status.looked())
        self.deleting.changed.connect(self.settle)
        self.settings.deleted_wanted.connect(self.deleting.show_deleted)
        act.on("quit", self.quit_wanted.emit)
        act.on("clear_filter", self.strip.clear_choice)
        self.recorder.started.connect(self._recording_started)
        self.recorder.stopped.connect(self._recording_stopped)
        self.recorder.told.connect(self._recording_told)
        self.recorder.unavailable.connect(self.dock.set_standing)
        for source in (self.recorder, self.journal.entry, self.timeline, self.settings):
            source.problem.connect(self.dock.tell_problem)
        self.timeline.said.connect(self.dock.tell)
        self.recorder.said.connect(self.dock.tell)
        self.timeline.entries_wanted.connect(self.show_entries)
        self.strip.days_chosen.connect(self._days_chosen)
        self.strip.opened.connect(partial(self.go, "timeline"))
        self.settings.changed.connect(self._settings_changed)
        self.journal.entry.settings_changed.connect(self.settings_changed)
        self.bridge.entry_changed.connect(self._entry_changed)
        self.bridge.progress.connect(self.journal.show_progress)
        self.bridge.spoken.connect(self._spoken)
        self.bridge.progress.connect(self.status.progress)
        self.bridge.job_ended.connect(self._job_ended)
        self.status.changed.connect(self.journal.refresh)
        self.bridge.stopped.connect(self._work_stopped)

    def _redress(self) -> None:
        icons.redress(self)

    # ---- places

    def go(self, name: Name) -> None:
        """Goes to one of the places of the rail."""
        self.actions_[name].setChecked(True)
        focused = self.focusWidget()
        inside = focused is not None and self.places.isAncestorOf(focused)
        self.settings.end_test()
        self.journal.entry.flush()
        self._show_strip()
        self.places.setCurrentIndex(PLACES.index(name))
        if name == "timeline":
            self.timeline.load()
        elif name == "settings":
            self.settings.load()
        if inside and focused is not None and not focused.isVisible():
            self._focus_place(name)

    def _focus_place(self, name: Name) -> None:
        """Gives the keyboard to the place that was gone to."""
        if name == "timeline":
            self.timeline.keyboard_start()
        else:
            (self.journal.list if name == "journal" else self.settings.theme).setFocus()

    def _show_strip(self) -> None:
        room = self.height() >= STRIP_LINES * QFontMetrics(look().font("body")).height()
        shown = self.actions_["journal"].isChecked() and (room or not self.isVisible())
        self.strip.setVisible(shown)
        self._strip_rule.setVisible(shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_strip()

    def write(self) -> None:
        """An empty page to write on."""
        self.go("journal")
        self.journal.write()

    def show_entries(self, since: datetime, until: datetime | None, says: str) -> None:
        """Opens the one entry of a stretch of time, or lists the several."""
        rows = self.app.entries.rows(Filter(since, until), limit=2)
        self.go("journal")
        if len(rows) == 1:
            self.journal.open(rows[0].id)
        elif rows:
            self.strip.clear_choice()
            self.journal.set_filter(Filter(since=since, until=until), says)
            self.journal.open_newest()

    def _days_chosen(self, days: tuple[date, date] | None) -> None:
        if days is None:
            self.journal.set_filter(Filter())
            return
        first, last = days
        chosen = Filter(
            since=datetime.combine(first, time()),
            until=datetime.combine(last + timedelta(days=1), time()),
        )
        name = formats.full_day(first)
        if first != last:
            name = f"{formats.short_day(first)} – {formats.short_day(last)}"
        self.journal.set_filter(chosen, name)

    # ---- what changed

    def look_at_clock(self) -> None:
        """Calls days Today and Yesterday by their new names if another day has begun."""
        today = calendar.today()
        if today != self._day:
            self._day = today
            self.journal.list.viewport().update()
            self.settle()

    def _entry_changed(self, entry_id: str) -> None:
        self.journal.later()
        self._settle.start()

    def settle(self) -> None:
        """Draws the strip again, and says what is being worked out."""
        since = self.strip.since()
        self.background.run(
            lambda: self.app.timeline.chart("day", since),
            self._strip_loaded,
            self.dock.tell_problem,
        )
        if self.places.currentWidget() is self.timeline:
            self.timeline.load()
        self.status.settle()

    def _job_ended(self, event: JobEnded) -> None:
        self.status.ended(event)
        self._settle.start()

    def _strip_loaded(self, timeline: Timeline) -> None:
        self.strip.show_timeline(timeline, calendar.today())
        self.strip_shown.emit()

    def _work_stopped(self, event: WorkStopped) -> None:
        self.dock.tell_problem(SamoError(event.message, event.hint))

    def _settings_changed(self, chosen: object) -> None:
        self.settings_changed.emit(chosen)
        self.recorder.look_for_microphone()

    # ---- recording

    def _recording_started(self, entry_id: str) -> None:
        self.go("journal")
        self.journal.recording = entry_id
        self.journal.recording_page.begin()
        self.dock.show_recording(True)
        self.journal.refresh()
        self.journal.open(entry_id)

    def _recording_told(
        self, seconds: float, level: float, paused: bool, problem: SamoError | None
    ) -> None:
        page = self.journal.recording_page
        page.tell(seconds, level, paused=paused, problem=problem)
        self.dock.show_recording(True, paused=paused)
        if not page.isVisible():
            self.dock.show_working(_("Recording, {time}").format(time=formats.length(seconds)))

    def _tell_recovered(self) -> None:
        """Shows what was interrupted when the program ended the last time."""
        found = self.app.recordings.recovered
        if found:
            self.journal.open(found[0])
            text = ngettext(
                "A recording was interrupted. All up to its last moment is here.",
                "{n} recordings were interrupted. All up to their last moment is here.",
                len(found),
            )
            self.dock.tell(formats.count(len(found), text))
        elif not self.app.journal.key_saved:
            self.dock.remind(
                _(
                    "The recovery key of this journal has not been saved yet. "
                    "Make a new one in Settings, under Journal."
                )
            )

    def _spoken(self, spoken: Spoken) -> None:
        if spoken.entry_id == self.journal.recording:
            self.journal.recording_page.spoken.add(spoken.words, spoken.draft)

    def _recording_stopped(self, entry_id: str) -> None:
        self.journal.recording = ""
        self.dock.show_recording(False)
        self.go("journal")
        self.journal.refresh()
        self.journal.open(entry_id)
        self.settle()

    # ---- importing

    def bring_in(self, paths: list[Path]) -> None:
        """Makes an entry of each recording, in the background."""
        self.desk.bring_in(paths)

    def _brought_in(self) -> None:
        self.journal.refresh()
        self.settle()

    def _open_entry(self, entry_id: str) -> None:
        self.go("journal")
        self.journal.refresh()
        self.journal.open(entry_id)

    # ---- keys, the end

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Space and plain and not self._held.repeats(event):
            self.actions_["record"].trigger()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.release(event)
        super().keyReleaseEvent(event)

    def may_close(self) -> bool:
        """Whether nothing typed would be lost; where it would be, says so once."""
        saved = self.journal.entry.flush(leaving=True)
        may = saved or self._warned
        self._warned = not saved
        if not may:
            self.go("journal")
            self.dock.remind(
                _(
                    "What you typed last could not be saved. Copy it to keep it; "
                    "close again to leave without it."
                )
            )
        return may

    def shut(self) -> None:
        """Keeps what is being said or typed, and closes the journal."""
        self.recorder.finish()  # first: nobody is to be heard once the window is gone
        self.journal.shut()
        self.settings.shut()
        self._settle.stop()
        self._clock.stop()
        self.desk.close()
        self.bridge.close()
        self.background.close()
        self.app.close()
