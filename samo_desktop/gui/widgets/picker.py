"""A small menu that can be searched by typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
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

from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import label

ROWS = 8
"""What is seen at once."""
VALUE_ROLE = Qt.ItemDataRole.UserRole


class Picker(QFrame):
    """Opens under a button. Typing narrows the list, Enter takes the first or the marked one.

    `asks` stands in the search, which is named `search`; the list is named `lists`; `none` is said
    where nothing fits, and `lead` above the list.
    """

    picked = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        *,
        asks: str,
        search: str,
        lists: str,
        none: str,
        lead: str = "",
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setObjectName("picker_search")
        self.search.setPlaceholderText(asks)
        self.search.setAccessibleName(search)
        self.list = QListWidget()
        self.list.setObjectName("picker_list")
        self.list.setAccessibleName(lists)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.none = label(none, "small", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        if lead:
            column.addWidget(label(lead, "small", wrap=True))
        column.addWidget(self._pages)
        for page in (self.list, self.none):
            self._pages.addWidget(page)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self._take)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.list.itemActivated.connect(lambda _item: self._take())

    def add(self, value: str, name: str, spoken: str = "", icon: QIcon | None = None) -> None:
        """Lists `value` by its name, which is read aloud as `spoken`."""
        item = QListWidgetItem(icon or QIcon(), name)
        item.setData(VALUE_ROLE, value)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken or name)
        self.list.addItem(item)

    def fit(self, width: int) -> None:
        """Takes the size for what was added; `width` is in characters."""
        row = self.list.sizeHintForRow(0) if self.list.count() else 3 * GRID
        self._pages.setFixedHeight(ROWS * row + 4)
        self.setFixedWidth(look().measure(width))
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
        """The values that what was typed leaves, in order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(item.data(VALUE_ROLE)) for item in items if not item.isHidden()]

    def fits(self, value: str, name: str, typed: str) -> bool:
        """Whether `typed`, which has no blanks around it, may mean `value`, called `name`."""
        del value
        return typed.casefold() in name.casefold()

    def _narrow(self, typed: str) -> None:
        wanted = typed.strip()
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not self.fits(str(item.data(VALUE_ROLE)), item.text(), wanted))
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
            self.picked.emit(str(item.data(VALUE_ROLE)))
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move through the list while the keyboard is in the search."""
        if watched is self.search and isinstance(event, QKeyEvent):
            down = event.type() == QEvent.Type.KeyPress
            if down and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)
