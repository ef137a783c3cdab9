"""The title of an entry, over as many lines as it needs, and the one that its text suggests."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from samo_desktop.gui.entry.plain_text import GrowingText
from samo_desktop.gui.widgets.parts import button
from samo_desktop.messages import gettext as _

LEADING = 1.2


class TitleField(GrowingText):
    """One paragraph. Empty, it shows a suggestion, which is taken by its button or an arrow key."""

    entered = Signal()
    """The user is done with the title, and wants to go on."""
    left = Signal()
    """The keyboard has gone elsewhere."""

    def __init__(self) -> None:
        super().__init__("title", LEADING, strong=True)
        self.setProperty("role", "title")
        self.setObjectName("title")
        self.setAccessibleName(_("Title"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._suggestion = ""
        self.use = button(_("Use this title"), "link-small", "use_title_button")
        self.use.setToolTip(_("Use this title (arrow key)"))
        self.use.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # an arrow key does the same
        self.use.setParent(self)
        self.use.clicked.connect(self.take)
        self.textChanged.connect(self._offer)
        self.suggest("")

    def text(self) -> str:
        """The title, in one line."""
        return " ".join(self.toPlainText().split("\n"))

    def suggest(self, title: str) -> None:
        """Offers `title` as long as there is none; "" for nothing to offer."""
        self._suggestion = title
        self.setPlaceholderText(title or _("Add a title"))
        self._offer()

    def take(self) -> None:
        """Makes the suggestion the title."""
        if self._suggestion and self.document().isEmpty() and not self.isReadOnly():
            self.insertPlainText(self._suggestion.removesuffix("…"))
            self.setFocus()

    def _offer(self) -> None:
        offered = bool(self._suggestion) and self.document().isEmpty() and not self.isReadOnly()
        self.use.setVisible(offered and self.hasFocus())
        says = _("Suggested: {title}. Press an arrow key to use it.")
        self.setAccessibleDescription(says.format(title=self._suggestion) if offered else "")
        self.fit()

    def wanted_height(self) -> int:
        """A suggestion is shown in full as well, and the button below it."""
        height = super().wanted_height()
        if self.document().isEmpty() and self.placeholderText():
            room = self.viewport().rect().adjusted(0, 0, 0, 10_000)
            words = Qt.TextFlag.TextWrapAnywhere | Qt.TextFlag.TextWordWrap
            shown = self.fontMetrics().boundingRect(room, words, self.placeholderText())
            height = max(height, shown.height() + 2)
        return height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        empty, key = self.document().isEmpty(), event.key()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif empty and plain and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.take()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text().split()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._offer()
        self.left.emit()
