"""A place that scrolls down where there is too little room, and never sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(inside: QWidget, name: str) -> QScrollArea:
    """`inside` in a scroll area that screen readers call `name`; it is no stop of the Tab key."""
    # Without it, as high as its texts would be in their narrowest lines, and the rest is void.
    inside.setMinimumHeight(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area
