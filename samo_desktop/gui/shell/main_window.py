"""The window: asks for the journal, then shows it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from samo_desktop import paths, settings
from samo_desktop.errors import SamoError, WrongPassphraseError
from samo_desktop.gui.onboarding.recovery_key import RecoveryPage
from samo_desktop.gui.onboarding.sheet import Sheet
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.actions import Name
from samo_desktop.gui.shell.keyboard import enter_presses
from samo_desktop.gui.shell.opening import load_places, started, told
from samo_desktop.gui.shell.over import close_all_over
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.gui.shell.workspace import Workspace

READ_ONLY_OFF: tuple[Name, ...] = ("write", "import")
"""What cannot be done in a journal that can only be read."""


class MainWindow(QMainWindow):
    """One window, one journal."""

    opened = Signal()
    """The journal is open and shown."""
    refused = Signal(object)
    """The journal was not opened, for this SamoError."""
    key_shown = Signal()
    """The journal was made, and its recovery key is shown."""
    locked = Signal()
    """The journal is closed, and asked for again."""

    def __init__(
        self,
        folder: Path,
        chosen: settings.Settings,
        services: Services | None = None,
        *,
        problems: Sequence[SamoError] = (),
    ) -> None:
        """`problems` say what of the settings could not be used; every page tells it."""
        super().__init__()
        enter_presses()
        self._notice = "\n".join(formats.problem(each.message, each.hint) for each in problems)
        self.setWindowTitle("SAMO")
        self.resize(150 * GRID, 100 * GRID)
        self.setMinimumSize(96 * GRID, 64 * GRID)
        self.folder, self.settings = folder, chosen
        self._services = services or Services()
        self._executors = self._services.executors(self)
        self.workspace: Workspace | None = None
        self._waiting: App | None = None
        """The journal that is open and not shown yet."""
        self._pages = QStackedWidget()
        self.setCentralWidget(self._pages)
        self.begin()

    @property
    def page(self) -> QWidget | None:
        """What the window shows now."""
        return self._pages.currentWidget()

    def _show_page(self, page: QWidget) -> None:
        old = self._pages.currentWidget()
        if isinstance(page, Sheet):
            page.tell(self._notice)
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if old is not None and old is not page:
            self._pages.removeWidget(old)
            old.deleteLater()

    def begin(self) -> None:
        """Shows the first run, or asks for the passphrase, or opens the journal at once."""
        try:
            there = self._services.exists(self.folder)
            encrypted = there and self._services.is_encrypted(self.folder)
        except SamoError as error:
            self._ask(needs_secret=False).failed(error)
            return
        if not there:
            welcome = WelcomePage(self.folder, self._services.check_passphrase)
            welcome.wanted.connect(self._create)
            self._show_page(welcome)
            return
        unlock = self._ask(needs_secret=encrypted)
        if not encrypted and self._services.was_encrypted(self.folder):
            unlock.doubt()
        elif not encrypted:
            unlock.set_busy(True)
            self._open("")

    def _ask(self, *, needs_secret: bool) -> UnlockPage:
        """Shows the page that opens the journal, or says why it is not open."""
        unlock = UnlockPage(self.folder)
        unlock.wanted.connect(self._open)
        unlock.folder_wanted.connect(self._other_folder)
        self._show_page(unlock)
        unlock.ask(needs_secret=needs_secret)
        return unlock

    def _other_folder(self, folder: Path) -> None:
        self.folder = folder
        self.begin()

    def _open(self, secret: str) -> None:
        def work() -> App:
            with told():
                load_places()
                opened = self._services.open(self.folder, secret or None, self.settings)
                app = self._waiting = started(opened)
            return app

        self._executors.journal.run(work, self._opened, self._not_opened)

    def _not_opened(self, error: SamoError) -> None:
        page = self.page
        if isinstance(page, UnlockPage):
            needs = page.needs_secret or isinstance(error, WrongPassphraseError)
            page.ask(needs_secret=needs)
            page.failed(error)
        self.refused.emit(error)

    def _create(self, folder: Path, passphrase: str | None) -> None:
        def work() -> tuple[App, str]:
            with told():
                load_places()
                app, key = self._services.create(folder, passphrase, self.settings)
                self._waiting = started(app)
            return app, key

        def done(made: tuple[App, str]) -> None:
            if folder != self.folder:
                self.folder = folder
                self.keep_settings(self.settings.with_(journal=str(folder)))
                made[0].settings = self.settings
            self._created(*made)

        self._executors.journal.run(work, done, self._not_created)

    def _not_created(self, error: SamoError) -> None:
        page = self.page
        if isinstance(page, WelcomePage):
            page.failed(error)
        self.refused.emit(error)

    def _created(self, app: App, key: str) -> None:
        page = self.page
        if isinstance(page, WelcomePage):
            page.forget()
        if not key:
            self._opened(app)
            return
        recovery = RecoveryPage()
        recovery.passed.connect(lambda: self._key_saved(app))
        self._show_page(recovery)
        recovery.show_key(key)
        self.key_shown.emit()

    def _key_saved(self, app: App) -> None:
        def failed(error: SamoError) -> None:
            self._opened(app)
            if self.workspace is not None:
                self.workspace.dock.tell_problem(error)

        self._executors.journal.run(
            lambda: app.journal.set_key_saved(saved=True), lambda _none: self._opened(app), failed
        )

    def _opened(self, app: App) -> None:
        try:
            with told():
                from samo_desktop.gui.shell.workspace import Workspace

                workspace = Workspace(app, self._services)
        except SamoError as error:
            self._not_shown(app, error)
            return
        self._services.remember(self.folder, encrypted=app.journal.encrypted)
        workspace.runner.changed.connect(self._changed)
        workspace.quit_wanted.connect(self.close)
        workspace.lock_wanted.connect(self.lock)
        self._waiting = None
        self.workspace = workspace
        self._show_page(workspace)
        workspace.page.take_focus()
        if not app.journal.writable:
            for name in READ_ONLY_OFF:
                workspace.actions_[name].setEnabled(False)
            says = _(
                "This journal can be read, but not changed. "
                "Its disk is full, or nothing may be written there."
            )
            workspace.dock.remind_too(says)
        if self._notice:
            workspace.dock.remind_too(self._notice)
            self._notice = ""
        self.opened.emit()

    def _not_shown(self, app: App, error: SamoError) -> None:
        """The journal opened, but the window could not show it."""
        self._waiting = None
        app.close()
        if not isinstance(self.page, UnlockPage):
            self._ask(needs_secret=app.journal.encrypted)
        self._not_opened(error)

    # ---- locking

    def lock(self) -> bool:
        """Closes the journal and asks for it again; nothing of it stays on screen or in memory.

        A recording under way is ended and kept. False, and the journal stays open, where
        something that was typed cannot be saved: its page says so.
        """
        workspace = self.workspace
        if workspace is None or not workspace.may_close():
            return False
        close_all_over(self)
        app = workspace.app
        unlock = self._ask(needs_secret=app.journal.encrypted)
        unlock.closed()
        unlock.set_busy(True)
        self.repaint()  # now: what is running may take a while to end, and nobody is to read on
        workspace.let_go()
        self.workspace = None
        self._executors.journal.run(app.close, self._locked, self._locked)
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
        page = self.page
        if isinstance(page, RecoveryPage) and not page.panel.may_close():
            event.ignore()
            return
        if self.workspace is not None and not self.workspace.may_close():
            event.ignore()
            return
        self.hide()
        self._executors.close()
        if self.workspace is not None:
            self.workspace.let_go()
            self.workspace.app.close()
            self.workspace = None
        elif self._waiting is not None:
            self._waiting.close()
            self._waiting = None
        event.accept()
