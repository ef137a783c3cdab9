"""Where files come into the window: dropped on it or chosen, and what is said of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui.importing.drop_overlay import DropOverlay
from samo_desktop.gui.importing.importer import Importer
from samo_desktop.gui.importing.report import DropReport, summary
from samo_desktop.gui.operations.importing import ENDINGS, BroughtIn
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.widgets.files import choose_files
from samo_desktop.messages import gettext as _


class DropDesk(QObject):
    """Takes what is dropped on `window` or chosen, and tells what became of it.

    A single file is opened when it was added; of many their number is told and what their dates
    are from, and the page that is open stays. Files that were not added are listed with the
    reasons.
    """

    entry_wanted = Signal(str)
    """The id of an entry that should be opened."""
    message = Signal(str)
    problem = Signal(object)

    def __init__(self, runner: OperationRunner, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.importer = Importer(runner, self)
        self.overlay = DropOverlay(window)
        self.report: DropReport | None = None
        self.overlay.dropped.connect(self.bring_in)
        self.importer.ended.connect(self._ended)

    def choose(self) -> None:
        """Asks which recordings to import, one or many."""
        kinds = " ".join(sorted(f"*{ending}" for ending in ENDINGS))
        choose_files(
            self._window,
            _("Import recordings"),
            self.bring_in,
            kinds=_("Audio and video ({kinds});;All files (*)").format(kinds=kinds),
        )

    def bring_in(self, paths: list[Path]) -> None:
        """Makes an entry of each recording, and of those in each folder, behind the window."""
        self.importer.bring_in(paths)

    def close(self) -> None:
        """Takes nothing any more."""
        self.importer.close()
        if self.report is not None:
            self.report.close()

    def _ended(self, brought: BroughtIn) -> None:
        added, others = brought.added, len(brought.known) + len(brought.refused)
        if (added or brought.left) and not others:  # else the report says it
            self.message.emit(summary(brought))
        if len(added) == 1 and not others:
            self.entry_wanted.emit(added[0].id)
        if len(brought.refused) == 1 and not added and not brought.known:
            self.problem.emit(brought.refused[0].error)
        elif others:
            self._show(brought)
        elif not added and not brought.left:
            self.problem.emit(
                SamoError(
                    _("No recordings were found."),
                    _("Choose audio files, videos, or folders that contain some."),
                )
            )

    def _show(self, brought: BroughtIn) -> None:
        if self.report is not None:
            self.report.close()
        report = DropReport(brought, self._window)
        report.open_wanted.connect(self.entry_wanted)
        report.again_wanted.connect(lambda paths: self.importer.bring_in(paths, again=True))
        report.finished.connect(partial(self._gone, report))
        self.report = report
        report.show()

    def _gone(self, report: DropReport, _result: int) -> None:
        report.deleteLater()
        if self.report is report:
            self.report = None
