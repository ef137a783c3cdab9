"""A field for a passphrase: hidden unless it is to be shown, with a word about Caps Lock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit


class SecretField(QLineEdit):
    """A field for a passphrase, called `name`."""

    caps_lock = Signal(bool)
    """Whether Caps Lock is on, as far as the last key tells; False where the field is left."""

    def __init__(self, name: str, object_name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setObjectName(object_name)
        self._caps = False

    def reveal(self, on: bool) -> None:
        """Shows, or hides, what is typed."""
        echo = QLineEdit.EchoMode
        self.setEchoMode(echo.Normal if on else echo.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._tell(not self._caps)  # no key press tells whether it is on: the next letter does
        elif len(typed) == 1 and typed.lower() != typed.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(typed.isupper() != shift)
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._tell(False)
        super().focusOutEvent(event)

    def _tell(self, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self.caps_lock.emit(on)
