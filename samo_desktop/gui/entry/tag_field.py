"""The tags of an entry: a chip each, and a field for more, which knows those of the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.tags import has_separator, parse_tags
from samo_desktop.gui.style import icons
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import label
from samo_desktop.gui.widgets.slips import Slip
from samo_desktop.messages import gettext as _

CHIP_CHARACTERS = 26
"""Longer tags are cut on their chip; its tip names them in full."""
FIELD_CHARACTERS = 14
PADDING = 8
"""Pixels between the edge of the field and what is typed there."""


class TagChip(QFrame):
    """One tag, and a button that takes it off."""

    def __init__(self, tag: str, remove: Callable[[], None]) -> None:
        super().__init__()
        self.tag = tag
        self.setObjectName("tag_chip")
        cut = tag if len(tag) <= CHIP_CHARACTERS else tag[: CHIP_CHARACTERS - 1].rstrip() + "…"
        self.name = label(cut, "tag")
        self.setToolTip(tag)
        self.remove = QToolButton()
        self.remove.setObjectName("remove_tag_button")
        self.remove.setProperty("role", "chip")
        self.remove.setAccessibleName(_("Remove tag {tag}").format(tag=tag))
        self.remove.setToolTip(self.remove.accessibleName())
        self.remove.clicked.connect(remove)
        icons.wear(self.remove, "close", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 3, 2, 3)
        row.setSpacing(2)
        row.addWidget(self.name)
        row.addWidget(self.remove)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class TagField(QWidget):
    """Comma and Enter add what was typed, Backspace in the empty field takes the last back."""

    changed = Signal()
    """The user added tags, or took some off."""
    names_wanted = Signal()
    """The keyboard is here: the tags of the journal can be offered."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tags")
        self.field = QLineEdit()
        self.field.setObjectName("tag_field")
        self.field.setProperty("role", "small")
        self.field.setAccessibleName(_("Add a tag"))
        self.field.setPlaceholderText(_("Add a tag"))
        self.field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        # Later: the field still writes what was chosen into itself.
        completer.activated.connect(self.take_typed, Qt.ConnectionType.QueuedConnection)
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self.take_typed)
        self.field.editingFinished.connect(self.take_typed)
        self.field.installEventFilter(self)
        self._slip = Slip()
        self._row = QWidget()
        self._flow = Flow(self._row)
        self._flow.addWidget(self.field)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._row)
        self._indent()
        self._measure()
        look().changed.connect(self._measure)

    def _indent(self) -> None:
        """Chips begin where the words above them do, and so does what is typed."""
        self._column.setContentsMargins(PADDING if self.chips else 0, 0, 0, 0)

    def _measure(self) -> None:
        self.field.setFixedWidth(look().measure(FIELD_CHARACTERS) + 2 * GRID)

    # ---- what is shown

    @property
    def chips(self) -> list[TagChip]:
        """The chips that are shown, in order."""
        items = [self._flow.itemAt(place) for place in range(self._flow.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, TagChip)]

    def tags(self) -> tuple[str, ...]:
        """The tags that have a chip."""
        return tuple(chip.tag for chip in self.chips)

    def show_tags(self, tags: Sequence[str]) -> None:
        """Shows these; what is being typed stays."""
        if tuple(tags) == self.tags():
            return
        there = {chip.tag: chip for chip in self.chips}
        while self._flow.takeAt(0) is not None:
            pass
        # Showing one lays out all that stand in the row, so they come into it at the end.
        chips = [there.pop(tag) if tag in there else self._chip(tag) for tag in tags]
        for chip in there.values():
            chip.setParent(None)
            chip.deleteLater()
        for widget in (*chips, self.field):
            self._flow.addWidget(widget)
        self.field.raise_()  # a screen reader follows the order of the children
        self._indent()

    def _chip(self, tag: str) -> TagChip:
        chip = TagChip(tag, lambda: self._remove(chip))
        chip.remove.setVisible(not self.field.isReadOnly())
        chip.setParent(self._row)
        self._slip.watch(chip.remove)
        chip.show()
        return chip

    def setReadOnly(self, read_only: bool) -> None:
        """Tags can be seen, but not changed."""
        self.field.setReadOnly(read_only)
        self.field.setVisible(not read_only)
        for chip in self.chips:
            chip.remove.setVisible(not read_only)

    def offer(self, names: Sequence[str]) -> None:
        """Tags that are completed from what is typed."""
        self._names.setStringList(list(names))

    def clear(self) -> None:
        """Shows no tag, and nothing that was typed."""
        self.field.clear()
        self.show_tags(())

    # ---- what the user does

    def _edited(self, text: str) -> None:
        if has_separator(text):
            self.take_typed()

    def take_typed(self) -> None:
        """Makes tags of what was typed."""
        typed = self.field.text()
        if not typed or self.field.isReadOnly():
            return
        self.field.clear()
        tags = parse_tags([*self.tags(), typed])
        if tags != self.tags():
            self.show_tags(tags)
            self.changed.emit()

    def _remove(self, chip: TagChip) -> None:
        """Takes one off; not the next one, which the second of a double click meets."""
        if not self._slip.clicks():
            return
        place = self.chips.index(chip)
        self._take_off(place)
        rest = self.chips
        near = rest[min(place, len(rest) - 1)].remove if rest else self.field
        near.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_off(self, place: int) -> None:
        self.show_tags([tag for n, tag in enumerate(self.tags()) if n != place])
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.FocusIn:
                self.names_wanted.emit()
            elif isinstance(event, QKeyEvent):
                return self._key(event)
        return bool(super().eventFilter(watched, event))

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key is not one of the field's."""
        empty = not self.field.text()
        if event.type() == QEvent.Type.ShortcutOverride:
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            if (undo or redo) and empty:  # tags are taken back by the window
                event.ignore()
                return True
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        pressed = event.type() == QEvent.Type.KeyPress and plain and empty and bool(self.chips)
        if pressed and event.key() == Qt.Key.Key_Backspace and not event.isAutoRepeat():
            tag = self.tags()[-1]
            self._take_off(len(self.chips) - 1)
            self.field.setText(tag)
            return True
        if pressed and event.key() == Qt.Key.Key_Left:
            self.chips[-1].remove.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False
