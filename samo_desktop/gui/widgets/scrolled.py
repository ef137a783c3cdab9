"""A place that scrolls down where there is too little room, and never sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class _Fitting(QScrollArea):
    """Holds what is inside as high as its width makes it.

    Qt would make it as high as its texts are in their narrowest lines, and leave the rest void.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().viewportEvent(event)

    def _fit(self) -> None:
        inside = self.widget()
        if inside is not None:
            inside.setMinimumHeight(max(1, inside.heightForWidth(self.viewport().width())))


def scrolled(inside: QWidget, name: str) -> QScrollArea:
    """`inside` in a scroll area that screen readers call `name`; it is no stop of the Tab key."""
    area = _Fitting()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setWidget(inside)
    return area
