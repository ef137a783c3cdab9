"""Where the keyboard goes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_before(stop: QWidget, widgets: Sequence[QWidget]) -> None:
    """Has the keyboard go through `widgets`, in order, before it comes to `stop`."""
    before = stop.previousInFocusChain()
    while before is not stop and (
        before.focusPolicy() == Qt.FocusPolicy.NoFocus or before in widgets
    ):
        before = before.previousInFocusChain()
    for widget in widgets:
        QWidget.setTabOrder(before, widget)
        before = widget
