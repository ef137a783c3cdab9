"""The way to an open journal: the first run, the passphrase, or why it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from samo_desktop.errors import SamoError, WrongPassphraseError
from samo_desktop.gui.onboarding.recovery_key import RecoveryPage
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.opening import Opening
from samo_desktop.gui.shell.page_host import PageHost
from samo_desktop.gui.shell.raise_requests import RaiseRequests, used_elsewhere
from samo_desktop.settings import Settings
from samo_desktop.system.single_instance import Claim

if TYPE_CHECKING:
    from samo_desktop.app import App


class Entrance(QObject):
    """Asks for the journal in `folder`, and opens or makes it."""

    opened = Signal(object)
    """The App of a journal that was there."""
    made = Signal(object)
    """The App of a new journal, whose recovery key is saved."""
    moved = Signal(object)
    """The folder of a new journal that is another one than was proposed."""
    refused = Signal(object)
    """The SamoError for which there is no open journal."""
    key_shown = Signal()

    def __init__(
        self,
        folder: Path,
        pages: PageHost,
        services: Services,
        executors: Executors,
        requests: RaiseRequests | None,
        chosen: Callable[[], Settings],
        parent: QObject,
    ) -> None:
        """`chosen` gives the settings."""
        super().__init__(parent)
        self.folder = folder
        self._pages, self._services, self._executors = pages, services, executors
        self._requests, self._chosen = requests, chosen
        self.opening = Opening(services, executors, self)
        self.opening.opened.connect(self.opened)
        self.opening.not_opened.connect(self.not_opened)
        self.opening.made.connect(self._made)
        self.opening.not_made.connect(self._not_made)

    def begin(self) -> None:
        """Shows the first run, or asks for the passphrase, or opens the journal at once."""
        requests = self._requests
        if requests is None or requests.has(self.folder):
            self._find()
            return
        self.ask(needs_secret=False).set_busy(True)
        claim = partial(requests.claim, self.folder)
        self._executors.background.run(claim, self._claimed, self.not_found)

    def _claimed(self, claim: Claim) -> None:
        if claim != "first":
            self.not_found(used_elsewhere(claim))
        elif self._requests is not None:
            self._requests.listen()
            self._find()

    def _find(self) -> None:
        try:
            there = self._services.exists(self.folder)
            encrypted = there and self._services.is_encrypted(self.folder)
            if encrypted:
                self._services.check_not_in_use(self.folder)
        except SamoError as error:
            self.not_found(error)
            return
        if not there:
            welcome = WelcomePage(self.folder, self._services, self._executors.background)
            welcome.wanted.connect(self._create)
            self._pages.show_page(welcome)
            welcome.first.setFocus()
            return
        unlock = self.ask(needs_secret=encrypted)
        if not encrypted and self._services.was_encrypted(self.folder):
            unlock.doubt()
        elif not encrypted:
            unlock.set_busy(True)
            self._open("")

    def not_found(self, error: SamoError) -> None:
        """Says why no journal can be asked for; trying again begins anew."""
        self.ask(needs_secret=False, wanted=lambda _secret: self.begin()).failed(error)
        self.refused.emit(error)

    def ask(
        self, *, needs_secret: bool, wanted: Callable[[str], object] | None = None
    ) -> UnlockPage:
        """Shows the page that opens the journal, or says why it is not open."""
        unlock = UnlockPage(self.folder)
        unlock.wanted.connect(wanted or self._open)
        unlock.folder_wanted.connect(self._other_folder)
        self._pages.show_page(unlock)
        unlock.ask(needs_secret=needs_secret)
        return unlock

    def _other_folder(self, folder: Path) -> None:
        self.folder = folder
        self.begin()

    def _open(self, secret: str) -> None:
        self.opening.open(self.folder, secret, self._chosen())

    def not_opened(self, error: SamoError) -> None:
        """Says why the journal did not open."""
        page = self._pages.currentWidget()
        if isinstance(page, UnlockPage):
            needs = page.needs_secret or isinstance(error, WrongPassphraseError)
            page.ask(needs_secret=needs)
            page.failed(error)
        self.refused.emit(error)

    # ---- the first run

    def _create(self, folder: Path, passphrase: str | None) -> None:
        self.opening.create(folder, passphrase, self._chosen())

    def _not_made(self, error: SamoError) -> None:
        page = self._pages.currentWidget()
        if isinstance(page, WelcomePage):
            page.failed(error)
        self.refused.emit(error)

    def _made(self, app: App, key: str) -> None:
        folder = app.journal.folder
        if folder != self.folder.absolute():
            self.folder = folder
            self.moved.emit(folder)
            if self._requests is not None:
                self._requests.claim(folder)  # nobody else can have had it
                self._requests.listen()
        page = self._pages.currentWidget()
        if isinstance(page, WelcomePage):
            page.forget()
        if not key:
            self.made.emit(app)
            return
        recovery = RecoveryPage()
        recovery.passed.connect(lambda: self._key_saved(app))
        self._pages.show_page(recovery)
        recovery.show_key(key)
        self.key_shown.emit()

    def _key_saved(self, app: App) -> None:
        def failed(error: SamoError) -> None:
            self.made.emit(app)
            self.refused.emit(error)

        save = partial(app.journal.set_key_saved, saved=True)
        self._executors.journal.run(save, lambda _none: self.made.emit(app), failed)
