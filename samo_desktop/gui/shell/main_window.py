"""The window: asks for the journal, then shows it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from samo_desktop import paths, settings
from samo_desktop.errors import SamoError, WrongPassphraseError
from samo_desktop.gui.onboarding.recovery_key import RecoveryPage
from samo_desktop.gui.onboarding.welcome import Sheet, UnlockPage, WelcomePage
from samo_desktop.gui.runtime.background import Background
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.actions import Name
from samo_desktop.gui.shell.workspace import Workspace
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.messages import gettext as _
from samo_desktop.messages import pgettext

if TYPE_CHECKING:
    from samo_desktop.app import App

_log = logging.getLogger(__name__)
READ_ONLY_OFF: tuple[Name, ...] = ("write", "import")
"""What cannot be done in a journal that can only be read."""


def _started(app: App) -> App:
    """An App at work; one that cannot begin is closed, so that it can be opened again."""
    try:
        app.start()
    except BaseException:
        app.close()
        raise
    return app


@contextmanager
def _told() -> Iterator[None]:
    """Turns a bug into something that a page can say: nobody may be left before a dead window."""
    try:
        yield
    except SamoError:
        raise
    except Exception as error:
        _log.error("The journal was not opened.", exc_info=error)
        raise SamoError(
            pgettext(
                "Opening", "The journal could not be opened: the program made a mistake ({kind})."
            ).format(kind=type(error).__name__),
            pgettext("Opening", "Nothing in it was changed. Try again, or choose another journal."),
        ) from error


class MainWindow(QMainWindow):
    """One window, one journal."""

    opened = Signal()
    """The journal is open and shown."""
    refused = Signal(object)
    """The journal was not opened, for this SamoError."""
    key_shown = Signal()
    """The journal was made, and its recovery key is shown."""

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
        self._notice = "\n".join(formats.problem(each.message, each.hint) for each in problems)
        self.setWindowTitle("SAMO")
        self.resize(150 * GRID, 100 * GRID)
        self.setMinimumSize(96 * GRID, 64 * GRID)
        self.folder, self.settings = folder, chosen
        self._services = services or Services()
        self._background = Background(self)
        self.workspace: Workspace | None = None
        self._waiting: App | None = None
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
            with _told():
                return _started(self._services.open(self.folder, secret or None, self.settings))

        self._background.run(work, self._opened, self._not_opened)

    def _not_opened(self, error: SamoError) -> None:
        page = self.page
        if isinstance(page, UnlockPage):
            needs = page.needs_secret or isinstance(error, WrongPassphraseError)
            page.ask(needs_secret=needs)
            page.failed(error)
        self.refused.emit(error)

    def _create(self, folder: Path, passphrase: str | None) -> None:
        def work() -> tuple[App, str]:
            with _told():
                app, key = self._services.create(folder, passphrase, self.settings)
                return _started(app), key

        def done(made: tuple[App, str]) -> None:
            if folder != self.folder:
                self.folder = folder
                self.keep_settings(self.settings.with_(journal=str(folder)))
                made[0].settings = self.settings
            self._created(*made)

        self._background.run(work, done, self._not_created)

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
        self._waiting = app
        self._show_page(recovery)
        recovery.show_key(key)
        self.key_shown.emit()

    def _key_saved(self, app: App) -> None:
        try:
            app.journal.set_key_saved(saved=True)
        except SamoError as error:
            self._opened(app)
            if self.workspace is not None:
                self.workspace.dock.tell_problem(error)
            return
        self._opened(app)

    def _opened(self, app: App) -> None:
        try:
            with _told():
                workspace = Workspace(app, self._services)
        except SamoError as error:
            self._not_shown(app, error)
            return
        self._services.remember(self.folder, encrypted=app.journal.encrypted)
        workspace.settings_changed.connect(self.keep_settings)
        workspace.quit_wanted.connect(self.close)
        self._waiting = None
        self.workspace = workspace
        self._show_page(workspace)
        workspace.journal.list.setFocus()
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
        app.close()
        if not isinstance(self.page, UnlockPage):
            self._ask(needs_secret=app.journal.encrypted)
        self._not_opened(error)

    def keep_settings(self, chosen: settings.Settings) -> None:
        """Takes other settings, and keeps them for the next start."""
        dressed = (self.settings.theme, self.settings.text_scale)
        self.settings = chosen
        if (chosen.theme, chosen.text_scale) != dressed:
            look().apply(chosen)
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
        self._background.close()
        if self.workspace is not None:
            self.workspace.shut()
            self.workspace = None
        elif self._waiting is not None:
            self._waiting.close()
            self._waiting = None
        event.accept()
