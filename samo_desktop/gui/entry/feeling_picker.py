"""A small menu of feelings that can be searched by typing."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.emotion import FAMILY_OF
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

ROWS = 8
"""Feelings that are seen at once."""
LABEL_ROLE = Qt.ItemDataRole.UserRole


class FeelingPicker(QFrame):
    """Opens under a button. Typing narrows the list, Enter takes the first or the marked one."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setObjectName("picker_search")
        self.search.setPlaceholderText(_("Which feeling?"))
        self.search.setAccessibleName(_("Search feelings"))
        self.list = QListWidget()
        self.list.setObjectName("picker_list")
        self.list.setAccessibleName(_("Feelings"))
        self.list.setIconSize(QSize(look().icon_size, look().icon_size))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.none = label(
            _("No such feeling. You can add your own in Settings."), "small", wrap=True
        )
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self._pages)
        for page in (self.list, self.none):
            self._pages.addWidget(page)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._take)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.itemActivated.connect(lambda _item: self._take())

    def offer(self, labels: Iterable[str]) -> None:
        """Lists `labels` by their names."""
        for name, feeling in sorted(
            ((formats.feeling(feeling), feeling) for feeling in labels),
            key=lambda pair: pair[0].casefold(),
        ):
            own = feeling not in FAMILY_OF
            icon = icons.pixmap(
                icons.family_icon(feeling), look().feeling(feeling), look().icon_size
            )
            item = QListWidgetItem(QIcon(icon), name)
            item.setData(LABEL_ROLE, feeling)
            spoken = _("{feeling}, your own").format(feeling=name) if own else name
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.list.addItem(item)
        row = self.list.sizeHintForRow(0) if self.list.count() else 3 * GRID
        self._pages.setFixedHeight(ROWS * row + 4)
        self.setFixedWidth(look().measure(30))
        self._narrow("")

    def open_under(self, widget: QWidget) -> None:
        """Opens below `widget`, or above it where there is no room."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + GRID // 2))
        screen = widget.screen().availableGeometry()
        if place.y() + self.height() > screen.bottom():
            place.setY(widget.mapToGlobal(QPoint(0, 0)).y() - self.height() - GRID // 2)
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        place.setY(max(screen.top(), place.y()))
        self.move(place)
        self.show()
        self.search.setFocus()

    def offered(self) -> list[str]:
        """The labels that what was typed leaves, in order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(item.data(LABEL_ROLE)) for item in items if not item.isHidden()]

    def _narrow(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text().casefold())
            if first is None and not item.isHidden():
                first = item
        if first is None:
            self.list.setCurrentRow(-1)
        else:
            self.list.setCurrentItem(first)
        self._pages.setCurrentWidget(self.none if first is None else self.list)

    def _take(self) -> None:
        item = self.list.currentItem()
        if self.isVisible() and item is not None and not item.isHidden():
            self.picked.emit(str(item.data(LABEL_ROLE)))
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move through the list while the keyboard is in the search."""
        if watched is self.search and isinstance(event, QKeyEvent):
            down = event.type() == QEvent.Type.KeyPress
            if down and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)
