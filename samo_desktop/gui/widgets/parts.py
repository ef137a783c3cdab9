"""Small pieces that every page is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy

from samo_desktop.gui.style import icons


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label that never reads its text as markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    if role:
        made.setProperty("role", role)
    if wrap:
        made.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
    return made


def beside_icon(text: str) -> str:
    """`text` with a little room before it, for a button with an icon."""
    return f" {text}" if text else text


def button(text: str, role: str, name: str, icon: str = "", colour: str = "ink") -> QPushButton:
    """A push button; `name` is its object name, for tests and screen readers' scripts."""
    made = QPushButton(beside_icon(text) if icon else text)
    made.setProperty("role", role)
    made.setObjectName(name)
    made.setAccessibleName(text)
    if icon:
        icons.wear(made, icon, colour)
    return made


def rule(*, vertical: bool = False) -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("role", "rule-v" if vertical else "rule")
    return made
