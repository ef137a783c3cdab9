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
        self.use = button(_("Use this title"), "link-small", "use_title_button")
        """Takes the suggestion; it stands beside the field, while that has the keyboard."""
        super().__init__("title", LEADING, strong=True)
        self.setProperty("role", "title")
        self.setObjectName("title")
        self.setAccessibleName(_("Title"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._suggestion = ""
        self.use.setToolTip(_("Use this title (arrow key)"))
        self.use.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # an arrow key does the same
        self.use.hide()
        self.use.clicked.connect(self.take)
        self.textChanged.connect(self._offer)
        self.suggest("")

    def text(self) -> str:
        """The title, in one line."""
        return " ".join(self.toPlainText().split("\n"))

    def suggest(self, title: str) -> None:
        """Offers `title` as long as there is none; "" for nothing to offer."""
        self._suggestion = title
        self._offer()

    def take(self) -> None:
        """Makes the suggestion the title."""
        if self._suggestion and self.document().isEmpty() and not self.isReadOnly():
            self.insertPlainText(self._suggestion.removesuffix("…"))
            self.setFocus()

    def _offer(self) -> None:
        empty, may = self.document().isEmpty(), not self.isReadOnly()
        offered = bool(self._suggestion) and empty and may
        self.show_pale((self._suggestion or (_("Add a title") if may else "")) if empty else "")
        self.use.setVisible(offered and self.hasFocus())
        says = _("Suggested: “{title}”. Press an arrow key to use it.")
        self.setAccessibleDescription(says.format(title=self._suggestion) if offered else "")

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
