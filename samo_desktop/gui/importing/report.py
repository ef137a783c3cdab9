"""What became of files that were not simply added: which, and why."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.domain.entry import DateSource
from samo_desktop.gui.operations.importing import BroughtIn, KnownFile, RefusedFile
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.dialogs import resize_within
from samo_desktop.gui.widgets.parts import button, label, rule
from samo_desktop.gui.widgets.scrolled import scrolled
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext, pgettext

MOST = 100
"""Files that are named; of more only their number is told."""


def summary(brought: BroughtIn) -> str:
    """What became of the files, in a few sentences."""
    parts = []
    if added := len(brought.added):
        text = ngettext("The recording was added.", "{n} recordings were added.", added)
        parts.append(formats.count(added, text))
    if added > 1:
        parts += _dates(brought)
    if known := len(brought.known):
        text = ngettext(
            "1 file is already in your journal.", "{n} files are already in your journal.", known
        )
        parts.append(formats.count(known, text))
    if refused := len(brought.refused):
        text = ngettext("1 file could not be added.", "{n} files could not be added.", refused)
        parts.append(formats.count(refused, text))
    if brought.left:
        text = ngettext(
            "Cancelled: 1 file was left out.", "Cancelled: {n} files were left out.", brought.left
        )
        parts.append(formats.count(brought.left, text))
    return " ".join(parts)


def _dates(brought: BroughtIn) -> list[str]:
    """How many of the dates are from which source, as one sentence; none without a source."""
    texts: dict[DateSource, str] = {
        "tags": pgettext("Dates from", "the files' tags ({n})"),
        "name": pgettext("Dates from", "the files' names ({n})"),
        "file": pgettext("Dates from", "their last change ({n})"),
        "clock": pgettext("Dates from", "today ({n})"),
    }
    counts = Counter(entry.date_source for entry in brought.added)
    told = [
        formats.count(counts[source], text) for source, text in texts.items() if source in counts
    ]
    return [_("Dates from: {sources}.").format(sources=", ".join(told))] if told else []


class DropReport(QDialog):
    """Files that are in the journal already, and files that were refused. Blocks nothing."""

    open_wanted = Signal(str)
    """The id of an entry to be opened."""
    again_wanted = Signal(object)
    """The paths of files to be added once more."""

    def __init__(self, brought: BroughtIn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import recordings"))
        self.title = label(summary(brought), "heading", wrap=True)
        self.rows: list[QFrame] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(2 * GRID)
        self._fill(brought)
        self._lay_out()

    def _fill(self, brought: BroughtIn) -> None:
        all_known = [known.path for known in brought.known]
        if len(all_known) > 1:
            self.all_again = button(_("Add all again"), "plain", "all_again_button")
            self.all_again.clicked.connect(lambda: self._again_and_close(all_known))
            self._list.addWidget(self.all_again, 0, Qt.AlignmentFlag.AlignLeft)
        for known in brought.known[:MOST]:
            self._add(self._known_row(known))
        for refused in brought.refused[: MOST - len(self.rows)]:
            self._add(self._refused_row(refused))
        left = len(brought.known) + len(brought.refused) - len(self.rows)
        if left:
            text = ngettext("and 1 more file", "and {n} more files", left)
            self._list.addWidget(label(formats.count(left, text), "quiet"))
        if brought.skipped:
            text = ngettext(
                "1 other file in the folder isn't a recording and was skipped.",
                "{n} other files in the folders aren't recordings and were skipped.",
                brought.skipped,
            )
            self._list.addWidget(label(formats.count(brought.skipped, text), "small", wrap=True))

    def _add(self, row: QFrame) -> None:
        if self.rows:
            self._list.addWidget(rule())
        self.rows.append(row)
        self._list.addWidget(row)

    def _known_row(self, known: KnownFile) -> QFrame:
        day = formats.full_day(known.entry.created_at.date())
        text = _("Already in your journal, dated {day}.").format(day=day)
        row, column = self._row(known.path.name, text)
        look_at = button(_("Open"), "link", "open_known_button")
        again = button(_("Add again"), "link", "add_again_button")
        name = formats.breakable(known.path.name)
        look_at.setAccessibleDescription(name)
        again.setAccessibleDescription(name)
        look_at.clicked.connect(lambda: self.open_wanted.emit(known.entry.id))

        def once_more() -> None:
            again.setEnabled(False)
            self.again_wanted.emit([known.path])

        again.clicked.connect(once_more)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        for each in (look_at, again):
            buttons.addWidget(each)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return row

    def _refused_row(self, refused: RefusedFile) -> QFrame:
        return self._row(
            refused.path.name, formats.problem(refused.error.message, refused.error.hint)
        )[0]

    def _row(self, name: str, text: str) -> tuple[QFrame, QVBoxLayout]:
        row = QFrame()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(label(formats.breakable(name), wrap=True))
        column.addWidget(label(formats.breakable(text), "small", wrap=True))
        return row, column

    def _again_and_close(self, paths: object) -> None:
        self.again_wanted.emit(paths)
        self.accept()

    def _lay_out(self) -> None:
        inside = QWidget()
        self._list.setContentsMargins(0, 0, 2 * GRID, 0)
        self._list.addStretch(1)
        inside.setLayout(self._list)
        area = scrolled(inside, _("Files"))
        self.done_ = button(_("Close"), "plain", "close_report_button")
        self.done_.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.done_)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.title)
        column.addWidget(area, 1)
        column.addLayout(foot)
        self._fit(inside)

    def _fit(self, inside: QWidget) -> None:
        """As high as the files need, and no larger than the window below."""
        wide, over = look().measure(64), self.parentWidget()
        if over is not None:
            wide = min(wide, over.window().width() - 4 * GRID)
        for each in self.findChildren(QWidget):
            each.ensurePolished()
        across = wide - 6 * GRID
        tall = self.title.heightForWidth(across) + inside.heightForWidth(across - GRID)
        tall += self.done_.sizeHint().height() + 10 * GRID
        resize_within(self, wide, tall)
