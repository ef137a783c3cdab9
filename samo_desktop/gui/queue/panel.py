"""All that is being worked out: each entry with its progress, Cancel, or Try again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.events import Progress
from samo_desktop.gui.queue.waiting import MOST, Item
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import give_role
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.slips import Slip
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext, pgettext


class _Row(QFrame):
    """One entry."""

    def __init__(self, item: Item, panel: StatusPanel) -> None:
        super().__init__()
        self.entry_id = item.entry_id
        name = formats.breakable(item.name)
        self.name = label(name, wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress of {name}").format(name=item.name))
        if item.problem:
            self.bar.hide()
        waits = pgettext("An entry", "Queued")
        self.says = label(formats.breakable(item.problem) or waits, "small", wrap=True)
        self.button = self._button(item, panel)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.name, 1)
        head.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.says)

    def _button(self, item: Item, panel: StatusPanel) -> QPushButton:
        if item.problem:
            made = button(_("Try again"), "link", "panel_retry_button", "retry", "accent")
            wanted = panel.retry_wanted
        else:
            made = button(_("Cancel"), "quiet", "panel_cancel_button", "cancel", "muted")
            wanted = panel.cancel_wanted
        panel.slip.watch(made)
        made.clicked.connect(lambda: panel.ask(wanted, item.entry_id))
        made.setAccessibleDescription(item.name)
        return made

    def show_progress(self, progress: Progress, left: str) -> None:
        """Says which step is being done, how far it is, and how long it will take if known."""
        doing = formats.progress(progress)
        both = _("{doing} · {left}").format(doing=doing, left=left)
        self.says.setText(both if left and progress.step == "transcribe" else doing)
        self.bar.setValue(round(1000 * (progress.fraction or 0.0)))


class StatusPanel(QFrame):
    """Opens above the dock. Shows what `show_items` is given until it is given something else."""

    cancel_wanted = Signal(str)
    cancel_all_wanted = Signal()
    retry_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.setAccessibleName(_("Work in progress"))
        self.slip = Slip()
        self._room = self.screen().availableGeometry().height()
        """Pixels above what the panel opens over."""
        self.left = label(role="small", wrap=True)
        self.cancel_all = button(_("Cancel all"), "quiet", "cancel_all_button", "cancel", "muted")
        self.cancel_all.clicked.connect(self.cancel_all_wanted.emit)
        self.rows: dict[str, _Row] = {}
        self._items: list[Item] | None = None
        self._last: dict[str, tuple[Progress, str]] = {}
        head = QHBoxLayout()
        head.addWidget(self.left, 1)
        head.addWidget(self.cancel_all, 0, Qt.AlignmentFlag.AlignRight)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAccessibleName(_("Work in progress"))
        give_role(self._area, QAccessible.Role.Grouping)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._area)

    def show_items(self, items: list[Item], left: str) -> None:
        """Lists `items`; `left` says how long all of it will take."""
        self.show_left(left)
        if items == self._items:
            return
        focused = self._focused_row()
        self._items = items
        self.cancel_all.setVisible(any(not item.problem for item in items))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(2 * GRID)
        self.rows = {item.entry_id: _Row(item, self) for item in items[:MOST]}
        for row in self.rows.values():
            column.addWidget(row)
        if len(items) > MOST:
            more = len(items) - MOST
            text = ngettext("and 1 more", "and {n} more", more)
            column.addWidget(label(formats.count(more, text), "quiet"))
        if not items:
            column.addWidget(label(_("No work in progress."), "quiet"))
        column.addStretch(1)
        before = self._area.takeWidget()
        if before is not None:
            before.deleteLater()  # a button in it may be what was just pressed
        self._area.setWidget(inside)
        self._last = {entry: told for entry, told in self._last.items() if entry in self.rows}
        for entry_id, told in self._last.items():
            if self.rows[entry_id].bar.isVisibleTo(self.rows[entry_id]):
                self.rows[entry_id].show_progress(*told)
        self._fit()
        if focused is not None:
            self._focus_row(*focused)

    def _focused_row(self) -> tuple[str, int] | None:
        """The entry whose button has the keyboard, and the place of its row."""
        for place, (entry_id, row) in enumerate(self.rows.items()):
            if row.button.hasFocus():
                return entry_id, place
        return None

    def _focus_row(self, entry_id: str, place: int) -> None:
        """Gives the keyboard back to the row of an entry, or to what stands there now."""
        rows = list(self.rows.values())
        row = self.rows.get(entry_id) or (rows[min(place, len(rows) - 1)] if rows else None)
        (row.button if row is not None else self._area).setFocus()

    def ask(self, wanted: SignalInstance, entry_id: str) -> None:
        """Asks for what a row's button does.

        Not for the second of a double click: another button may stand under the pointer by then.
        """
        if self.slip.clicks():
            wanted.emit(entry_id)

    def show_left(self, left: str) -> None:
        """Says how long all of it will take."""
        self.left.setText(left)
        if self.left.isHidden() == bool(left):
            self.left.setVisible(bool(left))
            self._fit()

    def show_progress(self, progress: Progress, left: str) -> None:
        """Moves the bar of an entry, which will be there in `left`, in words."""
        self._last[progress.entry_id] = progress, left
        row = self.rows.get(progress.entry_id)
        if row is not None and row.bar.isVisibleTo(row):
            row.show_progress(progress, left)

    def open_above(self, widget: QWidget) -> None:
        """Opens above `widget`, at its right, inside the screen."""
        place = widget.mapToGlobal(QPoint(widget.width() - GRID, 0))
        screen = widget.screen().availableGeometry()
        self._room = place.y() - screen.top()
        self.show()  # first: only then is it known how high the texts are
        self._fit()
        x = max(screen.left(), min(place.x() - self.width(), screen.right() - self.width()))
        self.move(x, max(screen.top(), place.y() - self.height()))
        self._area.setFocus()  # not a button: what opened the panel may still be pressed

    def _fit(self) -> None:
        inside = self._area.widget()
        if inside is None:  # nothing has been listed yet
            return
        wide = min(look().measure(50), self.screen().availableGeometry().width())
        inside.setFixedWidth(wide - 5 * GRID)
        inside.setMinimumHeight(1)  # not that of its texts in their narrowest lines
        for each in inside.findChildren(QWidget):
            each.ensurePolished()
        inside.adjustSize()
        column = inside.layout()
        assert column is not None
        column.invalidate()
        head = 5 * GRID + self.cancel_all.sizeHint().height()
        most = min(look().measure(60), self._room - head)
        needs = column.totalHeightForWidth(inside.width())
        if needs < 0:  # no text that wraps
            needs = column.totalMinimumSize().height()
        self._area.setFixedHeight(min(needs, most))
        bottom = self.geometry().bottom()
        self.setFixedWidth(wide)
        whole = self.layout()
        assert whole is not None
        whole.activate()
        self.resize(wide, max(whole.totalHeightForWidth(wide), whole.totalMinimumSize().height()))
        if self.isVisible():
            self.move(self.x(), bottom - self.height() + 1)
