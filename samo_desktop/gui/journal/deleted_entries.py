"""The entries that were deleted and are still kept: bring them back, or delete them for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain import calendar
from samo_desktop.domain.entry import KEPT_DAYS, Deleted, Entry
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations import entries
from samo_desktop.gui.operations.changes import Operation
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext, pgettext

if TYPE_CHECKING:
    from samo_desktop.app import App

Result = TypeVar("Result")
Index = QModelIndex | QPersistentModelIndex
_LINES = Qt.ItemDataRole.UserRole + 1


class DeletedDialog(QDialog):
    """Lists them, the one that was deleted last first; any number can be chosen."""

    restored = Signal(list)
    """The ids of entries that were brought back."""
    purged = Signal(list)
    """The ids of entries that are gone for good."""

    def __init__(self, app: App, runner: OperationRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._runner = app, runner
        self._busy = False
        """Whether something is being done to what was chosen."""
        self.setWindowTitle(_("Recently deleted"))
        self._make()
        self._lay_out()
        self._load()

    def _make(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("deleted")
        self.list.setProperty("role", "plain")
        self.list.setAccessibleName(_("Deleted entries, most recently deleted first"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setItemDelegate(_TwoLines(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemSelectionChanged.connect(self._chosen)
        self.empty = label(_("There are no deleted entries."), "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.tells = label(role="small", wrap=True)
        self.restore = button(_("Restore"), "primary", "restore_button")
        self.restore.clicked.connect(self._restore)
        self.purge = button(_("Delete for good…"), "plain", "purge_button")
        self.purge.clicked.connect(lambda: self._ask(True))
        self.every = button(_("Select all"), "plain", "select_all_deleted_button")
        self.every.clicked.connect(self._select_all)
        self.done_ = button(_("Close"), "plain", "close_deleted_button")
        self.done_.clicked.connect(self.accept)
        self.question = label(wrap=True)
        self.keep = button(_("Keep"), "plain", "keep_button")
        self.keep.clicked.connect(lambda: self._ask(False))
        self.sure = button(_("Delete for good"), "plain", "sure_button")
        self.sure.clicked.connect(self._purge)
        for each in (self.restore, self.purge, self.every, self.done_, self.keep, self.sure):
            each.setAutoDefault(False)  # Enter in the list chooses nothing

    def _lay_out(self) -> None:
        says = _(
            "Deleted entries are kept for {n} days, with their recordings, and then "
            "deleted for good."
        )
        self.pages = QStackedWidget()
        for page in (self.list, self.empty):
            self.pages.addWidget(page)
        self.rows = QStackedWidget()
        for parts in (
            (self.restore, self.purge, self.every, None, self.done_),
            (self.question, self.keep, self.sure),
        ):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(GRID)
            for part in parts:
                if part is None:
                    row.addStretch(1)
                else:
                    row.addWidget(part, 1 if part is self.question else 0)
            self.rows.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(_("Recently deleted"), "title"))
        column.addWidget(label(says.format(n=KEPT_DAYS), "quiet", wrap=True))
        if not self._app.journal.writable:
            unwritable = _(
                "This journal is open for reading only. Nothing can be restored or deleted now."
            )
            column.addWidget(label(unwritable, wrap=True))
        column.addWidget(self.pages, 1)
        column.addWidget(self.tells)
        column.addWidget(self.rows)
        wide, tall = look().measure(64), look().measure(64)
        over = self.parentWidget()
        if over is not None:
            wide, tall = min(wide, over.width() - 4 * GRID), min(tall, over.height() - 4 * GRID)
        self.resize(wide, tall)

    # ---- what is shown

    def _load(self) -> None:
        """Reads the deleted entries; the place in the list stays.

        After one was dealt with none is chosen: the next press of a button must not meet another.
        """
        self._runner.read(self._app.entries.deleted, self._show, self._problem, owner=self)

    def _show(self, found: list[Deleted]) -> None:
        place = self.list.currentRow()
        self._busy = False
        self.list.clear()
        for deleted in found:
            title, rest = _described(deleted, calendar.now())
            item = QListWidgetItem(f"{title}, {rest}")
            item.setData(Qt.ItemDataRole.UserRole, deleted.entry.id)
            item.setData(_LINES, (title, rest))
            self.list.addItem(item)
        self.pages.setCurrentIndex(0 if found else 1)
        if found:
            none = QItemSelectionModel.SelectionFlag.NoUpdate
            chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
            row = max(0, min(place, len(found) - 1))
            self.list.setCurrentRow(row, chosen if place < 0 else none)
            self.list.setFocus()
        else:
            self.done_.setFocus()
        self._ask(False)
        self._chosen()

    @property
    def chosen(self) -> list[str]:
        """The ids of the entries that are chosen."""
        return [item.data(Qt.ItemDataRole.UserRole) for item in self.list.selectedItems()]

    def _chosen(self) -> None:
        for each in (self.restore, self.purge):
            each.setEnabled(bool(self.chosen) and self._app.journal.writable)
        self.every.setEnabled(self.list.count() > len(self.chosen))
        self._ask(False)

    def _select_all(self) -> None:
        self.list.selectAll()
        self.list.setFocus()

    def _problem(self, error: SamoError) -> None:
        self._busy = False
        self.tells.setText(formats.problem(error.message, error.hint))

    # ---- what the user does

    def _restore(self) -> None:
        ids = self.chosen

        def restored(_entries: list[Entry]) -> None:
            self.tells.setText(entries.back_in_words(len(ids)))
            self.restored.emit(ids)

        self._do(entries.undelete(ids), restored)

    def _ask(self, asking: bool) -> None:
        """Asks whether what is chosen is to go; where the question stood, nothing deletes."""
        if asking:
            text = ngettext(
                "Delete this entry for good? This can't be undone.",
                "Delete {n} entries for good? This can't be undone.",
                len(self.chosen),
            )
            self.question.setText(formats.count(len(self.chosen), text))
        had = self.rows.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.rows.setCurrentIndex(1 if asking else 0)
        if asking:
            self.keep.setFocus()
        elif had:
            self.list.setFocus()

    def _purge(self) -> None:
        ids = self.chosen

        def purged(number: int) -> None:
            self.tells.setText(entries.gone_in_words(number))
            self.purged.emit(ids)

        self._do(entries.purge(ids), purged)

    def _do(self, operation: Operation[Result], then: Callable[[Result], object]) -> None:
        """Does it, unless something is being done; whatever comes of it, reads again."""
        if self._busy or not self.chosen:
            self._ask(False)
            return

        def done(result: Result) -> None:
            then(result)
            self._load()

        def failed(error: SamoError) -> None:
            self._load()
            self._problem(error)

        self._busy = True
        self.tells.clear()
        self._runner.run(operation, asked_by=self, done=done, failed=failed)


class _TwoLines(QStyledItemDelegate):
    """The title, and below it, more quietly, from when the entry is and until when it is kept."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        title, rest = self._metrics()
        return QSize(0, title.height() + rest.height() + 2 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state, place = cast("Any", option).state, QRect(cast("Any", option).rect)
        painter.save()
        for on, colour in (
            (QStyle.StateFlag.State_MouseOver, "hover"),
            (QStyle.StateFlag.State_Selected, "selected"),
        ):
            if state & on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look().colour(colour))
                painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), 6, 6)
        inside = place.adjusted(GRID, GRID, -GRID, -GRID)
        for font, colour, metrics, text in zip(
            (look().font("body", strong=True), look().font("small")),
            ("ink", "muted"),
            self._metrics(),
            index.data(_LINES),
            strict=True,
        ):
            painter.setFont(font)
            painter.setPen(look().colour(colour))
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, Qt.AlignmentFlag.AlignTop, cut)
            inside.setTop(inside.top() + metrics.height())
        painter.restore()

    @staticmethod
    def _metrics() -> tuple[QFontMetrics, QFontMetrics]:
        return (
            QFontMetrics(look().font("body", strong=True)),
            QFontMetrics(look().font("small")),
        )


def _described(deleted: Deleted, now: datetime) -> tuple[str, str]:
    """The title; and for how long the entry is kept, and when it is from."""
    entry = deleted.entry
    title = entry.title or pgettext("DeletedDialog", "Voice note without words")
    at = f"{formats.long_day(entry.created_at.date())}, {formats.clock(entry.created_at)}"
    days = max(1, ceil((deleted.until - now) / timedelta(days=1)))
    left = formats.count(days, ngettext("1 day left", "{n} days left", days))
    return title, f"{left} · {at}"
