"""The window: asks for the journal, then shows it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from samo_desktop import paths, settings
from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.passphrase_dialog import PassphraseDialog
from samo_desktop.gui.onboarding.recovery_key import RecoveryPage
from samo_desktop.gui.onboarding.sample_page import SamplePage
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.actions import Name
from samo_desktop.gui.shell.entrance import Entrance
from samo_desktop.gui.shell.keyboard import enter_presses
from samo_desktop.gui.shell.opening import LOAD_MS, load_places, told
from samo_desktop.gui.shell.over import close_all_over
from samo_desktop.gui.shell.page_host import PageHost
from samo_desktop.gui.shell.quitting import ask_to_quit
from samo_desktop.gui.shell.raise_requests import RaiseRequests
from samo_desktop.gui.shell.window_place import FIRST, LEAST, WindowPlace
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import look
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.gui.onboarding.first_steps import FirstSteps
    from samo_desktop.gui.shell.workspace import Workspace

READ_ONLY_OFF: tuple[Name, ...] = ("write", "import")
"""What cannot be done in a journal that can only be read."""


MOST_QUESTIONS = 4
"""Times that a window asks whether it may close: for a recording, a key, and what was typed."""


class MainWindow(QMainWindow):
    """One window, one journal."""

    opened = Signal()
    """The journal is open and shown."""
    refused = Signal(object)
    """The journal was not opened, for this SamoError."""
    key_shown = Signal()
    """The journal was made, and its recovery key is shown."""
    steps_shown = Signal()
    """The journal was made, and the other steps of the first run are shown."""
    locked = Signal()
    """The journal is closed, and asked for again."""

    def __init__(
        self,
        folder: Path,
        chosen: settings.Settings,
        services: Services | None = None,
        *,
        problems: Sequence[SamoError] = (),
        requests: RaiseRequests | None = None,
        place: WindowPlace | None = None,
    ) -> None:
        """`problems` say what of the settings could not be used; every page tells it.

        `requests` are those of later starts, `place` remembers where the window is.
        """
        super().__init__()
        enter_presses()
        self.setWindowTitle("SAMO")
        self.setMinimumSize(LEAST)
        self.resize(FIRST)
        self._place, self._requests = place, requests
        if place is not None:
            place.restore(self)
        self.settings = chosen
        self._services = services or Services()
        self._executors = self._services.executors(self)
        self.workspace: Workspace | None = None
        self._steps: FirstSteps | None = None
        """Those of the first run, while they are shown."""
        self._in_sample = False
        """Whether the sample journal is shown, or about to be."""
        self._quits = False
        """Whether it was said what quitting means now."""
        told = (formats.problem(each.message, each.hint) for each in problems)
        self._pages = PageHost("\n".join(told))
        self.setCentralWidget(self._pages)
        self.entrance = Entrance(
            folder,
            self._pages,
            self._services,
            self._executors,
            requests,
            lambda: self.settings,
            self,
        )
        self._connect()
        self.entrance.begin()
        QTimer.singleShot(LOAD_MS, self, self._load_places)

    def _connect(self) -> None:
        self.entrance.opened.connect(self._opened)
        self.entrance.made.connect(self._show_steps)
        self.entrance.moved.connect(self._moved)
        self.entrance.refused.connect(self._refused)
        self.entrance.key_shown.connect(self.key_shown)
        if self._requests is not None:
            self._requests.raise_wanted.connect(self.come_forward)

    @property
    def page(self) -> QWidget | None:
        """What the window shows now."""
        return self._pages.currentWidget()

    def _load_places(self) -> None:
        """Imports what opening takes while the passphrase is being typed."""
        # Opening imports it again, and says so if it cannot.
        self._executors.background.run(load_places, lambda _none: None, lambda _error: None)

    @property
    def folder(self) -> Path:
        """Where the user's journal lies."""
        return self.entrance.folder

    def come_forward(self) -> None:
        """Shows the window above others, as it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _moved(self, folder: Path) -> None:
        self.keep_settings(self.settings.with_(journal=str(folder)))

    def _refused(self, error: SamoError) -> None:
        if self._in_sample and self.workspace is None:
            self._in_sample = False
        self.refused.emit(error)

    # ---- the open journal

    def _show_steps(self, app: App) -> None:
        """Shows the other steps of the first run; the journal is open behind them."""
        app.settings = self.settings
        workspace = self._work_on(app)
        if workspace is None:
            return
        from samo_desktop.gui.onboarding.first_steps import FirstSteps

        self._steps = FirstSteps(workspace.context)
        self._steps.done.connect(partial(self._show_workspace, workspace))
        self._pages.show_page(self._steps)
        self._steps.show_step(1)
        self.steps_shown.emit()

    def _opened(self, app: App) -> None:
        workspace = self._work_on(app)
        if workspace is not None:
            self._show_workspace(workspace)

    def _work_on(self, app: App) -> Workspace | None:
        """The inside of the window for an open journal; None if it cannot be shown."""
        try:
            with told():
                from samo_desktop.gui.shell.workspace import Workspace

                workspace = Workspace(app, self._services, self)
        except SamoError as error:
            self._not_shown(app, error)
            return None
        workspace.hide()
        if not self._in_sample:
            self._services.remember(self.folder, encrypted=app.journal.encrypted)
        workspace.runner.changed.connect(self._changed)
        workspace.quit_wanted.connect(self.close)
        workspace.lock_wanted.connect(self.lock)
        workspace.sample_wanted.connect(self.open_sample)
        self.entrance.opening.handed_over()
        self.workspace = workspace
        return workspace

    def _show_workspace(self, workspace: Workspace) -> None:
        self._steps = None
        page = SamplePage(workspace, self.leave_sample) if self._in_sample else workspace
        self._pages.show_page(page)
        self.setWindowTitle(_("SAMO: sample journal") if self._in_sample else "SAMO")
        workspace.page.take_focus()
        journal = workspace.app.journal
        if not journal.writable:
            for name in READ_ONLY_OFF:
                workspace.actions_[name].setEnabled(False)
            says = _(
                "This journal is open for reading only. Its disk is full, or you do not have "
                "permission to write there."
            )
            workspace.dock.remind_too(says)
        if self._pages.notice:
            workspace.dock.remind_too(self._pages.notice)
            self._pages.notice = ""
        if journal.opened_with_recovery_key and journal.writable:
            dialog = PassphraseDialog(workspace.context, self, recovered=True)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        self.opened.emit()

    def _not_shown(self, app: App, error: SamoError) -> None:
        """The journal opened, but the window could not show it."""
        self.entrance.opening.handed_over()
        app.close()
        if not isinstance(self.page, UnlockPage):
            self.entrance.ask(needs_secret=app.journal.encrypted)
        self.entrance.not_opened(error)

    def open_sample(self) -> bool:
        """Shows the sample journal in place of the user's own, which is closed."""

        def then() -> None:
            self._in_sample = True
            self.entrance.opening.open_sample(self.settings)

        return self._leave(then)

    def leave_sample(self) -> bool:
        """Goes from the sample journal back to the user's own."""
        return self._leave(self.entrance.begin)

    # ---- locking

    def lock(self) -> bool:
        """Closes the journal and asks for it again; nothing of it stays on screen or in memory.

        A recording under way is ended and kept. False, and the journal stays open, where
        something that was typed cannot be saved: its page says so.
        """
        return self.leave_sample() if self._in_sample else self._leave(None)

    def _leave(self, then: Callable[[], None] | None) -> bool:
        """Closes the journal, and calls `then`, or else asks for it again."""
        workspace = self.workspace
        if workspace is None or not workspace.may_close():
            return False
        close_all_over(self)
        app = workspace.app
        unlock = self.entrance.ask(needs_secret=then is None and app.journal.encrypted)
        if then is None:
            unlock.closed()
        unlock.set_busy(True)
        self.repaint()  # now: what is running may take a while to end, and nobody is to read on
        workspace.let_go()
        self.workspace = None
        self._in_sample = False

        def closed(error: SamoError | None) -> None:
            self._locked(error)
            if then is not None and error is None:
                then()

        self._executors.journal.run(app.close, closed, closed)
        return True

    def _locked(self, error: SamoError | None) -> None:
        page = self.page
        if isinstance(page, UnlockPage):
            page.set_busy(False)
            page.closed()
            if error is not None:
                page.failed(error)
        QTimer.singleShot(0, self, self._forget)

    def _forget(self) -> None:
        """Frees what is left of the journal: its pages and services hold on to each other.

        Comes when nothing that is running holds on to them as well.
        """
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        self.locked.emit()

    # ---- settings

    def _changed(self, changes: Changes) -> None:
        if changes.settings and self.workspace is not None:
            self._take_settings(self.workspace.app.settings)

    def _take_settings(self, chosen: settings.Settings) -> None:
        dressed = (self.settings.theme, self.settings.text_scale)
        self.settings = chosen
        if (chosen.theme, chosen.text_scale) != dressed:
            look().apply(chosen)

    def keep_settings(self, chosen: settings.Settings) -> None:
        """Takes other settings, and keeps them for the next start."""
        self._take_settings(chosen)
        try:
            settings.save(chosen, paths.settings_file())
        except SamoError as error:
            if self.workspace is not None:
                self.workspace.dock.tell_problem(error)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        woken = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if woken and self.workspace is not None:
            record = self.workspace.actions_["record"]
            if not record.isEnabled():
                self.workspace.recorder.look_for_microphone()

    def closeEvent(self, event: QCloseEvent) -> None:
        page, workspace = self.page, self.workspace
        if isinstance(page, RecoveryPage) and not page.panel.may_close():
            event.ignore()
            return
        if workspace is not None and workspace.recorder.entry_id and not self._quits:
            self._quits = True
            ask_to_quit(self, quits=self.close, stays=self._stay)
            event.ignore()
            return
        if workspace is not None and not workspace.may_close():
            event.ignore()
            return
        if self._place is not None:
            self._place.remember(self)
        self.hide()
        self._executors.close()
        if workspace is not None:
            if self._steps is not None:
                self._steps.shut()
            workspace.let_go()
            workspace.app.close()
            self.workspace = None
        self.entrance.opening.close()
        if self._requests is not None:
            self._requests.close()
        event.accept()

    def _stay(self) -> None:
        self._quits = False

    def end(self) -> None:
        """Closes the window for a system that ends the program: nobody is there to be asked.

        What was said and typed is saved.
        """
        for _time in range(MOST_QUESTIONS):
            if self.close():
                return
        QCoreApplication.quit()

    def save(self) -> None:
        """Saves what was typed, and waits for it; the window stays as it is."""
        if self.workspace is not None:
            self.workspace.may_close()
