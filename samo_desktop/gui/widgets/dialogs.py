"""The size and the place of dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from samo_desktop.gui.style.theme import GRID


def resize_within(dialog: QDialog, wide: int, tall: int) -> None:
    """Makes `dialog` so large (pixels), but no larger than the window that it is over.

    One that is shown already grows to all sides, so that its buttons stay on the screen.
    """
    over = dialog.parentWidget()
    if over is not None:
        wide = min(wide, over.window().width() - 4 * GRID)
        tall = min(tall, over.window().height() - 4 * GRID)
    middle = dialog.geometry().center()
    dialog.resize(wide, tall)
    if dialog.isVisible():
        place = dialog.geometry()
        place.moveCenter(middle)
        dialog.setGeometry(place)
