"""The look is put on safely."""

from __future__ import annotations

import gc

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings


class Field(QLineEdit):
    """Makes so many objects when it is dressed that Python would collect what nothing needs."""

    def __init__(self) -> None:
        self.dressed = 0
        super().__init__()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self.dressed += 1
            self.made = [[] for _ in range(2 * gc.get_threshold()[0])]
        super().changeEvent(event)


def test_no_widget_is_collected_while_qt_goes_through_all_of_them(qtbot: QtBot) -> None:
    look().apply(Settings(theme="light"))
    field = Field()
    qtbot.addWidget(field)
    field.show()
    field.dressed = 0
    during: list[int] = []

    def collecting(phase: str, _told: dict[str, int]) -> None:
        if phase == "start":
            during.append(field.dressed)

    gc.collect()
    gc.callbacks.append(collecting)
    try:
        look().apply(Settings(theme="dark", text_scale=1.5))
    finally:
        gc.callbacks.remove(collecting)
    assert field.dressed > 1
    assert gc.isenabled()
    assert set(during) <= {0, field.dressed}, "before it, or after it"
