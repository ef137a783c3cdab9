"""The window's inside once a journal is open: hosts the places, and holds what they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from samo_desktop.domain import calendar
from samo_desktop.domain.events import WorkStopped
from samo_desktop.domain.standing import Standing
from samo_desktop.errors import SamoError
from samo_desktop.gui.importing.desk import DropDesk
from samo_desktop.gui.operations.changes import Changes, Inverse, Refreshes
from samo_desktop.gui.queue.status_line import StatusLine
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.idle_lock import IdleLock
from samo_desktop.gui.shell.keyboard import Keyboard
from samo_desktop.gui.shell.page import Page, PageContext, Place
from samo_desktop.gui.shell.pages import PLACES
from samo_desktop.gui.style import icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import give_role
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

MINUTE_MS = 60_000
"""How often the clock is looked at. No timer to midnight: computers sleep, travel, and are set."""


class Workspace(QWidget):
    """Everything that can be done with an open journal."""

    quit_wanted = Signal()
    lock_wanted = Signal()
    sample_wanted = Signal()

    def __init__(
        self,
        app: App,
        tools: Services,
        parent: QWidget | None = None,
        places: Sequence[Place] = PLACES,
    ) -> None:
        super().__init__(parent)
        self.app = app
        self.context = context = PageContext(app, tools, self)
        self.actions_, self.dock, self.recorder = context.actions, context.dock, context.recorder
        self.runner, self.bridge = context.runner, context.bridge
        self.status = StatusLine(
            app, self.runner, self.dock, lambda: bool(self.recorder.entry_id), self
        )
        self.idle_lock = IdleLock(self._goes_on, self)
        self._day = calendar.today()
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self.look_at_clock)
        self._clock.start()
        if not app.journal.encrypted:
            self.actions_["lock"].setText(_("Close the journal"))
        self._grant()
        self.pages: dict[str, Page] = {}
        """The page of each place, by its name."""
        self._add(places)
        context.check_requests()
        self._lay_out(places)
        self.desk = DropDesk(self.runner, self)  # after the texts that would take a file for words
        self._connect()
        self._keyboard = Keyboard(self, self.actions_["record"])
        self.go(places[0].name)
        self.recorder.look_for_microphone()
        self.settle()
        self._remind()

    def _grant(self) -> None:
        self.context.go.granted_by(self.go)
        self.context.lock.granted_by(self.lock_wanted.emit)

    def _add(self, places: Sequence[Place]) -> None:
        self.host = QStackedWidget()
        group = QActionGroup(self)
        for place in places:
            action = self.actions_.add_place(place.name, _(place.title), place.icon, place.keys)
            action.triggered.connect(partial(self.go, place.name))
            group.addAction(action)
        for place in places:
            page = place.make(self.context)
            page.setAccessibleName(_(place.title))
            give_role(page, QAccessible.Role.Grouping)
            self.pages[place.name] = page
            self.host.addWidget(page)

    def _lay_out(self, places: Sequence[Place]) -> None:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        down = QVBoxLayout(rail)
        down.setContentsMargins(GRID // 2, 2 * GRID, GRID // 2, 2 * GRID)
        down.setSpacing(GRID)
        for at_foot in (False, True):
            for place in places:
                if place.at_foot == at_foot:
                    down.addWidget(self.actions_.rail_button(place.name))
            if not at_foot:
                down.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(rail)
        across.addWidget(self.host, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(across, 1)
        whole.addWidget(self.dock)

    def _connect(self) -> None:
        act, dock, status = self.actions_, self.dock, self.status
        act.on("write", self.context.write)
        act.on("import", self.desk.choose)
        act.on("lock", self.lock_wanted.emit)
        act.on("sample", self.sample_wanted.emit)
        self.idle_lock.due.connect(self.lock_wanted)
        act.on("undo", partial(self._take_back, self.runner.undo))
        act.on("redo", partial(self._take_back, self.runner.redo))
        act.on("quit", self.quit_wanted.emit)
        self.desk.problem.connect(dock.tell_problem)
        self.desk.message.connect(dock.tell)
        self.desk.entry_wanted.connect(self.context.open_entry)
        self.desk.importer.moved.connect(status.looking)
        status.panel.cancel_all_wanted.connect(self.desk.importer.cancel)
        self.desk.importer.ended.connect(lambda _brought: status.looked())
        self.recorder.started.connect(lambda _entry_id: dock.show_recording(True))
        self.recorder.told.connect(self._recording_told)
        self.recorder.stopped.connect(self._recording_stopped)
        self.recorder.unavailable.connect(dock.set_standing)
        self.recorder.problem.connect(dock.tell_problem)
        self.recorder.message.connect(dock.tell)
        self.recorder.outdated.connect(dock.withdraw)
        self.bridge.changed.connect(self.runner.publish)
        self.bridge.progress.connect(status.progress)
        self.bridge.job_ended.connect(status.ended)
        self.bridge.stopped.connect(self._work_stopped)
        self.runner.changed.connect(self._changed)
        self.runner.problem.connect(dock.tell_problem)
        self.runner.message.connect(lambda text, undo: dock.tell(text, undo=undo))
        self.runner.undone.connect(self._undone)
        self.runner.stack.changed.connect(self._offer_undo)
        look().changed.connect(self._redress)
        self._offer_undo()
        self._set_idle_lock()

    def _redress(self) -> None:
        icons.redress(self)
        self.dock.fit()

    # ---- places

    @property
    def page(self) -> Page:
        """The page that is shown."""
        shown = self.host.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def go(self, name: str) -> None:
        """Shows the place of that name, unless the page that is shown is not to be left."""
        page = self.pages[name]
        if page is not self.page and not self.page.leave(closing=False):
            self._mark(self.page)
            return
        focused = self.focusWidget()
        inside = focused is not None and self.host.isAncestorOf(focused)
        self.host.setCurrentWidget(page)
        self._mark(page)
        page.load()
        if inside and focused is not None and not focused.isVisible():
            page.take_focus()

    def _mark(self, page: Page) -> None:
        """Shows on the rail where one is."""
        name = next(name for name, each in self.pages.items() if each is page)
        self.actions_.place(name).setChecked(True)

    # ---- what changed

    def look_at_clock(self) -> None:
        """Calls days Today and Yesterday by their new names if another day has begun."""
        today = calendar.today()
        if today != self._day:
            self._day = today
            for page in self.pages.values():
                page.another_day()

    def _changed(self, changes: Changes) -> None:
        shown: tuple[Refreshes, ...] = (*self.pages.values(), self.status)
        for each in shown:
            each.refresh(changes)
        if changes.settings:
            self.recorder.look_for_microphone()
            self._set_idle_lock()

    def _set_idle_lock(self) -> None:
        encrypted = self.app.journal.encrypted  # else locking would keep nobody out
        self.idle_lock.set_minutes(self.app.settings.lock_after if encrypted else 0)

    def _goes_on(self) -> bool:
        """Whether a voice is recorded or played, for which nobody need touch anything."""
        return bool(self.recorder.entry_id) or any(page.plays() for page in self.pages.values())

    def settle(self) -> None:
        """Says what is being worked out."""
        self.status.refresh()

    def _take_back(self, take_back: Callable[[], None]) -> None:
        """Undoes, or does again, once what was typed is saved: it may be of that entry."""
        for page in self.pages.values():
            page.save()
        take_back()

    def _undone(self, inverse: Inverse) -> None:
        """Shows what was undone, or done again."""
        self.dock.clear_notice()
        for entry_id in sorted(inverse.entry_ids)[:1]:
            self.context.open_entry(entry_id)
            self.page.take_focus()

    def _offer_undo(self) -> None:
        act, undo, redo = self.actions_, self.runner.stack.undo_text, self.runner.stack.redo_text
        act["undo"].setEnabled(bool(undo))
        act["redo"].setEnabled(bool(redo))
        act.describe("undo", undo)
        act.describe("redo", redo)
        if not undo:
            self.dock.undo.hide()

    def _work_stopped(self, event: WorkStopped) -> None:
        self.dock.tell_problem(SamoError(event.message, event.hint))

    def _recording_told(
        self, _seconds: float, _level: float, standing: Standing, _problem: SamoError | None
    ) -> None:
        self.dock.show_recording(True, paused=standing is Standing.PAUSED)

    def _recording_stopped(self, _entry_id: str) -> None:
        self.dock.show_recording(False)

    def _remind(self) -> None:
        """Says what is still to be done, beside what is said already."""

        def remind(key_saved: bool) -> None:
            if not key_saved and not self.app.recordings.recovered:
                self.dock.remind_too(
                    _(
                        "The recovery key of this journal has not been saved yet. "
                        "Make a new one in Settings, under Journal."
                    )
                )

        self.runner.read(lambda: self.app.journal.key_saved, remind, owner=self)

    # ---- keys, the end

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._keyboard.move_on(forward=forward)

    def may_close(self) -> bool:
        """Whether nothing typed would be lost; where it would be, its page says so."""
        return all(page.leave(closing=True) for page in self.pages.values())

    def let_go(self) -> None:
        """Keeps what is being said or typed, and asks the journal nothing any more.

        The journal itself is still to be closed.
        """
        self.recorder.finish()  # first: nobody is to be heard once the window is gone
        for page in self.pages.values():
            page.shut()
        self._clock.stop()
        self.idle_lock.set_minutes(0)
        self.desk.close()
        self.bridge.close()
        self.context.executors.close()
