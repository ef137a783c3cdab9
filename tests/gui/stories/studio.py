"""Where the pictures of the stories are taken."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSignalBlocker
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.inference.models import Models
from samo_desktop.settings import Settings
from tests.gui.fakes import TestServices
from tests.gui.space import Space, space_of
from tests.gui.stories.story import Story, View
from tests.support.sample_journal import fill


@dataclass
class Studio:
    """Draws into `out`; journals lie in `work`.

    `fade` is how long drawings and fades take (s), `taken` what the pictures are called.
    """

    app: QApplication
    out: Path
    work: Path
    models: Models
    fade: float = 0.45
    view: View = field(default_factory=lambda: View("light"))
    window: MainWindow | None = None
    taken: list[str] = field(default_factory=list)
    _place: str = ""
    _folders: int = 0

    def tell(self, story: Story, view: View) -> None:
        """Draws one story in one view."""
        self.view, self._place = view, story.name.partition(".")[0]
        try:
            story.tell(self)
        finally:
            self.close()

    def wait(self, until: Callable[[], bool], seconds: float = 20.0) -> None:
        """Lets the program work until something holds."""
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.app.processEvents()
            time.sleep(0.005)

    def settle(self) -> None:
        """Lets drawings and fades end."""
        end = time.monotonic() + self.fade
        self.app.processEvents()
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def shoot(self, name: str, over: QWidget | None = None) -> None:
        """Takes a picture of the window, with a menu or dialog `over` it."""
        assert self.window is not None
        self._hide_places(self.window.findChildren(QLabel))
        self.settle()
        fields = self._hide_places(self.window.findChildren(QLineEdit))
        picture = self.window.grab()
        for line, text in fields:  # what stands in a line is used
            with QSignalBlocker(line):
                line.setText(text)
        if over is not None:
            painter = QPainter(picture)
            place = self.window.mapFromGlobal(over.mapToGlobal(QPoint(0, 0)))
            painter.drawPixmap(place, over.grab())
            painter.end()
        file = f"{self._place}-{name}-{self.view}.png"
        if not picture.save(str(self.out / file)):
            raise OSError(f"{file} could not be written")
        self.taken.append(file)

    def _hide_places(self, shown: Sequence[Any]) -> list[tuple[Any, str]]:
        """Has labels or fields name a usual place: where the journals of the stories lie changes.

        Returns those, with the text that they had.
        """
        ours = re.compile(re.escape(str(self.work)) + r"/journal-\d+")
        named = [(widget, widget.text()) for widget in shown if ours.search(widget.text())]
        for widget, text in named:
            with QSignalBlocker(widget):
                widget.setText(ours.sub("/home/ada/journal", text))
        return named

    def folder(self) -> Path:
        """A place for a journal, where nothing is yet."""
        self._folders += 1
        return self.work / f"journal-{self._folders}"

    def sample(self) -> Path:
        """A copy of the sample journal, read."""
        filled = self.work / "sample"
        if not filled.exists():
            fill(filled, self.models)
        return Path(shutil.copytree(filled, self.folder()))

    def services(self, microphone: str | None = "Desk microphone") -> TestServices:
        """Services that use the models in use here."""
        services = TestServices(microphone)
        services.models_in_use = self.models
        return services

    def open(self, folder: Path, services: TestServices | None = None) -> MainWindow:
        """A window on the journal in `folder`, as the view has it."""
        self.close()
        chosen = Settings(theme=self.view.theme, text_scale=self.view.scale)
        look().apply(chosen)
        window = MainWindow(folder, chosen, services or self.services())
        window.resize(*self.view.size)
        window.show()
        self.window = window
        return window

    def opened(self, folder: Path, services: TestServices | None = None) -> Space:
        """The open journal of a window on `folder`."""
        self.open(folder, services)
        return self.workspace()

    def workspace(self) -> Space:
        """The open journal, once it is open."""
        window = self.window
        assert window is not None
        self.wait(lambda: window.workspace is not None)
        self.settle()
        assert window.workspace is not None
        return space_of(window)

    def close(self) -> None:
        """Closes the window; without its widgets, which each new theme would have to dress."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
